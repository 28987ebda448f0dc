"""What the review of a poll has to decide still, and what that means for its result. Nothing here tells anyone's choices."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from voting import log
from voting.groups import Found, find_groups
from voting.models import Appeal, Group, Poll, Rules, VoidRule
from voting.standings import Result, recount_of, sights_of
from voting.tally import is_settled, margins

PROVISIONAL, FINAL, CONFIRMED = "provisional", "final", "confirmed"


def undecided_groups(poll: Poll) -> list[Found]:
    """Groups, or what has joined one since it was decided on, that nobody has decided on."""
    decided = set(Group.voters.through.objects.filter(group__poll=poll).values_list("voter", flat=True))
    rest = (group.without(decided) for group in find_groups(sights_of(poll)))
    return [group for group in rest if group.members]


def key_of(group: Found) -> str:
    """A name for exactly these voters, so that nobody decides on a group that has grown meanwhile."""
    return hashlib.sha256(",".join(map(str, group.voters)).encode()).hexdigest()[:16]


def ballots_of(poll: Poll, voters: Iterable[int]):
    """The counting ballots of these voters."""
    return log.counted(poll).filter(voter__in=list(voters))


def asked_groups(poll: Poll):
    """Groups one person wants set aside and a second one has not agreed to."""
    return poll.groups.filter(verdict=Group.Verdict.VOID, agreed_at__isnull=True)


def unsettled_ballots(poll: Poll) -> int:
    """How many ballots may still be set aside, or be counted again by an appeal."""
    waiting = {voter for group in undecided_groups(poll) for voter in group.voters}
    waiting |= set(asked_groups(poll).values_list("voters", flat=True))
    open_voids = poll.voids.filter(lifted_at__isnull=True).exclude(appeal__is_accepted=False)
    receipts = set(ballots_of(poll, waiting).values_list("receipt", flat=True))
    return len(receipts | set(open_voids.values_list("receipt", flat=True)))


@dataclass(frozen=True)
class Outlook:
    """What a sealed poll's result would be announced as now."""

    counts: Result
    margins: list[int]
    unsettled: int
    is_final: bool


def outlook_of(poll: Poll) -> Outlook:
    """The margin test over a sealed poll. Raises NotSealed."""
    counts, unsettled = recount_of(poll), unsettled_ballots(poll)
    leads = margins(sorted((votes for _, votes in counts), reverse=True), poll.prizes)
    return Outlook(counts, leads, unsettled, is_settled(counts, poll.prizes, unsettled))


def is_provisional(poll: Poll) -> bool:
    """Published as 速報 and not confirmed."""
    return poll.result is not None and poll.result.get("state") == PROVISIONAL


def appeal_period(poll: Poll) -> timedelta:
    """How long a void may be appealed, as the published rules say."""
    rules = Rules.objects.filter(cycle=poll.cycle_id, published_at__isnull=False).first()
    return timedelta(days=rules.appeal_days if rules else Rules._meta.get_field("appeal_days").default)


def appeals_end(poll: Poll, *, published_at: datetime) -> datetime:
    """When the last void that stands can no longer be appealed: from then on a result may be confirmed."""
    last = poll.voids.agreed().order_by("-agreed_at").values_list("agreed_at", flat=True).first()
    return max(published_at, last or published_at) + appeal_period(poll)


def open_appeals(poll: Poll):
    """Appeals nobody has answered."""
    return Appeal.objects.filter(void__poll=poll, answered_at__isnull=True)


def verified_by_channel(poll: Poll) -> list[tuple[str, int]]:
    """(channel, voters verified), whether they voted or not."""
    return list(poll.voters.values_list("channel").annotate(Count("pk")).order_by("channel"))


def voids_by_rule(poll: Poll) -> list[tuple[str, int]]:
    """(rule in words, ballots set aside), of those that stand."""
    rows = poll.voids.agreed().values_list("rule").annotate(Count("pk")).order_by("rule")
    return [(str(VoidRule(rule).label), number) for rule, number in rows]
