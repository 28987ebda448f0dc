"""What stands beside an idea at the awards' desk, and when."""

import pytest

from awards.standings import evidence_of
from tests.factories import ideas, judging
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db


def test_the_ranks_of_a_final_are_sealed_until_it_closes():
    idea = ideas.submitted()
    judging.placed(idea)
    judging.handed_in(judging.round(kind="final"), idea, 5, 5, 4)
    judging.released()
    assert [row.ranks for row in evidence_of(cycle(), DURING)] == [(None,)]
    assert [row.ranks[0].place for row in evidence_of(cycle(), CLOSES)] == [1]
