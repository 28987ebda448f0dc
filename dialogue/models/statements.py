"""自治体のことば: what a municipality says to an idea that answers its challenge, and what it will do."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Stage
from ideas.models import Idea
from municipalities.models import bodies


class StatementRefused(ContestError):
    """A step a statement cannot take as things stand; what was kept is as it was."""


class StatementClosed(StatementRefused):
    """The final has begun, or the idea is not public."""


class StatementIncomplete(StatementRefused):
    """Something is missing or too long; the form says what and where."""


class WrittenElsewhere(StatementRefused):
    """A colleague, or another window, saved other words meanwhile."""


def closing_of(cycle: Cycle) -> datetime | None:
    """Until when statements are written: the beginning of the final's day in Japan, or the end of STEP3 where none is set.

    An exclusive instant; None where the cycle knows neither. Reads prefetched stages.
    """
    if cycle.final_on:
        return timezone.make_aware(datetime.combine(cycle.final_on, time()))
    stage = cycle.stage(Stage.Kind.REVIEW)
    return stage.closes_at if stage else None


class StatementQuerySet(models.QuerySet["Statement"]):
    def public(self, moment: datetime):
        """What anybody may read: handed in, on a public idea."""
        return self.filter(handed_in_at__isnull=False, idea__in=Idea.objects.public(moment).order_by().values("pk"))

    def waiting(self):
        """Those of ideas that stand and that the municipality has said nothing to."""
        return self.filter(handed_in_at__isnull=True, idea__status=Idea.Status.SUBMITTED)

    def for_officer(self, user):
        """On ideas that answer the challenges of the municipalities this person serves now."""
        serving = {
            "idea__challenge__participant__officers__user": user,
            "idea__challenge__participant__officers__until__isnull": True,
        }
        return self.filter(**serving, idea__status=Idea.Status.SUBMITTED)

    def for_list(self):
        """What a list shows, in a fixed number of queries."""
        names = ("idea__cycle", "idea__team", "idea__challenge__cycle", "idea__challenge__participant")
        return self.select_related(*names, "drafted_by").prefetch_related(
            "idea__cycle__stages", bodies("idea__challenge__participant__members")
        )


class Statement(TimeStamped):
    """The municipality's word on one idea; never a score. The row is there from the day it is asked for.

    The fields hold what was handed in; `draft` holds what was saved since and the world does not see.
    """

    class Stance(models.TextChoices):
        TOGETHER = "together", _("協働する")
        SUPPORT = "support", _("応援する")
        HARD = "hard", _("むずかしい")

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="statement", verbose_name=_("アイデア"))
    stance = models.CharField(_("こたえ"), max_length=10, choices=Stance, blank=True)
    text = models.TextField(_("ことば"), blank=True)
    steps = models.JSONField(_("だれが、何を、いつまでに"), default=list, blank=True)  # of {"who", "what", "by"}
    handed_in_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("公開した人")
    )
    draft = models.JSONField(_("下書き"), default=dict, blank=True, editable=False)  # of stance, text, steps
    drafted_at = models.DateTimeField(_("下書きを保存した日時"), null=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("下書きを保存した人")
    )
    asked_at = models.DateTimeField(_("担当者に頼んだ日時"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("もう一度頼んだ日時"), null=True, editable=False)
    told_at = models.DateTimeField(_("フォローしている人に知らせた日時"), null=True, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("自治体のことば")
        verbose_name_plural = pgettext_lazy("plural", "自治体のことば")
        ordering = ["idea__cycle", "idea__serial", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | (~Q(stance="") & ~Q(text="")),
                name="statement_handed_in_says_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.idea)

    @property
    def working(self) -> dict:
        """The words as they stand: what was saved last, else what was handed in."""
        return self.draft or {"stance": self.stance, "text": self.text, "steps": self.steps}

    @property
    def closes_at(self) -> datetime | None:
        return closing_of(self.idea.cycle)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether its officers may write; the twin of `services.asking.open_cycles`."""
        return is_open_for_statements(self.idea.cycle, moment)


def is_open_for_statements(cycle: Cycle, moment: datetime) -> bool:
    """From the publication of the ideas until the final begins; reads prefetched stages."""
    stage, closes_at = cycle.stage(Stage.Kind.IDEAS), closing_of(cycle)
    is_out = cycle.is_public and stage is not None and stage.is_published_at(moment)
    return is_out and (closes_at is None or moment < closes_at)
