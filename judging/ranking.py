"""Plain arithmetic: sheets in, standings out. Exact fractions, so that no order of input and no rounding decides a tie."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby


class RankingError(ValueError):
    """The figures given cannot be ranked."""


class NoWeight(RankingError):
    """The weights sum to zero: there is no mean."""


@dataclass(frozen=True)
class Measure:
    """A criterion: points from 1 to `max_points`, counted with `weight`."""

    key: int
    max_points: int
    weight: Fraction


@dataclass(frozen=True)
class Sheet:
    """One judge's whole sheet for one idea: (measure key, points) for every measure."""

    idea: int
    judge: int
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Standing:
    """An idea's place: `total` is the mean of its sheets and `spread` their largest difference, both 0 to 1."""

    place: int
    idea: int
    total: Fraction
    spread: Fraction
    sheets: int


def scaled(points: int, max_points: int) -> Fraction:
    """Points 1..max as 0..1, each criterion over its own scale."""
    if max_points < 2 or not 1 <= points <= max_points:
        raise RankingError(f"{points} is not a point from 1 to {max_points}")
    return Fraction(points - 1, max_points - 1)


def sheet_total(sheet: Sheet, measures: tuple[Measure, ...]) -> Fraction:
    """The weighted mean of one sheet, 0 to 1."""
    weight = sum((measure.weight for measure in measures), Fraction(0))
    if weight <= 0:
        raise NoWeight("the weights sum to zero")
    points = dict(sheet.points)
    if points.keys() != {measure.key for measure in measures}:
        raise RankingError("a sheet has to hold points for exactly the measures of its round")
    parts = (measure.weight * scaled(points[measure.key], measure.max_points) for measure in measures)
    return sum(parts, Fraction(0)) / weight


def rank(measures: Iterable[Measure], sheets: Iterable[Sheet]) -> tuple[Standing, ...]:
    """Ideas by the mean of their sheets, best first; equal means share a place (1, 2, 2, 4)."""
    measures = tuple(measures)
    totals: dict[int, list[Fraction]] = {}
    for sheet in sheets:
        totals.setdefault(sheet.idea, []).append(sheet_total(sheet, measures))
    means = {idea: sum(values, Fraction(0)) / len(values) for idea, values in totals.items()}
    return tuple(
        Standing(place, idea, means[idea], max(totals[idea]) - min(totals[idea]), len(totals[idea]))
        for place, idea in places(means)
    )


def places(values: dict[int, Fraction]) -> tuple[tuple[int, int], ...]:
    """(place, key) pairs, highest value first, equal values sharing the better place; ties stand in order of key."""
    ordered = sorted(values, key=lambda key: (-values[key], key))
    result: list[tuple[int, int]] = []
    for _, tied in groupby(ordered, key=lambda key: values[key]):
        place = len(result) + 1
        result.extend((place, key) for key in tied)
    return tuple(result)
