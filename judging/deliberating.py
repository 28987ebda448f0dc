"""In which order a meeting talks ideas over. Plain figures in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Why(StrEnum):
    """What makes an idea worth talking over first."""

    BORDER = "border"  # its place may as well be on the other side of a border between tiers
    WIDE = "wide"  # its judges are far apart
    DEPENDS = "depends"  # its place changes with the mean one goes by


@dataclass(frozen=True)
class Candidate:
    """An idea of a ranking; `tier` is any mark of the one it was put in so far."""

    idea: int
    place: int | None
    interval: tuple[int, int] | None
    is_wide: bool
    depends: bool
    tier: int | None


def reasons(candidates: Iterable[Candidate]) -> dict[int, tuple[Why, ...]]:
    """What speaks for talking each idea over first."""
    rows = list(candidates)
    borders = _borders(rows)
    return {row.idea: tuple(_reasons(row, borders)) for row in rows}


def order(candidates: Iterable[Candidate]) -> list[int]:
    """The ideas with most reasons first; among equals by place, those without one last, and otherwise as they came."""
    rows = list(candidates)
    whys = reasons(rows)
    return [row.idea for row in sorted(rows, key=lambda row: (-len(whys[row.idea]), row.place is None, row.place or 0))]


def _borders(rows: list[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """Neighbours in the ranking that stand in different tiers, the better one first."""
    ranked = sorted((row for row in rows if row.place is not None), key=lambda row: row.place or 0)
    return [(above, below) for above, below in pairwise(ranked) if above.tier != below.tier]


def _reasons(row: Candidate, borders: list[tuple[Candidate, Candidate]]) -> Iterable[Why]:
    if any(_is_near(row, above, below) for above, below in borders):
        yield Why.BORDER
    if row.is_wide:
        yield Why.WIDE
    if row.depends:
        yield Why.DEPENDS


def _is_near(row: Candidate, above: Candidate, below: Candidate) -> bool:
    """One of the two at the border, or of an interval that reaches from one side of it to the other."""
    if row in (above, below):
        return True
    if row.interval is None or above.place is None or below.place is None:
        return False
    low, high = row.interval
    return low <= above.place and below.place <= high
