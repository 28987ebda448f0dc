"""Following a challenge, and counting that it was looked at."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Count, OuterRef, Subquery, Value
from django.test import Client
from django.urls import reverse

from municipalities import interest
from municipalities.interest import Week, views_by_week, with_interest
from municipalities.links import pair_of, token
from municipalities.models import Challenge, ChallengeRefused, Follow, ViewCount
from municipalities.services.interest import count_view, follow_challenge, unfollow_challenge
from tests.factories.accounts import person
from tests.factories.contest import JST
from tests.factories.municipalities import challenge
from tests.factories.seeds import AUTUMN, SUMMER
from tests.municipalities.pages import text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def page(kept, name):
    return reverse(f"citizens:{name}", args=[kept.pk])


def public(kept):
    return reverse("pages:challenge", args=[kept.number])


def views():
    return list(ViewCount.objects.values_list("challenge", "day", "views"))


# --- follow ---------------------------------------------------------------------------------------------------------------


def test_following_and_unfollowing_twice_are_once():
    kept, user = challenge("accepted"), person()
    first = follow_challenge(kept, by=user, at=AUTUMN)
    assert follow_challenge(kept, by=user, at=AUTUMN + timedelta(days=1)) == first
    assert Follow.objects.get().since == AUTUMN
    for _time in range(2):
        unfollow_challenge(kept, by=user)
    assert not Follow.objects.exists()


@pytest.mark.parametrize(("status", "at"), [("accepted", SUMMER), ("draft", AUTUMN), ("returned", AUTUMN)])
def test_following_what_is_not_public_is_refused(status, at):
    kept, user = challenge(status), person()
    before = every_row()
    with pytest.raises(ChallengeRefused):
        follow_challenge(kept, by=user, at=at)
    assert every_row() == before


def test_buttons_follow_and_unfollow_and_only_the_count_is_shown(client, clock_at):
    clock_at(AUTUMN)
    kept, other, user = challenge("accepted"), person(), person()
    follow_challenge(kept, by=other, at=AUTUMN)
    assert "ログインしてフォローする" in text(client.get(public(kept)))
    client.force_login(user)
    shown = text(client.post(page(kept, "follow"), follow=True))
    assert "2人がフォローしています。" in shown
    assert page(kept, "unfollow") in shown
    assert other.full_name not in shown
    shown = text(client.post(page(kept, "unfollow"), follow=True))
    assert "1人がフォローしています。" in shown
    assert list(Follow.objects.values_list("user", flat=True)) == [other.pk]


@pytest.mark.parametrize("name", ["follow", "unfollow"])
def test_after_a_login_the_way_leads_to_the_challenge(client, clock_at, name):
    clock_at(AUTUMN)
    kept = challenge("accepted")
    assert "/accounts/login/" in client.post(page(kept, name)).url
    client.force_login(person())
    assert client.get(page(kept, name)).url == public(kept)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("name", ["follow", "unfollow", "seen"])
def test_what_is_not_public_is_not_there(client, clock_at, name):
    clock_at(SUMMER)
    client.force_login(person())
    kept = challenge("accepted")
    assert client.post(page(kept, name), **HERE).status_code == 404
    assert not Follow.objects.exists()
    assert views() == []


def test_the_mailed_link_stops_without_a_login_and_twice_is_no_error(client, clock_at):
    clock_at(AUTUMN)
    kept, user, other = challenge("accepted"), person(), person()
    link = reverse("citizens:unfollow_by_mail", args=[token(follow_challenge(kept, by=user, at=AUTUMN))])
    follow_challenge(kept, by=other, at=AUTUMN)
    assert "フォローをやめますか" in text(client.get(link))
    assert Follow.objects.count() == 2
    for _time in range(2):
        assert "フォローをやめました" in text(client.post(link))
    assert list(Follow.objects.values_list("user", flat=True)) == [other.pk]


def test_a_guessed_link_leads_nowhere(client, clock_at):
    clock_at(AUTUMN)
    kept = challenge("accepted")
    good = token(follow_challenge(kept, by=person(), at=AUTUMN))
    for bad in (good[:-1] + ("a" if good[-1] != "a" else "b"), f"1-{kept.pk}", "x", good.replace("-", ".")):
        assert pair_of(bad) is None
        assert client.post(reverse("citizens:unfollow_by_mail", args=[bad])).status_code == 404
    assert Follow.objects.count() == 1


# --- count ----------------------------------------------------------------------------------------------------------------


def test_views_are_counted_by_the_day_in_japan_in_one_statement(django_assert_num_queries):
    kept, other = challenge("accepted"), challenge("accepted")
    late = datetime(2026, 10, 1, 23, 59, tzinfo=JST)
    for at in (late, late, late + timedelta(minutes=1)):
        with django_assert_num_queries(1):
            assert count_view(kept.pk, at=at)
    assert count_view(other.pk, at=late)
    days = {(key, str(day)): number for key, day, number in views()}
    assert days == {(kept.pk, "2026-10-01"): 2, (kept.pk, "2026-10-02"): 1, (other.pk, "2026-10-01"): 1}


@pytest.mark.parametrize(("status", "at"), [("accepted", SUMMER), ("draft", AUTUMN)])
def test_what_is_not_public_is_not_counted(status, at):
    assert not count_view(challenge(status).pk, at=at)
    assert not count_view(0, at=at)
    assert views() == []


def test_the_page_asks_for_its_own_count(client, clock_at):
    clock_at(AUTUMN)
    kept = challenge("accepted")
    shown = client.get(public(kept)).content.decode()
    assert f'data-seen="{page(kept, "seen")}"' in shown
    assert "js/seen.js" in shown
    assert views() == []


@pytest.mark.parametrize(
    ("headers", "is_counted"),
    [
        (HERE, True),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({}, False),
    ],
)
def test_only_what_our_own_page_sends_is_counted_and_no_token_is_asked(clock_at, headers, is_counted):
    clock_at(AUTUMN)
    kept = challenge("accepted")
    client = Client(enforce_csrf_checks=True)
    answer = client.post(page(kept, "seen"), **headers)
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert len(views()) == is_counted


def test_looking_is_not_counted_and_no_session_is_read(client, clock_at, django_assert_num_queries):
    clock_at(AUTUMN)
    kept = challenge("accepted")
    assert client.get(page(kept, "seen"), **HERE).status_code == 405
    with django_assert_num_queries(1):
        client.post(page(kept, "seen"), **HERE)


# --- the numbers ----------------------------------------------------------------------------------------------------------


def test_numbers_do_not_multiply_each_other():
    kept, other = challenge("accepted"), challenge("accepted")
    for days in range(3):
        count_view(kept.pk, at=AUTUMN + timedelta(days=days))
    for _ in range(2):
        follow_challenge(kept, by=person(), at=AUTUMN)
    rows = with_interest(Challenge.objects.order_by("pk"))
    facts = ("pk", "view_count", "follow_count", "question_count")
    assert list(rows.values_list(*facts)) == [(kept.pk, 3, 2, 0), (other.pk, 0, 0, 0)]


def test_a_room_above_may_say_how_many_questions_there_are(monkeypatch):
    kept = challenge("accepted")
    monkeypatch.setattr(interest, "QUESTION_COUNTS", [])
    assert not interest.counts_questions()
    mine = Challenge.objects.filter(pk=OuterRef("pk")).order_by().values("pk").annotate(n=Count("pk") + Value(4))
    monkeypatch.setattr(interest, "QUESTION_COUNTS", [lambda: Subquery(mine.values("n"))])
    assert interest.counts_questions()
    assert with_interest(Challenge.objects.filter(pk=kept.pk)).get().question_count == 5


def test_weeks_run_from_the_publication_and_leave_none_out():
    kept = challenge("accepted")
    published = datetime(2026, 9, 1, tzinfo=JST)  # a Tuesday
    for at in (published, published + timedelta(days=5), published + timedelta(days=14)):
        count_view(kept.pk, at=at)
    weeks = views_by_week(kept, published, published + timedelta(days=15))
    monday = published.date() - timedelta(days=1)
    assert weeks == [
        Week(monday, 2, 100),
        Week(monday + timedelta(days=7), 0, 0),
        Week(monday + timedelta(days=14), 1, 50),
    ]
    assert len(views_by_week(kept, published, published + timedelta(days=400))) == 26
