"""Voters whose verifications look alike, as groups for people to read. Plain Python: traces in, groups out.

Nothing follows from a group by itself. An office, a school and a mobile network are one network each, and a class shares a
tablet: so no single weak sign makes a group, and at schools and offices what is usual there is not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NETWORK, DEVICE, DOMAIN, NAMES, BURST = "network", "device", "domain", "names", "burst"
DISPOSABLE, FAST = "disposable", "fast"
POINTS = {NETWORK: 1, DOMAIN: 1, BURST: 1, DEVICE: 2, NAMES: 2, DISPOSABLE: 2, FAST: 2}
STRIKING = 3  # points from which a voter belongs into a group
ENOUGH = 5  # voters that share something, and the smallest group
FAST_SECONDS = 2.0  # from the mail's sending to the right code: nobody reads and types in less
BURST_SIZE, BURST_SPAN = 6, timedelta(minutes=1)


@dataclass(frozen=True)
class Sight:
    """How one voter was verified; every text is a keyed hash, empty where there is nothing to compare."""

    voter: int
    at: datetime
    network: str = ""
    device: str = ""
    domain: str = ""  # of a small mail domain
    shape: str = ""  # of a generated-looking local part with its domain
    is_disposable: bool = False
    is_institution: bool = False
    seconds: float | None = None

    def keys(self) -> dict[str, Hashable]:
        """What may be shared with others, by sign; numbered names are compared within one network."""
        keys: dict[str, Hashable] = {NETWORK: self.network}
        if not self.is_institution:
            keys |= {DEVICE: self.device, DOMAIN: self.domain}
            keys[NAMES] = (self.shape, self.network) if self.shape and self.network else ""
        return {sign: key for sign, key in keys.items() if key}


@dataclass(frozen=True)
class Member:
    """A voter in a group, with what was striking in them."""

    voter: int
    at: datetime
    signs: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Voters verified alike, in the order in which they were."""

    members: tuple[Member, ...]

    @property
    def voters(self) -> tuple[int, ...]:
        return tuple(sorted(member.voter for member in self.members))

    @property
    def signs(self) -> tuple[tuple[str, int], ...]:
        """Signs with how many members show them, the most frequent first."""
        counts = Counter(sign for member in self.members for sign in member.signs)
        return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

    @property
    def first(self) -> datetime:
        return self.members[0].at

    @property
    def last(self) -> datetime:
        return self.members[-1].at

    def without(self, voters: Container[int]) -> "Found":
        """The group but for these; may be empty."""
        return Found(tuple(member for member in self.members if member.voter not in voters))


def find_groups(sights: Iterable[Sight]) -> tuple[Found, ...]:
    """Groups by size, largest first; each voter is in one at most."""
    every = sorted(sights, key=lambda sight: (sight.at, sight.voter))
    signs = _signs(every)
    striking = [sight for sight in every if sum(POINTS[sign] for sign in signs[sight.voter]) >= STRIKING]
    found = [
        Found(tuple(Member(sight.voter, sight.at, frozenset(signs[sight.voter])) for sight in members))
        for members in _joined(striking, signs)
        if len(members) >= ENOUGH
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.voters), group.voters)))


def _signs(sights: Sequence[Sight]) -> dict[int, set[str]]:
    """What is worth a look in each voter."""
    signs = {sight.voter: set(_of_itself(sight)) for sight in sights}
    alike: dict[tuple[str, Hashable], list[Sight]] = defaultdict(list)
    for sight in sights:
        for sign, key in sight.keys().items():
            alike[sign, key].append(sight)
    for (sign, _key), members in alike.items():
        together = members if len(members) >= ENOUGH else []
        bursts = _bursts(members) if sign != NETWORK else ()  # a class verifies itself in one minute, too
        for sight in together:
            signs[sight.voter].add(sign)
        for sight in bursts:
            signs[sight.voter].add(BURST)
    return signs


def _of_itself(sight: Sight) -> Iterator[str]:
    if sight.is_disposable:
        yield DISPOSABLE
    if sight.seconds is not None and sight.seconds < FAST_SECONDS:
        yield FAST


def _bursts(members: Sequence[Sight]) -> Iterator[Sight]:
    """Those of these, in order of time, who stand among `BURST_SIZE` within `BURST_SPAN`."""
    for start in range(len(members) - BURST_SIZE + 1):
        window = members[start : start + BURST_SIZE]
        if window[-1].at - window[0].at <= BURST_SPAN:
            yield from window


def _joined(sights: Sequence[Sight], signs: dict[int, set[str]]) -> list[list[Sight]]:
    """Sets of voters that hang together by something they share; a network joins those with one more sign in common."""
    parent: dict[Hashable, Hashable] = {}

    def root(node: Hashable) -> Hashable:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for sight in sights:
        for link in _links(sight, signs[sight.voter]):
            parent[root(link)] = root(sight.voter)
    members: dict[Hashable, list[Sight]] = defaultdict(list)
    for sight in sights:
        members[root(sight.voter)].append(sight)
    return list(members.values())


def _links(sight: Sight, signs: set[str]) -> Iterator[Hashable]:
    keys = sight.keys()
    yield from ((sign, key) for sign, key in keys.items() if sign != NETWORK and sign in signs)
    if NETWORK in keys:
        yield from ((NETWORK, keys[NETWORK], sign) for sign in (DISPOSABLE, FAST, NAMES) if sign in signs)
