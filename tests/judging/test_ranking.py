"""The arithmetic: exact figures, and what must hold for any figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.ranking import Measure, NoWeight, RankingError, Sheet, Standing, places, rank, scaled, sheet_total

MEASURES = (Measure(1, 5, Fraction(1)), Measure(2, 3, Fraction(3)))


@st.composite
def rounds(draw, least_sheets=0):
    """Measures with some weight, and whole sheets over them, one a judge and idea."""
    count = draw(st.integers(1, 4))
    weights = draw(st.lists(st.fractions(0, 9), min_size=count, max_size=count).filter(sum))
    measures = tuple(Measure(key, draw(st.integers(2, 10)), weight) for key, weight in enumerate(weights))
    pairs = draw(st.sets(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=least_sheets, max_size=12))
    sheets = tuple(
        Sheet(idea, judge, tuple((m.key, draw(st.integers(1, m.max_points))) for m in measures))
        for idea, judge in sorted(pairs)
    )
    return measures, sheets


def test_points_are_scaled_over_their_own_scale():
    assert [scaled(points, 5) for points in (1, 3, 5)] == [0, Fraction(1, 2), 1]
    assert scaled(2, 3) == Fraction(1, 2)


@pytest.mark.parametrize(("points", "highest"), [(0, 5), (6, 5), (1, 1)])
def test_a_point_off_the_scale_is_an_error(points, highest):
    with pytest.raises(RankingError):
        scaled(points, highest)


def test_a_sheet_is_the_weighted_mean():
    assert sheet_total(Sheet(1, 1, ((1, 5), (2, 2))), MEASURES) == Fraction(5, 8)  # (1 × 1 + 3 × 1/2) / 4


def test_weights_that_sum_to_zero_are_an_error_and_not_a_number():
    with pytest.raises(NoWeight):
        rank([Measure(1, 5, Fraction(0))], [Sheet(1, 1, ((1, 5),))])


def test_an_incomplete_sheet_is_an_error():
    with pytest.raises(RankingError):
        rank(MEASURES, [Sheet(1, 1, ((1, 5),))])


def test_ideas_are_ranked_by_the_mean_of_their_sheets():
    measures = (Measure(1, 5, Fraction(1)),)
    sheets = [
        Sheet(idea, judge, ((1, points),)) for idea, judge, points in [(7, 1, 5), (7, 2, 1), (8, 1, 4), (8, 2, 4)]
    ]
    assert rank(measures, sheets) == (
        Standing(1, 8, Fraction(3, 4), Fraction(0), 2),
        Standing(2, 7, Fraction(1, 2), Fraction(1), 2),
    )


def test_ties_share_a_place():
    values = {4: Fraction(1), 1: Fraction(1, 2), 3: Fraction(1, 2), 2: Fraction(1, 3)}
    assert places(values) == ((1, 4), (2, 1), (2, 3), (4, 2))


def test_thirds_that_are_equal_tie():
    measures = tuple(Measure(key, 4, Fraction(1, 3)) for key in (1, 2, 3))
    sheets = [Sheet(1, 1, ((1, 1), (2, 2), (3, 4))), Sheet(2, 1, ((1, 4), (2, 1), (3, 2)))]
    assert [standing.place for standing in rank(measures, sheets)] == [1, 1]


def test_nothing_handed_in_is_an_empty_ranking():
    assert rank(MEASURES, []) == ()


@given(rounds(), st.randoms())
def test_the_order_of_input_is_irrelevant(given_round, random):
    measures, sheets = given_round
    shuffled_measures, shuffled_sheets = list(measures), list(sheets)
    random.shuffle(shuffled_measures)
    random.shuffle(shuffled_sheets)
    assert rank(shuffled_measures, shuffled_sheets) == rank(measures, sheets)


@given(rounds(), st.fractions(Fraction(1, 100), 100))
def test_weights_have_no_unit(given_round, factor):
    measures, sheets = given_round
    heavier = [Measure(m.key, m.max_points, m.weight * factor) for m in measures]
    assert rank(heavier, sheets) == rank(measures, sheets)


@given(rounds(least_sheets=1), st.data())
def test_a_point_more_never_harms(given_round, data):
    measures, sheets = given_round
    sheet = data.draw(st.sampled_from(sheets))
    measure = data.draw(st.sampled_from(measures))
    points = dict(sheet.points)
    points[measure.key] = min(points[measure.key] + 1, measure.max_points)
    better = [Sheet(s.idea, s.judge, tuple(points.items())) if s is sheet else s for s in sheets]
    before = {standing.idea: standing for standing in rank(measures, sheets)}[sheet.idea]
    after = {standing.idea: standing for standing in rank(measures, better)}[sheet.idea]
    assert after.total >= before.total
    assert after.place <= before.place


@given(rounds())
def test_totals_and_spreads_stay_within_zero_and_one(given_round):
    for standing in rank(*given_round):
        assert 0 <= standing.total <= 1
        assert 0 <= standing.spread <= 1


@given(rounds())
def test_a_place_is_one_more_than_those_who_are_better(given_round):
    standings = rank(*given_round)
    for standing in standings:
        assert standing.place == 1 + sum(other.total > standing.total for other in standings)
