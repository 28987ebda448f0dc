"""Ideas like ours: for the team alone, with why each is shown and what became of it."""

import pytest
from django.urls import reverse

from followup.models import Report
from ideas.models import Idea
from ideas.services.keywords import read_keywords
from tests.factories import ideas, judging
from tests.factories.accounts import person
from tests.ideas.test_similar import LATER, SNOW, writing
from tests.pages import world

pytestmark = pytest.mark.django_db


def at(idea: Idea) -> str:
    return reverse("pages:similar", args=[idea.pk])


def page(client, idea: Idea) -> str:
    client.force_login(ideas.leader_of(idea.team))
    answer = client.get(at(idea))
    assert answer.status_code == 200
    return answer.content.decode()


def earlier(many: int = 1) -> list[Idea]:
    rows = [world.public_idea(answers={}, **SNOW) for _ in range(many)]
    for row in rows:
        read_keywords(row, at=world.AFTER)
    return rows


def test_it_says_why_and_what_became_of_it(client, clock_at):
    row = earlier()[0]
    judging.placed(row)
    judging.released(row.cycle)
    world.award_to(row, "COG総合賞")
    world.publish_awards(row.cycle)
    world.report_on(row, Report.State.RUNNING)
    clock_at(LATER)
    html = page(client, writing(title="除雪の当番"))
    tier = row.placement.tier.name_ja
    shown = [text in html for text in (row.title, "「除雪」", tier, "COG総合賞", "COG2026", row.number)]
    assert shown == [True] * 6
    assert str(Report.State.RUNNING.label) in html


def test_secrets_of_the_jury_are_not_told(client, clock_at):
    row = earlier()[0]
    judging.placed(row)
    world.award_to(row, "COG総合賞")
    clock_at(LATER)
    html = page(client, writing(title="除雪の当番"))
    assert (row.title in html, row.placement.tier.name_ja in html, "COG総合賞" in html) == (True, False, False)


def test_an_empty_draft_is_told_how_to_find_some(client, clock_at):
    clock_at(LATER)
    assert "似たアイデアは見つかりませんでした" in page(client, writing())


def test_nobody_but_the_team_opens_it(client, clock_at):
    clock_at(LATER)
    draft = writing(**SNOW)
    assert client.get(at(draft)).status_code == 302
    client.force_login(person())
    assert client.get(at(draft)).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_it_takes_a_fixed_number_of_queries(client, clock_at, many, django_assert_num_queries):
    earlier(many)
    clock_at(LATER)
    draft = writing(**SNOW)
    client.force_login(ideas.leader_of(draft.team))
    client.get(at(draft))
    with django_assert_num_queries(18):
        client.get(at(draft))


def test_the_desk_and_the_confirmation_lead_there(client, clock_at):
    draft = ideas.draft()
    clock_at(ideas.AUTUMN)
    client.force_login(ideas.leader_of(draft.team))
    for name, args in (("team", [draft.team_id]), ("idea_confirm", [draft.pk]), ("idea_edit", [draft.pk, "basics"])):
        assert at(draft) in client.get(reverse(f"ideas:{name}", args=args)).content.decode()
