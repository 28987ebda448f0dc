"""What stands on the stage now, for the hall, the speakers and the operator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards.models import Decision, HallState, StageItem
from awards.standings import is_published
from contest.models import Cycle
from judging.models import Round
from judging.progress import IdeaRow, progress_of_round
from voting.models import Poll
from voting.standings import result_of


@dataclass(frozen=True)
class Now:
    """`seconds` is the time the item has, `left` what remains of it; `revealed` in the order they were announced."""

    version: int
    item: StageItem | None
    seconds: int
    left: int
    is_running: bool
    revealed: tuple[Decision, ...]


def now_on(cycle: Cycle, moment: datetime, *, in_the_hall: bool) -> Now:
    """What is on. Winners are told outside the hall only once the awards are public."""
    rows = HallState.objects.select_related("item__idea__team", "item__idea__cycle", "item__poll__tier", "item__award")
    hall = rows.filter(cycle=cycle).first() or HallState(cycle=cycle)
    item = hall.item
    seconds = item.minutes * 60 if item else 0
    gone = hall.elapsed
    if hall.timer_began_at is not None:
        gone += max(0, int((moment - hall.timer_began_at).total_seconds()))
    told = in_the_hall or is_published(cycle)
    revealed = _revealed(item, hall.revealed) if told and item and item.award_id and hall.revealed else ()
    return Now(hall.version, item, seconds, seconds - gone, hall.timer_began_at is not None, revealed)


def _revealed(item: StageItem, count: int) -> tuple[Decision, ...]:
    rows = item.award.decisions.for_public() if item.award else ()
    return tuple(sorted(rows, key=lambda row: (-row.place, row.idea.serial or 0))[:count])


def state_of(cycle: Cycle, moment: datetime) -> dict[str, Any]:
    """The little that screens ask for again and again: nothing that is not said on stage."""
    on = now_on(cycle, moment, in_the_hall=False)
    return {"version": on.version, "seconds": on.seconds, "left": on.left, "is_running": on.is_running}


@dataclass(frozen=True)
class Urn:
    """A poll on the day: `totals` once it is sealed, best first; `tied` where a prize hangs on equal votes."""

    poll: Poll
    is_open: bool
    totals: tuple[tuple[str, int], ...]
    tied: bool


def urns(cycle: Cycle, moment: datetime) -> list[Urn]:
    polls = cycle.polls.select_related("tier", "cycle", "seal").order_by("tier__order")
    return [_urn(poll, moment) for poll in polls]


def _urn(poll: Poll, moment: datetime) -> Urn:
    totals = tuple(sorted(result_of(poll), key=lambda row: -row[1])) if poll.sealed_at else ()
    votes = [count for _number, count in totals[:4] if count]
    return Urn(poll, poll.is_open_at(moment), totals, len(set(votes)) < len(votes))


def judges_at(item: StageItem | None, moment: datetime) -> IdeaRow | None:
    """Which judges have handed in for the idea that is on; no points."""
    if item is None or item.idea_id is None:
        return None
    final = Round.objects.filter(cycle=item.cycle_id, kind=Round.Kind.FINAL).select_related("cycle").first()
    rows = progress_of_round(final, moment).ideas if final else []
    return next((row for row in rows if row.idea.pk == item.idea_id), None)
