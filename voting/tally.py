"""The count: a pure function of the published log and the published voids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


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
