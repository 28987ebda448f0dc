"""The order of a meeting, from plain figures."""

from judging.deliberating import Candidate, Why, order, reasons

FINALIST, POSTER = 1, 2


def candidate(idea, place, *, interval=None, wide=False, depends=False, tier=None):
    return Candidate(idea, place, interval, wide, depends, tier)


def test_most_reasons_first_then_the_better_place_then_those_nobody_has_scored():
    rows = [
        candidate(10, 1),
        candidate(20, 2, wide=True),
        candidate(30, 3, wide=True, depends=True),
        candidate(40, None),
        candidate(50, 4, depends=True),
    ]
    assert order(rows) == [30, 20, 50, 10, 40]


def test_both_sides_of_a_border_are_near_it_and_so_is_whose_interval_reaches_across():
    rows = [
        candidate(10, 1, interval=(1, 2), tier=FINALIST),
        candidate(20, 2, interval=(1, 3), tier=FINALIST),
        candidate(30, 3, interval=(3, 4), tier=POSTER),
        candidate(40, 4, interval=(2, 5), tier=POSTER),
        candidate(50, 5, interval=(4, 5), tier=POSTER),
    ]
    near = [idea for idea, whys in reasons(rows).items() if Why.BORDER in whys]
    assert near == [20, 30, 40]


def test_a_border_runs_between_equal_places_and_beside_what_has_no_tier_yet():
    rows = [candidate(10, 1, tier=FINALIST), candidate(20, 1, tier=POSTER), candidate(30, 3), candidate(40, 4)]
    assert [idea for idea, whys in reasons(rows).items() if whys] == [10, 20, 30]


def test_without_tiers_there_are_no_borders_and_without_ideas_no_order():
    assert reasons([candidate(10, 1, interval=(1, 9)), candidate(20, 2)]) == {10: (), 20: ()}
    assert order([]) == []
