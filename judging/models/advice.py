"""What every team is told to go on with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models import Idea, IdeaVersion
from judging.models.rounds import Criterion


class Advice(TimeStamped):
    """The committee's advice to one team: draft → approved → sent → published; the team's answer and second version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        APPROVED = "approved", _("認めた")
        SENT = "sent", _("送った")
        PUBLISHED = "published", _("公開した")

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="advice", verbose_name=_("アイデア"))
    improvement = models.TextField(_("ひとつ直すなら"), max_length=2000, blank=True)
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("認めた人")
    )
    approved_at = models.DateTimeField(_("認めた日時"), null=True, blank=True)
    sent_at = models.DateTimeField(_("送った日時"), null=True, blank=True)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)
    answer = models.TextField(_("チームの返事"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("返事をした人"),
    )
    answered_at = models.DateTimeField(_("返事の日時"), null=True, blank=True)
    second_version = models.ForeignKey(
        IdeaVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("直した版")
    )

    class Meta:
        verbose_name = _("改善アドバイス")
        verbose_name_plural = pgettext_lazy("plural", "改善アドバイス")
        ordering = ["idea"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_at__isnull=False), name="advice_approved_has_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "approved"]) | Q(sent_at__isnull=False), name="advice_sent_has_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="advice_published_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea.number}"


class Strength(models.Model):
    """What is good about an idea, by one criterion."""

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="strengths", verbose_name=_("改善アドバイス"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("審査基準"))
    text = models.CharField(_("よいところ"), max_length=500)

    class Meta:
        verbose_name = _("よいところ")
        verbose_name_plural = pgettext_lazy("plural", "よいところ")
        ordering = ["criterion__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["advice", "criterion"], name="strength_is_once_a_criterion"),
        ]

    def __str__(self) -> str:
        return self.text
