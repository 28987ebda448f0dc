"""How many queries each page takes: a number of its own, whatever there is to show."""

import pytest
from django.urls import reverse

from tests.factories import judging
from tests.pages import world

pytestmark = pytest.mark.django_db
QUERIES = {"home": 13, "challenges": 8, "ideas": 13, "participants": 3, "cycles": 3, "cycle": 13, "partners": 2}
DETAILS = {"challenge": 19, "idea": 14, "participant": 18}


@pytest.fixture(params=[1, 3])
def many(request, clock_at):
    ideas = [world.public_idea() for _ in range(request.param)]
    for idea in ideas:
        judging.placed(idea)
        world.award_to(idea)
        world.report_on(idea)
    judging.released(ideas[0].cycle)
    world.publish_awards(ideas[0].cycle)
    clock_at(world.AFTER)
    return ideas


@pytest.mark.parametrize("name", QUERIES)
def test_lists_ask_the_same_for_one_and_three(client, many, name, django_assert_num_queries):
    address = reverse(f"pages:{name}", args=[2026] if name == "cycle" else [])
    with django_assert_num_queries(QUERIES[name]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", DETAILS)
def test_details_ask_the_same_for_one_and_three(client, many, name, django_assert_num_queries):
    idea = many[0]
    which = {"challenge": idea.challenge.number, "idea": idea.number}
    which["participant"] = idea.challenge.participant.number
    with django_assert_num_queries(DETAILS[name]):
        assert client.get(reverse(f"pages:{name}", args=[which[name]])).status_code == 200
