"""How far a ranking holds: means freed of strict and kind judges, intervals of places, agreement. Plain figures in and out.

A sheet's total is a number from 0 to 1. Ideas are compared by three readings that stand side by side: the mean of their
sheets, the mean adjusted for each judge's level, and where the place falls when the judges are drawn anew.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

LEAST_SHARED = (
    3  # ideas a judge has to share with others before their level can be told from what they happened to read
)
DRAWS = 1000
SEED = 2016  # of the first contest; published, so that anybody draws the same judges
LOW, HIGH = 5, 95  # percentiles of the interval
SAME = 9  # decimals beyond which two figures are one


class WhyNot(StrEnum):
    """Why means are not adjusted."""

    EMPTY = "empty"  # nobody has handed in a sheet
    ONE_JUDGE = "one_judge"
    SPLIT = "split"  # two groups of judges without an idea in common: their levels cannot be compared
    FEW_SHARED = "few_shared"


@dataclass(frozen=True)
class Total:
    """One judge's total for one idea, 0 to 1."""

    idea: int
    judge: int
    value: float


@dataclass(frozen=True)
class Adjusted:
    """Means by idea once each judge's level is taken off, and the levels; or why there are none."""

    means: Mapping[int, float]
    levels: Mapping[int, float]
    why_not: WhyNot | None = None


def adjusted(totals: Iterable[Total]) -> Adjusted:
    """The least-squares fit of total = idea + judge, the judges' levels summing to zero."""
    rows = list(totals)
    reason = why_not_adjusted(rows)
    if reason:
        return Adjusted({}, {}, reason)
    grid = _Grid(rows)
    counts = grid.there.sum(axis=1)
    levels = grid.levels(counts)
    means = (grid.values.sum(axis=1) - grid.there @ levels) / counts
    return Adjusted(
        {idea: float(mean) for idea, mean in zip(grid.ideas, means, strict=True)},
        {judge: float(level) for judge, level in zip(grid.judges, levels, strict=True)},
    )


def why_not_adjusted(totals: Iterable[Total]) -> WhyNot | None:
    """Why a judge's level cannot be told from the ideas they read; None where it can."""
    judges_of: dict[int, set[int]] = defaultdict(set)
    for total in totals:
        judges_of[total.idea].add(total.judge)
    judges = set().union(*judges_of.values())
    if len(judges) < 2:
        return WhyNot.ONE_JUDGE if judges else WhyNot.EMPTY
    if len(_reached(judges_of)) < len(judges):
        return WhyNot.SPLIT
    shared = Counter(judge for together in judges_of.values() if len(together) > 1 for judge in together)
    return WhyNot.FEW_SHARED if min(shared[judge] for judge in judges) < LEAST_SHARED else None


def _reached(judges_of: Mapping[int, set[int]]) -> set[int]:
    """The judges that the first one reaches through ideas scored together."""
    ideas_of: dict[int, set[int]] = defaultdict(set)
    for idea, judges in judges_of.items():
        for judge in judges:
            ideas_of[judge].add(idea)
    start = min(ideas_of)
    reached, open_ends = {start}, [start]
    while open_ends:
        near = set().union(*(judges_of[idea] for idea in ideas_of[open_ends.pop()])) - reached
        reached |= near
        open_ends.extend(near)
    return reached


def intervals(totals: Iterable[Total], *, draws: int = DRAWS, seed: int = SEED) -> dict[int, tuple[int, int]]:
    """Between which places each idea falls in nine of ten draws of as many judges, with replacement.

    A draw in which nobody drawn has scored an idea says nothing about that idea.
    """
    grid = _Grid(list(totals))
    if not grid.ideas:
        return {}
    drawn = _draws(len(grid.judges), draws, seed)
    weights = drawn @ grid.there.T
    with np.errstate(invalid="ignore"):
        means = (drawn @ grid.values.T) / weights
    placed = np.array([_places(row) for row in np.round(means, SAME)])
    low, high = np.nanpercentile(placed, (LOW, HIGH), axis=0)
    return {idea: (int(np.floor(low[n])), int(np.ceil(high[n]))) for n, idea in enumerate(grid.ideas)}


def _draws(judges: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each judge is in each draw; Python's own generator, whose numbers stay the same from version to version."""
    source = random.Random(seed)  # noqa: S311  # no secret: anyone has to be able to draw the same
    numbers = np.array([source.choices(range(judges), k=judges) for _ in range(draws)])
    return np.stack([(numbers == judge).sum(axis=1) for judge in range(judges)], axis=1).astype(np.float64)


def _places(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places 1, 2, 2, 4 by mean, highest first; no place where there is no mean."""
    known = ~np.isnan(means)
    ordered = np.sort(-means[known])
    result = np.full(means.shape, np.nan)
    result[known] = np.searchsorted(ordered, -means[known], side="left") + 1
    return result


def places_of(means: Mapping[int, float]) -> dict[int, int]:
    """Place by idea, equal means sharing the better one; what differs by rounding alone is equal."""
    keys = list(means)
    placed = _places(np.array([round(means[key], SAME) for key in keys], dtype=np.float64))
    return {key: int(place) for key, place in zip(keys, placed, strict=True)}


def agreement(totals: Iterable[Total]) -> float | None:
    """Kendall's W with ties, over the ideas that every judge has scored: 0 no agreement, 1 full.

    None with fewer than two judges or two such ideas, or where nobody tells any idea from another.
    """
    grid = _Grid(list(totals))
    common = grid.values[grid.there.all(axis=1)] if grid.ideas else grid.values
    count, judges = common.shape
    if judges < 2 or count < 2:
        return None
    ranks = np.stack([_mid_ranks(column) for column in np.round(common, SAME).T], axis=1)
    sums = ranks.sum(axis=1)
    ties = sum(float((sizes**3 - sizes).sum()) for sizes in map(_sizes, ranks.T))
    most = judges**2 * (count**3 - count) - judges * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / most) if most > 0 else None


def _mid_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2


def _sizes(ranks: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many share each rank."""
    return np.unique(ranks, return_counts=True)[1]


class _Grid:
    """Totals as a table, an idea a row and a judge a column; `there` is 1 where there is a sheet."""

    def __init__(self, totals: list[Total]) -> None:
        self.ideas = sorted({total.idea for total in totals})
        self.judges = sorted({total.judge for total in totals})
        rows = {idea: n for n, idea in enumerate(self.ideas)}
        columns = {judge: n for n, judge in enumerate(self.judges)}
        self.values: NDArray[np.float64] = np.zeros((len(rows), len(columns)))
        self.there: NDArray[np.float64] = np.zeros((len(rows), len(columns)))
        for total in totals:
            place = rows[total.idea], columns[total.judge]
            self.values[place], self.there[place] = total.value, 1

    def levels(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """The judges' levels: the normal equations with the ideas taken out of them."""
        shares = self.there / counts[:, None]
        matrix = np.diag(self.there.sum(axis=0)) - self.there.T @ shares
        given = self.values.sum(axis=0) - shares.T @ self.values.sum(axis=1)
        levels: NDArray[np.float64] = np.linalg.lstsq(matrix, given, rcond=None)[0]
        return levels - levels.mean()
