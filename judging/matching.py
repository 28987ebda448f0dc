"""The figures of an assignment, read from the rows: who is free, what suits whom; and the proposal with its reasons."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.models import Idea
from judging.assigning import Problem
from judging.models import Assignment, Judge, Round
from judging.standings import ideas_of, judges_with_a_stake

OTHER_THEME, UNREADABLE = 1.0, 10.0  # what a pair costs that does not suit


@dataclass(frozen=True)
class Seat:
    """One judge of one idea in the proposal, and why."""

    sheet: Assignment
    why: tuple[str, ...]


@dataclass(frozen=True)
class IdeaRow:
    """An idea with its judges, and how many it lacks."""

    idea: Idea
    seats: list[Seat]
    lacking: int
    apart: int  # judges kept away by a conflict


@dataclass(frozen=True)
class JudgeRow:
    """A judge with their load."""

    judge: Judge
    load: int
    new: int


def scorers(round: Round):
    """Those who may be given sheets, with their fields of expertise."""
    return round.cycle.judges.serving().committee().select_related("user").prefetch_related("themes").order_by("id")


def holding(round: Round):
    """Sheets that count towards an idea: known to a judge who still serves, or finished, or pinned."""
    sheets = Assignment.objects.standing().filter(round=round)
    known = Q(state=Assignment.State.RELEASED) & (Q(judge__left_at__isnull=True) | Q(handed_in_at__isnull=False))
    return sheets.filter(known | Q(is_pinned=True, judge__left_at__isnull=True))


def problem_of(round: Round) -> Problem:
    """What the engine is asked: recused pairs are kept apart like those in conflict."""
    judges = list(scorers(round))
    ideas = list(ideas_of(round).select_related("challenge"))
    recused = round.assignments.filter(recused_at__isnull=False).values_list("idea_id", "judge_id")
    stakes = {(idea, judge) for judge, idea in judges_with_a_stake(round.cycle)}
    known = {idea.pk for idea in ideas}
    held = {pair for pair in holding(round).values_list("idea_id", "judge_id") if pair[0] in known}
    return Problem(
        ideas=tuple(idea.pk for idea in ideas),
        judges=tuple(judge.pk for judge in judges),
        each=round.judges_per_idea or len(judges),
        apart=frozenset(stakes | set(recused)),
        held=frozenset(held),
        costs=_costs(judges, ideas),
        most={judge.pk: judge.max_load for judge in judges if judge.max_load is not None},
    )


def _costs(judges: list[Judge], ideas: list[Idea]) -> dict[tuple[int, int], float]:
    themes = {judge.pk: {theme.pk for theme in judge.themes.all()} for judge in judges}
    return {
        (idea.pk, judge.pk): _cost(idea.challenge.theme_id in themes[judge.pk], can_read(judge, idea))
        for idea in ideas
        for judge in judges
    }


def _cost(is_expert: bool, can_read: bool) -> float:
    return (0.0 if is_expert else OTHER_THEME) + (0.0 if can_read else UNREADABLE)


def can_read(judge: Judge, idea: Idea) -> bool:
    """Whether something of the idea is in a language the judge reads; every idea is in Japanese."""
    return judge.reads != Judge.Reads.ENGLISH or bool(idea.summary_en)


def reasons(judge: Judge, idea: Idea, sheet: Assignment) -> tuple[str, ...]:
    """Why this judge has this idea, in words."""
    found = []
    if sheet.source == Assignment.Source.HAND:
        found.append(_("手で決めた"))
    if idea.challenge.theme_id in {theme.pk for theme in judge.themes.all()}:
        found.append(_("くわしい分野"))
    if not can_read(judge, idea):
        found.append(_("英語の要約がない"))
    return tuple(found) or (_("件数をそろえるため"),)


def proposal_of(round: Round) -> tuple[list[IdeaRow], list[JudgeRow]]:
    """Every idea with its judges, released or proposed, and every judge with their load."""
    judges = {judge.pk: judge for judge in scorers(round)}
    ideas = list(ideas_of(round).select_related("cycle", "challenge__theme", "team"))
    sheets = Assignment.objects.standing().filter(round=round, judge__left_at__isnull=True)
    seats: dict[int, list[Assignment]] = {idea.pk: [] for idea in ideas}
    for sheet in sheets.order_by("judge_id"):
        if sheet.idea_id in seats and sheet.judge_id in judges:
            sheet.judge = judges[sheet.judge_id]
            seats[sheet.idea_id].append(sheet)
    apart = Counter(idea for judge, idea in judges_with_a_stake(round.cycle) if judge in judges)
    rows = [_row(round, idea, seats[idea.pk], apart[idea.pk], len(judges)) for idea in ideas]
    given = [sheet for mine in seats.values() for sheet in mine]
    loads = Counter(sheet.judge_id for sheet in given)
    new = Counter(sheet.judge_id for sheet in given if sheet.state == Assignment.State.PROPOSED)
    return rows, [JudgeRow(judge, loads[key], new[key]) for key, judge in judges.items()]


def _row(round: Round, idea: Idea, sheets: list[Assignment], apart: int, judges: int) -> IdeaRow:
    wanted = round.judges_per_idea or judges - apart
    seats = [Seat(sheet, reasons(sheet.judge, idea, sheet)) for sheet in sheets]
    return IdeaRow(idea, seats, max(wanted - len(sheets), 0), apart)
