"""Readings: the ranking for the secretariat, tiers for the world."""

from datetime import timedelta

import pytest

from contest.models import Tier
from judging import standings
from judging.models import JudgingRefused
from tests.factories import ideas, judging
from tests.factories.contest import cycle

pytestmark = pytest.mark.django_db


def rows(round):
    return [(r.place, r.idea, r.mean and round_(r.mean), r.sheets, r.assigned) for r in standings.ranking_of(round)]


def round_(value):
    return float(f"{value:.2f}")


def test_the_ranking_counts_sheets_handed_in_and_shows_the_rest_below():
    round = judging.round()
    middle, best, unscored, unassigned = (ideas.submitted() for _ in range(4))
    judging.handed_in(round, middle, 3, 3, 1)
    judging.handed_in(round, best, 5, 5, 4)
    judging.handed_in(round, best, 1, 5, 4)
    judging.sheet(round, middle)
    judging.sheet(round, unscored)
    assert rows(round) == [
        (1, best, 85.71, 2, 2),
        (2, middle, 42.86, 1, 2),
        (None, unscored, None, 0, 1),
        (None, unassigned, None, 0, 0),
    ]


def test_the_ranking_says_how_far_judges_are_apart():
    round = judging.round(criteria=(("novelty", "新規性", 1, 5),))
    idea = ideas.submitted()
    judging.handed_in(round, idea, 5)
    judging.handed_in(round, idea, 2)
    assert standings.ranking_of(round)[0].spread == 75


def test_a_ranking_without_weights_is_refused_in_words():
    round = judging.round()
    judging.handed_in(round, ideas.submitted(), 1, 1, 1)
    round.criteria.update(weight=0)
    with pytest.raises(JudgingRefused, match="重み"):
        standings.ranking_of(round)


def test_progress_is_told_by_judge():
    round = judging.round()
    mine, _idle = judging.judge(), judging.judge()
    judging.handed_in(round, ideas.submitted(), 1, 1, 1, by=mine)
    judging.sheet(round, ideas.submitted(), mine)
    assert [(row.judge, row.done, row.total) for row in standings.progress_of(round)] == [
        (mine, 1, 2),
        (_idle, 0, 0),
    ]


def test_tiers_are_empty_until_the_release():
    idea = ideas.submitted()
    judging.placed(idea)
    finalist = Tier.objects.get(key="finalist")

    def readings(at):
        placed, tier = standings.released_placements(cycle(), at), standings.released_tier(idea, at)
        return placed, tier, standings.is_released(cycle(), at)

    assert readings(judging.CLOSES) == ({}, None, False)
    release = judging.released()
    early = judging.CLOSES - timedelta(microseconds=1)
    assert (readings(early), release.is_out_at(early)) == (({}, None, False), False)
    assert (readings(judging.CLOSES), release.is_out_at(judging.CLOSES)) == (
        ({idea.pk: finalist}, finalist, True),
        True,
    )


def test_tiers_are_counted_for_the_secretariat():
    judging.placed(ideas.submitted(), "poster")
    ideas.submitted()
    counts = [(tier and tier.key, count) for tier, count in standings.tier_counts(cycle())]
    assert counts == [("finalist", 0), ("semifinalist", 0), ("poster", 1), ("web", 0), (None, 1)]
