"""Who writes for a municipality: asked for, invited, handed over, ended."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from municipalities.models.participants import Participant
from municipalities.models.register import LocalGovernment
from notifications.models import MailedInvitation


class OfficerRefused(ContestError):
    """A person who cannot be appointed, or an invitation that cannot be used."""


class AskedAlready(OfficerRefused):
    """A person who waits for an answer about this government already."""


class SentToAnother(OfficerRefused):
    """An invitation opened by somebody else than the person it was sent to."""


class Officer(TimeStamped):
    """A person who writes for a participant over [since, until)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offices", verbose_name=_("人"))
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="officers", verbose_name=_("参加自治体"))
    department = models.CharField(_("部署"), max_length=80)
    since = models.DateTimeField(_("はじまり"))
    until = models.DateTimeField(_("おわり"), null=True, blank=True)

    class Meta:
        verbose_name = _("自治体の担当者")
        verbose_name_plural = pgettext_lazy("plural", "自治体の担当者")
        ordering = ["participant", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "participant"], condition=Q(until__isnull=True), name="officer_serves_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.department}"


class OfficerRequestQuerySet(models.QuerySet["OfficerRequest"]):
    def waiting(self):
        """Those nobody has decided on."""
        return self.filter(state=OfficerRequest.State.WAITING)

    def for_queue(self):
        """With what a line of the queue says, in its order."""
        return self.select_related("user", "government__parent").order_by(*QUEUE_ORDER)


# What waits comes first, of that the known domains, of those the oldest.
QUEUE_ORDER = (
    models.Case(models.When(state="waiting", then=0), default=1).asc(),
    "-has_known_domain",
    "asked_at",
    "pk",
)


class OfficerRequest(models.Model):
    """A person who says they work at a local government and asks to write for it; the secretariat decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("確認を待っています")
        APPROVED = "approved", _("認めました")
        DECLINED = "declined", _("認めませんでした")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="officer_requests", verbose_name=_("人")
    )
    government = models.ForeignKey(LocalGovernment, models.PROTECT, related_name="+", verbose_name=_("団体"))
    department = models.CharField(_("部署"), max_length=80)
    message = models.CharField(_("事務局へのひとこと"), max_length=500, blank=True)
    has_known_domain = models.BooleanField(_("自治体のドメインのアドレス"), default=False)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("申し込んだ日時"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("決めた人")
    )
    decided_at = models.DateTimeField(_("決めた日時"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    objects = OfficerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("担当者の申込み")
        verbose_name_plural = pgettext_lazy("plural", "担当者の申込み")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "government"], condition=Q(state="waiting"), name="officer_request_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="officer_request_decided_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.government} {self.user}"

    @property
    def answer_by(self) -> datetime:
        """By when the secretariat means to answer."""
        return self.asked_at + timedelta(days=settings.OFFICER_REPLY_DAYS)

    def is_late_at(self, moment: datetime) -> bool:
        """Whether the day of the answer has passed without one."""
        return self.state == self.State.WAITING and timezone.localdate(moment) > timezone.localdate(self.answer_by)


class OfficerInvitation(MailedInvitation):
    """A mailed link by which a colleague becomes an officer, or takes over from one."""

    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="officer_invitations", verbose_name=_("参加自治体")
    )
    department = models.CharField(_("部署"), max_length=80)
    hands_over = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="successions", verbose_name=_("引き継ぐ担当")
    )

    class Meta:
        verbose_name = _("担当者の招待")
        verbose_name_plural = pgettext_lazy("plural", "担当者の招待")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "email"],
                condition=Q(accepted_at__isnull=True, cancelled_at__isnull=True),
                name="officer_invitation_is_open_once",
            ),
        ]
