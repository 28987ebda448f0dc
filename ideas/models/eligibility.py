"""What makes a team eligible beside its members: recommendations, guardians' consents, the secretariat's remarks."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models.teams import Member, Team
from municipalities.models import Participant


class Recommendation(TimeStamped):
    """That a citizen of the municipality speaks for a leader who has no home there; asked and answered by mail."""

    leader = models.ForeignKey(Member, models.CASCADE, related_name="recommendations", verbose_name=_("代表"))
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="recommendations", verbose_name=_("自治体")
    )
    name = models.CharField(_("推薦する人の氏名"), max_length=80)
    email = models.EmailField(_("推薦する人のメールアドレス"))
    entry_class = models.CharField(_("推薦する人の地域とのつながり"), max_length=10, blank=True)
    statement = models.CharField(_("推薦のことば"), max_length=500, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("有効期限"))
    confirmed_at = models.DateTimeField(_("推薦した日時"), null=True, blank=True)
    declined_at = models.DateTimeField(_("ことわった日時"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("推薦")
        verbose_name_plural = pgettext_lazy("plural", "推薦")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="recommendation_is_not_both_given_and_declined",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open_at(self, moment: datetime) -> bool:
        answered = self.confirmed_at or self.declined_at or self.cancelled_at
        return answered is None and self.expires_at > moment


class GuardianConsent(TimeStamped):
    """A guardian's yes for a young member: by a mailed link, or on paper recorded by teacher or secretariat."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("メール")
        PAPER = "paper", _("紙")

    member = models.ForeignKey(Member, models.CASCADE, related_name="guardian_consents", verbose_name=_("メンバー"))
    kind = models.CharField(_("方法"), max_length=5, choices=Kind)
    guardian_name = models.CharField(_("保護者の氏名"), max_length=80)
    email = models.EmailField(_("保護者のメールアドレス"), blank=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    expires_at = models.DateTimeField(_("有効期限"), null=True, blank=True)
    given_at = models.DateTimeField(_("同意した日時"), null=True, blank=True)
    refused_at = models.DateTimeField(_("同意しなかった日時"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("記録した人")
    )

    class Meta:
        verbose_name = _("保護者の同意")
        verbose_name_plural = pgettext_lazy("plural", "保護者の同意")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="paper") | Q(recorded_by__isnull=False), name="paper_consent_has_a_recorder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}"

    @property
    def is_given(self) -> bool:
        """A yes that was not taken back."""
        return self.given_at is not None and self.refused_at is None

    def is_open_at(self, moment: datetime) -> bool:
        """Asked by mail, and not answered yet."""
        answered = self.given_at or self.refused_at
        return answered is None and self.expires_at is not None and self.expires_at > moment


class EligibilityRemark(models.Model):
    """What the secretariat asks of a team about its eligibility, until it is settled."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="eligibility_remarks", verbose_name=_("チーム"))
    text = models.CharField(_("確かめたいこと"), max_length=500)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"))
    settled_at = models.DateTimeField(_("すんだ日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("応募資格の確認")
        verbose_name_plural = pgettext_lazy("plural", "応募資格の確認")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text
