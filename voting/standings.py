"""What this room's facts say: the paper a voter fills in, open polls, results; nothing of a tally before the seal."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from contest.models import Cycle
from ideas.models import Idea
from ideas.public import PublicIdea, public_ideas
from voting import log
from voting.errors import NotSealed
from voting.groups import Sight
from voting.models import Ballot, Poll, PollQuerySet, Trace, Void, Voter
from voting.tally import tally

Result = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Paper:
    """A poll with what may be chosen in it."""

    poll: Poll
    ideas: tuple[PublicIdea, ...]
    cards: dict[tuple[str, str], str] = field(default_factory=dict, compare=False)  # made so far: language, number

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(idea.number for idea in self.ideas)

    def chosen(self, numbers: Iterable[str]) -> list[PublicIdea]:
        """The ideas of these numbers, in the paper's order."""
        wanted = set(numbers)
        return [idea for idea in self.ideas if idea.number in wanted]


_papers: dict[str, tuple[float, Paper]] = {}


def forget_papers() -> None:
    _papers.clear()


def paper_in_mind(slug: str) -> Paper | None:
    """The paper, if this process remembers it; asks no database."""
    moment, paper = _papers.get(slug, (0.0, None))
    return paper if time.monotonic() - moment < settings.VOTE_PAPER_SECONDS else None


def paper_of(slug: str) -> Paper | None:
    """The paper of a public poll, remembered by this process for `VOTE_PAPER_SECONDS`."""
    if paper := paper_in_mind(slug):
        return paper
    now, known = time.monotonic(), _papers.get(slug)
    if known:
        _papers[slug] = (now, known[1])  # one reads it anew: whoever comes meanwhile goes on with what there is
    poll = public_polls().filter(slug=slug).first()
    if poll is None:
        _papers.pop(slug, None)
        return None
    ideas = Idea.objects.filter(choices__poll=poll).order_by("choices__order", "choices__id").for_public()
    paper = Paper(poll, tuple(public_ideas(ideas)))
    _papers[slug] = (now, paper)
    return paper


def public_polls() -> PollQuerySet:
    """Polls of public cycles, with what their names need."""
    return Poll.objects.filter(cycle__is_public=True).select_related("cycle", "tier")


def polls_of(cycle: Cycle) -> list[Poll]:
    """A cycle's polls in the order of their tiers."""
    return list(public_polls().filter(cycle=cycle))


def open_polls(moment: datetime) -> list[Poll]:
    """Polls one can vote in at `moment`."""
    return list(public_polls().open_at(moment))


def last_ballot(voter_id: int) -> Ballot | None:
    """The ballot of this voter that counts so far."""
    return Ballot.objects.filter(voter=voter_id).order_by("-pk").first()


def verified(voters: dict[int, int]) -> tuple[dict[int, Voter], dict[int, datetime]]:
    """Of what a browser holds, {poll id: voter}, what is true: the voters, and when each last voted, by poll."""
    mine = {voter.poll_id: voter for voter in Voter.objects.filter(pk__in=voters.values())}
    known = {poll: voter for poll, voter in mine.items() if voters.get(poll) == voter.pk}
    last = Ballot.objects.filter(voter__in=known.values()).values("poll").annotate(last=Max("cast_at"))
    return known, dict(last.values_list("poll", "last"))


def result_of(poll: Poll) -> Result:
    """(idea number, votes), most first; counted from the sealed ballots and the agreed voids. Raises NotSealed."""
    if poll.sealed_at is None:
        raise NotSealed("この投票はまだ封印されていません。")
    if poll.result is not None:
        return tuple((number, votes) for number, votes in poll.result["counts"])
    return recount_of(poll)


def recount_of(poll: Poll) -> Result:
    """The same, counted anew from a sealed poll's ballots and the voids that stand now."""
    alike = ({"choices": choices, "ballots": ballots} for choices, ballots in log.patterns(poll))
    set_aside = (
        log.counted(poll).filter(receipt__in=poll.voids.agreed().values("receipt")).values_list("choices", flat=True)
    )
    return tally(poll.seal.options, alike, ({"choice": choice} for choices in set_aside for choice in choices))


@dataclass(frozen=True)
class Found:
    """What became of one receipt."""

    receipt: str
    state: str  # counted, voided, superseded, unknown
    choices: tuple[str, ...] = ()  # only where receipts and choices are published side by side
    rule: str = ""
    void: Void | None = None  # an agreed one, standing or lifted


def look_up(poll: Poll, receipt: str) -> Found:
    """Find a receipt in a published log, as anyone could in the files."""
    ballot = Ballot.objects.filter(poll=poll, receipt=receipt).first()
    if ballot is None:
        return Found(receipt, "unknown")
    if Ballot.objects.filter(voter=ballot.voter_id, pk__gt=ballot.pk).exists():
        return Found(receipt, "superseded")
    choices = tuple(ballot.choices) if poll.seal.is_paired else ()
    voids = Void.objects.filter(poll=poll, receipt=receipt, agreed_at__isnull=False).select_related("appeal", "poll")
    void = voids.first()
    state = "voided" if void and void.lifted_at is None else "counted"
    return Found(receipt, state, choices, void.get_rule_display() if void else "", void)


def sights_of(poll: Poll) -> Iterator[Sight]:
    """How each of a poll's voters was verified; nothing of what they chose."""
    traces = Trace.objects.filter(voter__poll=poll).select_related("voter")
    for trace in traces.iterator(chunk_size=5000):
        yield Sight(
            voter=trace.voter_id,
            at=trace.voter.created_at,
            network=trace.network,
            device=trace.device,
            domain=trace.domain,
            shape=trace.shape,
            is_disposable=trace.is_disposable,
            is_institution=trace.is_institution,
            seconds=trace.seconds,
        )
