"""Two worlds that differ only in what nobody may know yet: scores, comments, tiers, winners, ballots."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from awards.models import Award, Decision, Publication
from contest.models import Stage
from judging.models import Advice, Assignment, Placement, Score, TierRelease
from tests.factories.contest import instant
from tests.promises.world import World
from voting.models import Ballot, Seal, Voter

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Phase:
    """A moment of the year: what is public by then, and so no secret any more."""

    name: str
    is_released: bool = False
    is_sealed: bool = False
    is_published: bool = False

    def moment(self, world: World) -> datetime:
        if self.is_sealed:
            return world.poll.closes_at + 2 * HOUR
        return world.poll.opens_at + HOUR if self.is_released else instant(Stage.Kind.REVIEW)


JUDGING = Phase("judging")
VOTING = Phase("voting", is_released=True)
SEALED = Phase("sealed", is_released=True, is_sealed=True)
PUBLISHED = Phase("published", is_released=True, is_sealed=True, is_published=True)


def open_phase(world: World, phase: Phase) -> None:
    """What the secretariat has shown by now, the same in both worlds."""
    moment, staff = phase.moment(world), world.people["staff"]
    if phase.is_released:
        TierRelease.objects.create(cycle=world.cycle, releases_at=moment, set_by=staff, set_at=moment)
    if phase.is_sealed:
        Seal.objects.create(
            poll=world.poll, root=sha256(b"").hexdigest(), counted=6, superseded=0, options=[], channels={},
            is_paired=True, sealed_at=moment,
        )  # fmt: skip
        world.poll.sealed_at = moment
    if phase.is_published:
        act = {"proposed_by": staff, "proposed_at": moment, "agreed_by": world.people["citizen"]}
        Publication.objects.create(cycle=world.cycle, published_at=moment, digest="", **act)
        world.poll.published_at = moment
    world.poll.save()


def keep_secrets(world: World, phase: Phase, *, is_other: bool, with_ballots: bool = True) -> None:
    """Write down one world's secrets, or the other's; what the phase has made public is the same in both."""
    first, second = ("rival", "member") if is_other else ("member", "rival")
    _score(world, best=world.ideas[first].pk)
    _place(world, *(("member", "rival") if phase.is_released else (first, second)))
    _decide(world, first, is_withheld=is_other)
    _advise(world, first)
    if with_ballots:
        cast(world, is_other=is_other, count=3 if is_other and not phase.is_sealed else 6)


def _score(world: World, *, best: int) -> None:
    criterion = world.round.criteria.get()
    for sheet in Assignment.objects.filter(round=world.round).exclude(judge__user=world.people["judge"]):
        points = 5 if sheet.idea_id == best else 2
        Score.objects.create(assignment=sheet, criterion=criterion, points=points)
        words = {"comment": f"{points}点の講評", "advice": f"{points}点の助言"}
        Assignment.objects.filter(pk=sheet.pk).update(handed_in_at=world.poll.opens_at - HOUR, **words)


def _place(world: World, finalist: str, poster: str) -> None:
    act = {"decided_by": world.people["staff"], "decided_at": world.poll.opens_at - HOUR}
    for role, tier in ((finalist, "finalist"), (poster, "poster")):
        Placement.objects.create(idea=world.ideas[role], tier=world.cycle.tiers.get(key=tier), **act)


def _advise(world: World, first: str) -> None:
    """Written and approved, and not sent."""
    moment = world.poll.opens_at - HOUR
    act = {
        "written_by": world.people["judge"],
        "written_at": moment,
        "approved_by": world.people["staff"],
        "approved_at": moment,
    }
    words = {"strengths": {"novelty": f"{first}のよいところ"}, "improvement": f"{first}の直すところ"}
    Advice.objects.create(idea=world.ideas[first], **words, **act)


def _decide(world: World, winner: str, *, is_withheld: bool) -> None:
    act = {"decided_by": world.people["staff"], "decided_at": world.poll.opens_at - HOUR}
    words = {"citation_ja": f"{winner}の授賞のことば"}
    Decision.objects.create(award=world.award, idea=world.ideas[winner], **words, **act)
    why = "該当なし" if is_withheld else ""
    Award.objects.create(
        cycle=world.cycle, key="student", name_ja="学生賞", decided_by="committee", is_withheld=is_withheld,
        withheld_reason=why,
    )  # fmt: skip


def cast(world: World, *, is_other: bool, count: int) -> None:
    """Ballots of strangers; keys, receipts and times are the same in both worlds, choices are not."""
    numbers = [idea.number for idea in world.ideas.values()]
    chosen = numbers[1 if is_other else 0]
    at = world.poll.opens_at
    for key in range(1000, 1000 + count):
        voter = Voter.objects.create(pk=key, poll=world.poll, voter_key=f"{key:064d}", created_at=at)
        Ballot.objects.create(
            pk=key, poll=world.poll, voter=voter, choices=[chosen], receipt=f"RECEIPT{key:09d}",
            request_id=UUID(int=key), cast_at=at,
        )  # fmt: skip
    if world.poll.published_at:
        votes = {number: count if number == chosen else 0 for number in numbers}
        world.poll.result = {"counts": sorted(votes.items(), key=lambda row: -row[1])}
        world.poll.save()
