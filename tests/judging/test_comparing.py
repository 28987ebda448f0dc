"""How far a ranking holds, checked against plain fractions on random and degenerate figures."""

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.comparing import SEED, Total, WhyNot, adjusted, agreement, intervals, places_of


@st.composite
def sheets(draw, ideas=6, judges=4):
    """Totals in quarters, one a judge and idea; gaps are likely."""
    pairs = draw(st.sets(st.tuples(st.integers(1, ideas), st.integers(1, judges)), min_size=1))
    return [Total(idea, judge, draw(st.integers(0, 4)) / 4) for idea, judge in sorted(pairs)]


def full(table):
    """Totals of a table, an idea a row and a judge a column; None is a gap."""
    return [
        Total(idea, judge, value)
        for idea, row in enumerate(table, 1)
        for judge, value in enumerate(row, 1)
        if value is not None
    ]


def by_elimination(totals):
    """Idea means of the two-way fit, in exact fractions: normal equations solved by elimination, levels summing to 0."""
    ideas, judges = (sorted({getattr(t, name) for t in totals}) for name in ("idea", "judge"))
    keys = [("i", idea) for idea in ideas] + [("j", judge) for judge in judges]
    at = {key: n for n, key in enumerate(keys)}
    rows = [[Fraction(0)] * (len(keys) + 1) for _ in keys]
    for total in totals:
        pair = at["i", total.idea], at["j", total.judge]
        for one in pair:
            for other in pair:
                rows[one][other] += 1
            rows[one][-1] += Fraction(total.value)
    rows.append([Fraction(key[0] == "j") for key in keys] + [Fraction(0)])
    for n in range(len(keys)):
        pivot = next(r for r in range(n, len(rows)) if rows[r][n])
        rows[n], rows[pivot] = rows[pivot], rows[n]
        rows[n] = [value / rows[n][n] for value in rows[n]]
        for r in range(len(rows)):
            if r != n and rows[r][n]:
                rows[r] = [a - rows[r][n] * b for a, b in zip(rows[r], rows[n], strict=True)]
    return {idea: float(rows[at["i", idea]][-1]) for idea in ideas}


@given(sheets())
@settings(deadline=None)
def test_adjusted_means_are_those_of_an_exact_fit(totals):
    fit = adjusted(totals)
    if fit.why_not is None:
        assert fit.means == pytest.approx(by_elimination(totals), abs=1e-9)
        assert sum(fit.levels.values()) == pytest.approx(0, abs=1e-9)
    else:
        assert fit.means == {}


def test_a_strict_judge_no_longer_pulls_down_what_they_read():
    table = [[0.8, 0.4, None], [0.6, 0.2, None], [0.5, 0.1, 0.5], [None, 0.3, 0.7], [0.9, None, 0.9]]
    fit = adjusted(full(table))
    assert fit.means == pytest.approx({1: 0.6667, 2: 0.4667, 3: 0.3667, 4: 0.5667, 5: 0.7667}, abs=1e-4)
    assert fit.levels == pytest.approx({1: 0.1333, 2: -0.2667, 3: 0.1333}, abs=1e-4)


def test_with_the_same_judges_everywhere_the_adjusted_mean_is_the_mean():
    table = [[0.8, 0.4], [0.6, 0.3], [0.1, 0.9]]
    assert adjusted(full(table)).means == pytest.approx({1: 0.6, 2: 0.45, 3: 0.5})


@pytest.mark.parametrize(
    ("table", "why_not"),
    [
        ([], WhyNot.EMPTY),
        ([[0.5], [0.7]], WhyNot.ONE_JUDGE),
        ([[0.5, 0.5, None, None]] * 3 + [[None, None, 0.5, 0.5]] * 3, WhyNot.SPLIT),
        ([[0.5, 0.5], [0.4, None], [None, 0.3]], WhyNot.FEW_SHARED),
        ([[0.5, 0.5]] * 3, None),
    ],
)
def test_it_refuses_to_adjust_and_says_why(table, why_not):
    assert adjusted(full(table)).why_not == why_not


def by_drawing(totals, draws):
    """Places of each idea over the draws, counted one by one."""
    judges = sorted({total.judge for total in totals})
    source = random.Random(SEED)
    found = {total.idea: [] for total in totals}
    for drawn in [source.choices(range(len(judges)), k=len(judges)) for _ in range(draws)]:
        values = {}
        for index in drawn:
            for total in totals:
                if total.judge == judges[index]:
                    values.setdefault(total.idea, []).append(Fraction(total.value))
        means = {idea: sum(each) / len(each) for idea, each in values.items()}
        for idea, mean in means.items():
            found[idea].append(1 + sum(other > mean for other in means.values()))
    return found


@given(sheets())
@settings(deadline=None, max_examples=25)
def test_intervals_hold_nine_of_ten_places_drawn_one_by_one(totals):
    found = intervals(totals, draws=60)
    for idea, placed in by_drawing(totals, 60).items():
        low, high = found[idea]
        assert min(placed) <= low <= high <= max(placed)
        assert sum(low <= place <= high for place in placed) >= 0.9 * len(placed) - 1


def test_one_judge_leaves_no_doubt_and_nobody_no_interval():
    assert intervals(full([[0.5], [0.7], [0.5]])) == {1: (2, 2), 2: (1, 1), 3: (2, 2)}
    assert intervals([]) == {}


def test_an_idea_scored_alone_by_one_judge_has_an_interval_of_the_draws_with_them():
    assert set(intervals(full([[0.5, None], [None, 0.7]]))) == {1, 2}


def test_the_same_sheets_give_the_same_intervals_in_any_order():
    totals = full([[0.1, 0.9, 0.4], [0.5, 0.2, 0.8], [0.7, 0.6, 0.3]])
    assert intervals(totals) == intervals(list(reversed(totals)))


def by_pairs(table):
    """Kendall's W from the mean of Spearman's correlations between judges: W = (1 + (m - 1) · mean) / m."""
    judges = list(zip(*table, strict=True))
    ranks = [[_mid(row, value) for value in row] for row in judges]
    pairs = [_correlation(one, other) for one, other in combinations(ranks, 2)]
    return (1 + (len(judges) - 1) * sum(pairs) / len(pairs)) / len(judges)


def _mid(row, value):
    below, same = sum(other < value for other in row), row.count(value)
    return below + (same + 1) / 2


def _correlation(one, other):
    mean = (len(one) + 1) / 2
    top = sum((a - mean) * (b - mean) for a, b in zip(one, other, strict=True))
    return top / (sum((a - mean) ** 2 for a in one) * sum((b - mean) ** 2 for b in other)) ** 0.5


@given(st.integers(2, 5).flatmap(lambda m: st.lists(st.permutations(range(6)), min_size=m, max_size=m)))
def test_agreement_is_the_mean_correlation_of_pairs(columns):
    table = [tuple(value / 5 for value in row) for row in zip(*columns, strict=True)]
    assert agreement(full(table)) == pytest.approx(by_pairs(table))


def test_agreement_with_ties_is_that_of_a_book():
    # Three judges; the first ties two: S = 50, W = 12 · 50 / (9 · 60 - 3 · 6).
    table = [(0.2, 0.1, 0.1), (0.2, 0.2, 0.2), (0.3, 0.3, 0.3), (0.4, 0.4, 0.4)]
    ranks = [(1.5, 1, 1), (1.5, 2, 2), (3, 3, 3), (4, 4, 4)]
    spread = sum((sum(row) - 7.5) ** 2 for row in ranks)
    assert agreement(full(table)) == pytest.approx(12 * spread / (9 * 60 - 3 * 6))


@pytest.mark.parametrize(
    "table", [[], [[0.5, 0.5]], [[0.5], [0.6]], [[0.5, 0.5], [0.5, 0.5]], [[0.5, None], [None, 0.5]]]
)
def test_agreement_is_not_told_where_there_is_none_to_tell(table):
    assert agreement(full(table)) is None


def test_full_agreement_and_none():
    assert agreement(full([(0.1, 0.1), (0.5, 0.5), (0.9, 0.9)])) == pytest.approx(1)
    assert agreement(full([(0.1, 0.9), (0.5, 0.5), (0.9, 0.1)])) == pytest.approx(0)


def test_places_are_shared_by_what_is_equal_but_for_rounding():
    assert places_of({1: 0.1 + 0.2, 2: 0.3, 3: 0.9}) == {1: 2, 2: 2, 3: 1}
    assert places_of({}) == {}
