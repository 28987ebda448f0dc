"""改善アドバイス: what each team is told after judging, what it answers, and what judges propose for it."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models import Idea
from judging.models.rounds import JudgingRefused
from judging.models.sheets import MAX_WORDS, Assignment

# A month: long enough for a class to meet again in the new school year, and over before a new cycle begins.
ANSWERED_WITHIN = timedelta(days=30)


def answers_until(sent_at: datetime) -> datetime:
    """Until when a team answers and hands in a second version: the end of the thirtieth day in Japan, exclusive."""
    last = timezone.localtime(sent_at).date() + ANSWERED_WITHIN
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


class AdviceRefused(JudgingRefused):
    """A step an advice cannot take as things stand; what was kept is as it was."""


class AdviceChanged(AdviceRefused):
    """Somebody else, or another window, saved other words meanwhile."""


class AdviceWords(models.Model):
    """What an advice says: what is good, by a criterion's key, and the one thing to better."""

    strengths = models.JSONField(_("よいところ"), default=dict, blank=True)
    strengths_en = models.JSONField(_("よいところ（英語）"), default=dict, blank=True)
    improvement = models.TextField(_("直すとよいところ"), max_length=MAX_WORDS, blank=True)
    improvement_en = models.TextField(_("直すとよいところ（英語）"), max_length=MAX_WORDS, blank=True)

    class Meta:
        abstract = True

    @property
    def is_complete(self) -> bool:
        """Says at least one strength and the improvement, in Japanese."""
        return bool(any(self.strengths.values()) and self.improvement)


class Proposal(AdviceWords, TimeStamped):
    """A judge's own draft for the advice on an idea they judged; read by them and the secretariat alone."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="proposal", verbose_name=_("採点"))

    class Meta:
        verbose_name = _("改善アドバイスの案")
        verbose_name_plural = pgettext_lazy("plural", "改善アドバイスの案")

    def __str__(self) -> str:
        return str(self.assignment)


class AdviceQuerySet(models.QuerySet["Advice"]):
    def sent(self):
        """What teams have been told."""
        return self.filter(sent_at__isnull=False)

    def public(self, moment: datetime):
        """What anybody may read: published, on a public idea."""
        return self.filter(published_at__isnull=False, idea__in=Idea.objects.public(moment).order_by().values("pk"))

    def of_team(self, user):
        """Sent to a team this person is in now."""
        return self.sent().filter(idea__in=Idea.objects.of_member(user).order_by().values("pk"))

    def of_served(self, user):
        """Sent about ideas that answer the challenges of the municipalities this person serves now."""
        serving = {
            "challenge__participant__officers__user": user,
            "challenge__participant__officers__until__isnull": True,
        }
        return self.sent().filter(idea__in=Idea.objects.filter(**serving).order_by().values("pk"))

    def visible_to(self, user):
        """Sent to this person's team, or about an idea for the municipality they serve now."""
        return self.of_team(user) | self.of_served(user)


class Advice(AdviceWords, TimeStamped):
    """The advice on one idea: draft → approved by somebody else than its writer → sent → published, if a finalist's."""

    class State(models.TextChoices):
        NONE = "none", _("まだない")
        DRAFT = "draft", _("下書き")
        APPROVED = "approved", _("承認ずみ")
        SENT = "sent", _("送った")
        PUBLISHED = "published", _("公開した")

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="advice", verbose_name=_("アイデア"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("承認した人")
    )
    approved_at = models.DateTimeField(_("承認した日時"), null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("送った人")
    )
    sent_at = models.DateTimeField(_("送った日時"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("公開した人")
    )
    published_at = models.DateTimeField(_("公開した日時"), null=True)
    answer = models.TextField(_("チームの返事"), max_length=MAX_WORDS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("返事を書いた人")
    )
    answered_at = models.DateTimeField(_("返事の日時"), null=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("改善アドバイス")
        verbose_name_plural = pgettext_lazy("plural", "改善アドバイス")
        ordering = ["idea__cycle", "idea__serial", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")), name="advice_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | ~Q(improvement=""), name="advice_approved_says_something"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(approved_at__isnull=False), name="advice_sent_was_approved"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(sent_at__isnull=False), name="advice_published_was_sent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.idea)

    @property
    def state(self) -> "Advice.State":
        if self.published_at:
            return self.State.PUBLISHED
        if self.sent_at:
            return self.State.SENT
        return self.State.APPROVED if self.approved_at else self.State.DRAFT

    @property
    def answers_until(self) -> datetime | None:
        """The same of this one; None until it is sent."""
        return answers_until(self.sent_at) if self.sent_at else None

    def is_open_at(self, moment: datetime) -> bool:
        """Whether the team may answer."""
        return self.answers_until is not None and moment < self.answers_until
