"""How far a round is: by judge, by idea, and on stage. No points are in it but how far judges are apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ideas.models import Idea
from judging.models import Assignment, Judge, Round
from judging.ranking import Measure, NoWeight, Sheet, sheet_total
from judging.sealing import is_sealed

WIDE = Fraction(2, 5)  # of the whole scale: judges who are so far apart should talk
DONE, BEGUN, EMPTY = "done", "begun", "empty"
STATES = {DONE: _("採点ずみ"), BEGUN: _("採点の途中"), EMPTY: _("未採点")}


@dataclass(frozen=True)
class JudgeRow:
    judge: Judge
    done: int
    begun: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class IdeaRow:
    """`spread` is the largest difference of two sheets' totals, 0 to 100; None while it is sealed or there are not two."""

    idea: Idea
    done: int
    total: int
    spread: float | None
    is_wide: bool
    seats: tuple[tuple[Judge, str], ...]  # each judge with the state in words


@dataclass(frozen=True)
class RoundProgress:
    judges: list[JudgeRow]
    ideas: list[IdeaRow]
    recused: list[Assignment]

    @property
    def left(self) -> int:
        return sum(row.left for row in self.judges)


def progress_of_round(round: Round, moment: datetime) -> RoundProgress:
    """Everything the secretariat sees of a round that runs, in a fixed number of queries."""
    given = sheets_given(round)
    sheets = list(given.exclude(judge__left_at__isnull=False, handed_in_at__isnull=True))
    measures = () if is_sealed(round, moment) else _measures(round)
    judges, ideas = _grouped(sheets, "judge_id"), _grouped(sheets, "idea_id")
    return RoundProgress(
        judges=sorted((_judge_row(mine) for mine in judges), key=lambda row: row.judge.pk),
        ideas=sorted((_idea_row(its, measures) for its in ideas), key=lambda row: row.idea.serial or 0),
        recused=list(_shown(round.assignments.filter(recused_at__isnull=False)).order_by("recused_at")),
    )


def sheets_given(round: Round) -> QuerySet[Assignment]:
    """The sheets judges were given and that hold, with all that the pages and papers of a round show of them."""
    return _shown(Assignment.objects.standing().released().filter(round=round)).order_by("idea__serial", "judge_id")


def unfinished(round: Round) -> QuerySet[Assignment]:
    """Sheets a serving judge still owes."""
    return (
        Assignment.objects.standing()
        .released()
        .filter(round=round, handed_in_at__isnull=True, judge__left_at__isnull=True)
    )


def may_be_entered() -> Q:
    """Sheets not handed in by the judge themselves."""
    return Q(handed_in_at__isnull=True) | Q(entered_by__isnull=False)


def _shown(sheets: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return sheets.select_related("judge__user", "idea__cycle").prefetch_related("scores")


def _grouped(sheets: Iterable[Assignment], key: str) -> list[list[Assignment]]:
    groups: dict[int, list[Assignment]] = {}
    for sheet in sheets:
        groups.setdefault(getattr(sheet, key), []).append(sheet)
    return list(groups.values())


def state_of(sheet: Assignment) -> str:
    """Whether it is handed in, begun or empty."""
    if sheet.handed_in_at:
        return DONE
    return BEGUN if sheet.comment or sheet.advice or sheet.scores.all() else EMPTY


def _judge_row(sheets: list[Assignment]) -> JudgeRow:
    states = [state_of(sheet) for sheet in sheets]
    return JudgeRow(sheets[0].judge, states.count(DONE), states.count(BEGUN), len(sheets))


def _idea_row(sheets: list[Assignment], measures: tuple[Measure, ...]) -> IdeaRow:
    done = [sheet for sheet in sheets if sheet.handed_in_at]
    spread = _spread(done, measures)
    return IdeaRow(
        idea=sheets[0].idea,
        done=len(done),
        total=len(sheets),
        spread=None if spread is None else float(spread * 100),
        is_wide=spread is not None and spread >= WIDE,
        seats=tuple((sheet.judge, str(STATES[state_of(sheet)])) for sheet in sheets),
    )


def _measures(round: Round) -> tuple[Measure, ...]:
    return tuple(Measure(row.pk, row.max_points, Fraction(row.weight)) for row in round.criteria.all())


def _spread(sheets: list[Assignment], measures: tuple[Measure, ...]) -> Fraction | None:
    if len(sheets) < 2 or not measures:
        return None
    try:
        totals = [sheet_total(_as_figures(sheet), measures) for sheet in sheets]
    except NoWeight:
        return None
    return max(totals) - min(totals)


def _as_figures(sheet: Assignment) -> Sheet:
    points = tuple((score.criterion_id, score.points) for score in sheet.scores.all())
    return Sheet(sheet.idea_id, sheet.judge_id, points)
