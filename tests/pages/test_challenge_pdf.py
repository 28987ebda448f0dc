"""The PDF of a public challenge: from its publication on, for everybody the same, with nothing private in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from contest.models import Stage
from municipalities.models import Challenge
from tests.factories import contest
from tests.factories.municipalities import challenge, officer
from tests.pages import world
from tests.printing.reading import pages_of, words_of

pytestmark = pytest.mark.django_db


def at(number: str) -> str:
    return reverse("pages:challenge_pdf", args=[number])


def test_it_opens_in_the_browser_under_its_number(client, clock_at):
    clock_at(world.AUTUMN)
    row = world.public_challenge()
    response = client.get(at(row.number))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{row.number}.pdf"'
    assert row.title in words_of(response.content)
    assert "公開前" not in words_of(response.content)


@pytest.mark.parametrize("typed", ["cog2026-c-0001", "ＣＯＧ２０２６－Ｃ－０００１"])
def test_numbers_are_read_as_people_type_them(client, clock_at, typed):
    clock_at(world.AUTUMN)
    world.public_challenge()
    assert client.get(at(typed)).status_code == 200


@pytest.mark.parametrize("number", ["COG2026-C-0099", "COG2026-I-0001", "COG2025-C-0001", "x", "COG2026-C-1"])
def test_a_wrong_number_leads_nowhere(client, clock_at, number):
    clock_at(world.AUTUMN)
    world.public_challenge()
    assert client.get(at(number)).status_code == 404


@pytest.mark.parametrize("status", [Challenge.Status.SUBMITTED, Challenge.Status.RETURNED])
def test_what_was_not_accepted_is_not_there(client, clock_at, status):
    clock_at(world.AUTUMN)
    assert client.get(at(challenge(status).number)).status_code == 404


def test_it_is_there_from_the_moment_of_publication(client, clock_at):
    row = world.public_challenge()
    moment = row.cycle.stage(Stage.Kind.CHALLENGES).publishes_at
    for at_moment, status in [(moment - timedelta(seconds=30), 404), (moment, 200)]:
        clock_at(at_moment)
        assert client.get(at(row.number)).status_code == status


def test_its_own_officer_meets_the_same(client, clock_at):
    """Before publication there is a marked one at the desk; this address knows nobody."""
    clock_at(contest.instant(Stage.Kind.CHALLENGES))
    serving = officer()
    client.force_login(serving.user)
    row = challenge(Challenge.Status.ACCEPTED, by=serving)
    assert client.get(at(row.number)).status_code == 404


def test_nothing_private_is_in_it(client, clock_at):
    """Every text of the rows behind it that is not for the world is a word of its own, and none of them surfaces."""
    clock_at(world.AUTUMN)
    row = world.public_challenge(remarks="秘密の差戻し", draft={"title": "秘密の下書き"})
    User.objects.filter(pk=row.written_by_id).update(
        family_name="秘密姓",
        given_name="秘密名",
        family_kana="ひみつ",
        given_kana="ひみつ",
        email="himitsu@city.example",
    )
    answer = client.get(at(row.number)).content
    assert [word for word in ("秘密", "ひみつ", "himitsu") if word in words_of(answer)] == []
    assert b"himitsu" not in answer


def test_it_does_not_change_with_the_clock_nor_with_who_asks(client, clock_at):
    clock_at(world.AUTUMN)
    row = world.public_challenge()
    first = client.get(at(row.number)).content
    clock_at(world.AFTER)
    client.force_login(officer().user)
    assert client.get(at(row.number)).content == first


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_a_fixed_number_of_queries(client, clock_at, rows, django_assert_num_queries):
    clock_at(world.AUTUMN)
    row = [world.public_challenge() for _ in range(rows)][0]
    with django_assert_num_queries(5):
        assert len(pages_of(client.get(at(row.number)).content)) == 1


def test_only_reading_is_offered(client, clock_at):
    clock_at(world.AUTUMN)
    assert client.post(at(world.public_challenge().number)).status_code == 405
