"""What stands beside an idea at the awards' desk, and when."""

import pytest
from django.test import Client
from django.urls import reverse

from awards.standings import evidence_of
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db


def test_the_ranks_of_a_final_are_sealed_until_it_closes():
    idea = ideas.submitted()
    judging.placed(idea)
    judging.handed_in(judging.round(kind="final"), idea, 5, 5, 4)
    judging.released(at=DURING)
    assert [row.ranks for row in evidence_of(cycle(), DURING)] == [(None,)]
    assert [row.ranks[0].place for row in evidence_of(cycle(), CLOSES)] == [1]


def test_the_desk_says_that_a_final_is_sealed(clock_at):
    judging.round(kind="final")
    client = Client()
    client.force_login(staff())
    for moment, is_said in ((DURING, True), (CLOSES, False)):
        clock_at(moment)
        page = client.get(reverse("admin:awards_desk", args=[2026])).content.decode()
        assert ("しめきられるまで封印しています" in page) is is_said
