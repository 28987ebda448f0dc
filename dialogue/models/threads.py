"""A question on a challenge. What it says, and the answers to it, are its posts."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Stage
from municipalities.models import Challenge, bodies


class DialogueRefused(ContestError):
    """A step a question or a post cannot take as things stand."""


class Voice(models.TextChoices):
    """As whom somebody speaks on a challenge; kept with each post, since people come and go."""

    CITIZEN = "citizen", _("参加者")
    OFFICER = "officer", _("自治体の回答")
    FACILITATOR = "facilitator", _("ファシリテーター")
    MENTOR = "mentor", _("メンター")


class ThreadQuerySet(models.QuerySet["Thread"]):
    def public(self, moment: datetime):
        """Of public challenges; without those whose question was hidden, or taken back with nothing else left to read."""
        return self._with(is_question=True).filter(
            _some_post(withdrawn_at__isnull=True), challenge__in=Challenge.objects.public(moment)
        )

    def visible_to(self, user, moment: datetime):
        """Public ones, and one's own, hidden or not: who asked is told why."""
        if not user.is_authenticated:
            return self.public(moment)
        mine = Q(asked_by=user, challenge__in=Challenge.objects.public(moment))
        return self.filter(Q(pk__in=Thread.objects.public(moment).values("pk")) | mine)

    def asked(self):
        """Those whose question stands: neither hidden nor taken back."""
        return self._with(is_question=True, withdrawn_at__isnull=True)

    def waiting(self):
        """Those that stand and that the municipality has not answered."""
        return self.asked().exclude(_some_post(voice=Voice.OFFICER, withdrawn_at__isnull=True))

    def answered_before(self, moment: datetime):
        """Those with a standing answer of the municipality that was written before this."""
        return self._with(voice=Voice.OFFICER, withdrawn_at__isnull=True, created_at__lt=moment)

    def of_desk(self, user):
        """On challenges of the municipalities this person serves now, or that they are named to help with."""
        serving = Q(participant__officers__user=user, participant__officers__until__isnull=True)
        return self.filter(
            challenge__in=Challenge.objects.filter(serving | Q(facilitations__user=user)).order_by().values("pk")
        )

    def of_officer(self, user):
        """On challenges of the municipalities this person serves now."""
        return self.filter(challenge__in=Challenge.objects.written_by(user).order_by().values("pk"))

    def for_list(self):
        """What a list of questions shows, in a fixed number of queries; hidden posts are not read."""
        return self.select_related("challenge__cycle", "challenge__participant").prefetch_related(
            bodies("challenge__participant__members"),
            "challenge__cycle__stages",
            models.Prefetch(
                "posts", Thread.posts.rel.related_model._default_manager.filter(hidden_at__isnull=True), to_attr="shown"
            ),
        )

    def _with(self, **facts):
        return self.filter(_some_post(**facts))


def _some_post(**facts) -> Exists:
    """Whether some post of the thread that was not hidden is like this."""
    posts = Thread.posts.rel.related_model._default_manager
    return Exists(posts.filter(thread=OuterRef("pk"), hidden_at__isnull=True, **facts))


class Thread(TimeStamped):
    """One question on a challenge; whether it waits for an answer is read off its posts."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="threads", verbose_name=_("課題"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions", verbose_name=_("質問した人")
    )
    reminded = models.PositiveSmallIntegerField(
        _("担当者に思い出してもらった日数"), default=0, editable=False
    )  # the last of `services.news.MARKS` that was mailed
    told_at = models.DateTimeField(_("フォローしている人に知らせた日時"), null=True, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = pgettext_lazy("plural", "質問")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.challenge} {self.pk}"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether one may still post here."""
        return is_open_for_questions(self.challenge.cycle, moment)


def is_open_for_questions(cycle: Cycle, moment: datetime) -> bool:
    """Questions are asked and answered until STEP3 is over; afterwards they stay to be read. Reads prefetched stages."""
    stage = cycle.stage(Stage.Kind.REVIEW)
    return stage is not None and moment < stage.closes_at
