"""Sheets given to judges, and the points on them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest import sheet
from ideas.models import Idea
from judging.models.judges import Judge, in_conflict
from judging.models.rounds import Criterion, JudgingRefused, Round
from municipalities.models import bodies

MAX_WORDS = 2000  # characters of a comment and of an advice


class SheetClosed(JudgingRefused, sheet.SheetClosed):
    """Nothing can be written on this sheet now: too early, too late, locked, or its idea was withdrawn."""


class SheetChanged(JudgingRefused, sheet.ChangedElsewhere):
    """The sheet was written over in the meantime, in another tab or from paper."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self):
        """Sheets that hold: of ideas not withdrawn, neither recused nor in conflict."""
        return self.unrefused().to_score()

    def unrefused(self):
        """Sheets that are still their judges' own, also where the idea was withdrawn meanwhile."""
        return self.filter(recused_at__isnull=True).exclude(in_conflict())

    def released(self):
        """Sheets their judges know of."""
        return self.filter(state=Assignment.State.RELEASED)

    def of_judge(self, user):
        """A serving judge's own released sheets, neither recused nor in conflict; what they wrote on an idea stays theirs."""
        own = self.unrefused().released().filter(judge__user=user, judge__left_at__isnull=True)
        return own.filter(judge__scope=Judge.Scope.COMMITTEE)

    def to_score(self):
        """Sheets whose ideas were not withdrawn: what counts as given to a judge."""
        return self.filter(idea__status=Idea.Status.SUBMITTED)

    def begun_by(self, moment: datetime):
        """Sheets of rounds whose window has opened; judges see nothing of an idea before."""
        return self.filter(round__opens_at__lte=moment)

    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)

    def for_list(self):
        """What the judge's list shows, in a fixed number of queries and in an order no score touches."""
        return (
            self.select_related("round__cycle", "idea__cycle", "idea__challenge__cycle", "idea__challenge__participant")
            .prefetch_related(bodies("idea__challenge__participant__members"))
            .order_by("round__opens_at", "round", "idea__serial", "id")
        )


class Assignment(TimeStamped):
    """One judge's sheet for one idea in one round: proposed → released to the judge; handed in as a whole."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("案")
        RELEASED = "released", _("知らせた")

    class Source(models.TextChoices):
        ENGINE = "engine", _("自動")
        HAND = "hand", _("手で")

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments", verbose_name=_("審査"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments", verbose_name=_("審査委員"))
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="assignments", verbose_name=_("アイデア"))
    state = models.CharField(_("割り当て"), max_length=8, choices=State, default=State.PROPOSED)
    source = models.CharField(_("決めかた"), max_length=6, choices=Source, default=Source.ENGINE)
    is_pinned = models.BooleanField(_("案を作りなおしても残す"), default=False)
    comment = models.TextField(_("審査委員会の中だけ"), max_length=MAX_WORDS, blank=True)
    advice = models.TextField(_("チームへ"), max_length=MAX_WORDS, blank=True)
    handed_in_at = models.DateTimeField(_("採点を終えた日時"), null=True, editable=False)
    recused_at = models.DateTimeField(_("採点を辞退した日時"), null=True, editable=False)
    recusal_reason = models.CharField(_("辞退の理由"), max_length=300, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("紙から入力した人"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("採点")
        verbose_name_plural = pgettext_lazy("plural", "採点")
        ordering = ["round", "idea", "judge"]
        constraints = [
            models.UniqueConstraint(fields=["round", "judge", "idea"], name="sheet_is_once_a_judge_and_idea"),
            models.CheckConstraint(
                condition=Q(recused_at__isnull=True) | Q(handed_in_at__isnull=True),
                name="recused_sheet_is_not_handed_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea.number} {self.idea}"

    @property
    def is_withdrawn(self) -> bool:
        """The team took its idea back: what was written stays, and nothing more is asked."""
        return self.idea.status != Idea.Status.SUBMITTED


class Score(models.Model):
    """Points for one criterion on one sheet."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores", verbose_name=_("採点"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("審査基準"))
    points = models.PositiveSmallIntegerField(_("点"))

    class Meta:
        verbose_name = _("点")
        verbose_name_plural = pgettext_lazy("plural", "点")
        ordering = ["criterion__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_is_once_a_criterion"),
            models.CheckConstraint(condition=Q(points__gte=1), name="score_is_at_least_one"),
        ]

    def __str__(self) -> str:
        return str(self.points)
