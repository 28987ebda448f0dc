"""What stands on the stage now, for the hall, the speakers and the operator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards.models import Award, Decision, HallState, StageItem
from awards.public import place_label
from awards.standings import is_published
from contest.models import Cycle
from judging.models import Round
from judging.progress import IdeaRow, progress_of_round
from voting.models import Poll
from voting.standings import result_of


@dataclass(frozen=True)
class Winner:
    """One line of an announcement: 金, 銀, 銅 or nothing, and who it is."""

    label: str
    decision: Decision
    is_told: bool


@dataclass(frozen=True)
class Now:
    """`seconds` is the time the item has, `left` what remains of it; a poll brings the clock of its own window.

    `phase` is the poll's: before, open, closed or sealed. `winners` stand in the order they are announced, as far as the
    hall may know; `is_nobody` says that the award on stage has none this year.
    """

    version: int
    item: StageItem | None
    seconds: int
    left: int
    is_running: bool
    phase: str
    winners: tuple[Winner, ...]
    is_nobody: bool

    @property
    def revealed(self) -> tuple[Winner, ...]:
        return tuple(row for row in self.winners if row.is_told)

    @property
    def is_all_told(self) -> bool:
        return self.is_nobody or (bool(self.winners) and all(row.is_told for row in self.winners))


def now_on(cycle: Cycle, moment: datetime, *, in_the_hall: bool) -> Now:
    """What is on. Winners are told outside the hall only once the awards are public."""
    hall = _hall_of(cycle)
    award = hall.item.award if hall.item else None
    tells = award is not None and (in_the_hall or is_published(cycle))
    winners = _winners(award, hall.revealed) if award and tells else ()
    is_nobody = award is not None and tells and award.is_withheld and hall.revealed > 0
    return Now(hall.version, hall.item, *_clock_of(hall, moment), winners, is_nobody)


def _hall_of(cycle: Cycle) -> HallState:
    items = ("item__idea__team", "item__idea__cycle", "item__poll__cycle", "item__poll__tier", "item__award__tier")
    rows = HallState.objects.select_related("item__poll__seal", "item__award__cycle", *items)
    return rows.filter(cycle=cycle).first() or HallState(cycle=cycle)


def _clock_of(hall: HallState, moment: datetime) -> tuple[int, int, bool, str]:
    item = hall.item
    if item and item.poll:
        return _window_of(item.poll, moment)
    seconds, gone = item.minutes * 60 if item else 0, hall.elapsed
    if hall.timer_began_at is not None:
        gone += max(0, int((moment - hall.timer_began_at).total_seconds()))
    return seconds, seconds - gone, hall.timer_began_at is not None, ""


def _window_of(poll: Poll, moment: datetime) -> tuple[int, int, bool, str]:
    seconds = int((poll.closes_at - poll.opens_at).total_seconds())
    if poll.sealed_at:
        return seconds, 0, False, "sealed"
    if poll.is_open_at(moment):
        return seconds, int((poll.closes_at - moment).total_seconds()), True, "open"
    return (seconds, seconds, False, "before") if moment < poll.opens_at else (seconds, 0, False, "closed")


def _winners(award: Award, told: int) -> tuple[Winner, ...]:
    """The last place first; equals by number."""
    rows = sorted(award.decisions.for_public(), key=lambda row: (-row.place, row.idea.serial or 0))
    return tuple(Winner(place_label(row.place, award.places), row, number < told) for number, row in enumerate(rows))


def state_of(cycle: Cycle, moment: datetime) -> dict[str, Any]:
    """The little that screens ask for again and again: nothing that is not said on stage."""
    hall = _hall_of(cycle)
    seconds, left, is_running, phase = _clock_of(hall, moment)
    return {"version": hall.version, "seconds": seconds, "left": left, "is_running": is_running, "phase": phase}


@dataclass(frozen=True)
class Urn:
    """A poll on the day: `totals` once it is sealed, best first; `tied` where a prize hangs on equal votes."""

    poll: Poll
    is_open: bool
    totals: tuple[tuple[str, int], ...]  # number and title, votes
    tied: bool


def urns(cycle: Cycle, moment: datetime) -> list[Urn]:
    polls = cycle.polls.select_related("tier", "cycle", "seal").prefetch_related("choices__idea__cycle")
    return [_urn(poll, moment) for poll in polls.order_by("tier__order")]


def _urn(poll: Poll, moment: datetime) -> Urn:
    counted = sorted(result_of(poll), key=lambda row: -row[1]) if poll.sealed_at else []
    ideas = {row.idea.number: row.idea.title for row in poll.choices.all()}
    totals = tuple((f"{number} {ideas.get(number, '')}".strip(), votes) for number, votes in counted)
    votes = [count for _name, count in totals[: poll.prizes + 1] if count]
    return Urn(poll, poll.is_open_at(moment), totals, len(set(votes)) < len(votes))


def judges_at(item: StageItem | None, moment: datetime) -> IdeaRow | None:
    """Which judges have handed in for the idea that is on; no points."""
    if item is None or item.idea_id is None:
        return None
    final = Round.objects.filter(cycle=item.cycle_id, kind=Round.Kind.FINAL).select_related("cycle").first()
    rows = progress_of_round(final, moment).ideas if final else []
    return next((row for row in rows if row.idea.pk == item.idea_id), None)
