"""The count: a pure function of the published log and the published voids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise


def tally(options: Sequence[str], log: Iterable[Mapping], voids: Iterable[Mapping]) -> tuple[tuple[str, int], ...]:
    """(option, votes), most votes first and options in their order among equals.

    A log line carries a receipt with its `choices`, or (in a small poll, unpaired) a receipt alone or one `choice`;
    a void line takes off the ballot of its receipt, or one `choice`. A line may stand for several `ballots` alike.
    """
    voided: set[str] = set()
    counts: Counter[str] = Counter()
    for line in voids:
        if "choice" in line:
            counts[line["choice"]] -= 1
        else:
            voided.add(line["receipt"])
    for line in log:
        if "choice" in line:
            counts[line["choice"]] += 1
        elif line.get("receipt") not in voided:
            for choice in line.get("choices", ()):
                counts[choice] += line.get("ballots", 1)
    ranked = sorted(options, key=lambda option: -counts[option])
    return tuple((option, counts[option]) for option in ranked)


def places(counts: Iterable[tuple[str, int]], prizes: int) -> list[tuple[str, int]]:
    """(option, place) of those with votes, equal votes sharing a place (1, 2, 2, 4), as far as the prizes reach."""
    votes = {option: number for option, number in counts if number}
    ranked = {option: 1 + sum(other > number for other in votes.values()) for option, number in votes.items()}
    return sorted(((option, place) for option, place in ranked.items() if place <= prizes), key=lambda row: row[::-1])


def is_settled(counts: Iterable[tuple[str, int]], prizes: int, unsettled: int) -> bool:
    """Whether no border between places could move, were every unsettled ballot to go the other way."""
    votes = sorted((number for _, number in counts), reverse=True)
    return not unsettled or all(margin > unsettled for margin in margins(votes, prizes))


def margins(votes: Sequence[int], prizes: int) -> list[int]:
    """The lead at each border of a prize: first over second, and so on to the last prize over the place behind it."""
    return [higher - lower for higher, lower in pairwise(votes[: prizes + 1])]
