"""The bar: moving the clock, entering as a person, and where it does not exist."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings as project
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from awards.models import Publication
from common import clock
from contest.loading import load_contest
from judging.models import Judge
from rehearsal import standings
from rehearsal.calendar import JST
from rehearsal.context import bar
from rehearsal.models import Clock
from rehearsal.samples import load, prepare
from rehearsal.services import move_clock, reset_clock
from tests.factories.accounts import person, staff

AUTUMN = datetime(2026, 11, 22, 12, tzinfo=JST)


@pytest.fixture
def rehearsing(db, settings, time_machine):
    """A site that obeys the rehearsal's clock, on an autumn day."""
    settings.REHEARSAL = True
    settings.CLOCK_OFFSET_SOURCE = "rehearsal.clock.offset"
    time_machine.move_to(AUTUMN, tick=False)
    return prepare(AUTUMN)


@pytest.fixture
def filled(rehearsing):
    """The same with challenges and ideas."""
    load_contest()
    return load(AUTUMN, with_pictures=False)


def labels(cycle) -> list[tuple[str, str]]:
    return [(moment.at.astimezone(JST).strftime("%Y-%m-%d %H:%M"), moment.short) for moment in standings.moments(cycle)]


def test_moments_are_in_order_and_what_falls_together_is_one(rehearsing):
    assert labels(rehearsing) == [
        ("2026-06-01 00:00", "STEP1 夏の陣のはじまり"),
        ("2026-09-01 00:00", "STEP2 秋の陣のはじまり"),
        ("2026-12-21 00:00", "STEP3 冬の陣のはじまり"),
        ("2027-02-01 00:00", "一次審査のしめきり"),
        ("2027-02-06 10:00", "審査会"),
        ("2027-03-07 10:00", "最終公開審査の朝"),
        ("2027-03-07 17:00", "表彰式"),
        ("2027-05-01 00:00", "その後のはじまり"),
    ]
    winter = next(moment for moment in standings.moments(rehearsing) if moment.short == "STEP3 冬の陣のはじまり")
    assert winter.label == "アイデアのしめきり・アイデアの公開・STEP3 冬の陣のはじまり"


def test_the_moment_the_awards_come_out_is_one(rehearsing):
    at, by = datetime(2031, 3, 2, 18, tzinfo=JST), staff()
    Publication.objects.create(cycle=rehearsing, proposed_by=by, proposed_at=at, goes_public_at=at, digest="")
    assert (at, "賞の公開") in [(moment.at, moment.short) for moment in standings.moments(rehearsing)]


def test_the_next_button_moves_everyone_to_the_next_moment(rehearsing, client):
    answer = client.post(reverse("rehearsal:move"), {"next": "/?a=1"})
    assert (answer.status_code, answer.url) == (302, "/?a=1")
    assert clock.now() == datetime(2026, 12, 21, tzinfo=JST)
    client.post(reverse("rehearsal:move"))
    assert clock.now() == datetime(2027, 2, 1, tzinfo=JST)


def test_a_chosen_moment_is_jumped_to_and_the_real_time_comes_back(rehearsing, client):
    client.post(reverse("rehearsal:move"), {"to": "2027-03-07T10:00:00+09:00"})
    assert clock.now() == datetime(2027, 3, 7, 10, tzinfo=JST)
    client.post(reverse("rehearsal:reset"))
    assert clock.now() == AUTUMN


def test_the_clock_goes_back_to_the_beginning_of_the_year(rehearsing, client):
    move_clock(AUTUMN, at=clock.now())
    move_clock(AUTUMN - timedelta(days=90), at=clock.now())
    assert abs(clock.now() - (AUTUMN - timedelta(days=90))) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "to", ["", "いつか", "2027-03-07", "2027-03-07T10:00:00", "2027-99-99T10:00:00+09:00", "9999-12-31T23:59:59-09:00"]
)
def test_an_instant_that_is_none_means_the_next_one(rehearsing, client, to):
    client.post(reverse("rehearsal:move"), {"to": to})
    assert clock.now() == datetime(2026, 12, 21, tzinfo=JST)


def test_after_the_last_moment_nothing_moves(rehearsing, client):
    move_clock(datetime(2030, 1, 1, tzinfo=JST), at=AUTUMN)
    client.post(reverse("rehearsal:move"))
    assert clock.now() == datetime(2030, 1, 1, tzinfo=JST)


def test_part_of_a_second_never_falls_short_of_the_moment(rehearsing, time_machine):
    time_machine.move_to(AUTUMN + timedelta(milliseconds=400), tick=False)
    to = datetime(2026, 12, 21, tzinfo=JST)
    move_clock(to, at=clock.now())
    assert to <= clock.now() < to + timedelta(seconds=1)


def test_there_is_one_clock(rehearsing):
    move_clock(AUTUMN + timedelta(days=1), at=AUTUMN)
    move_clock(AUTUMN + timedelta(days=2), at=clock.now())
    assert clock.now() == AUTUMN + timedelta(days=2)
    reset_clock()
    assert list(Clock.objects.values_list("pk", "seconds_ahead")) == [(1, 0)]


@pytest.mark.parametrize(
    ("email", "desk"),
    [
        ("jimukyoku1@cog.example", "/office/"),
        ("kumon@judge.example", "/judge/"),
        ("shiota@minato-city.example", "/me/"),
        ("shicho@viewer.example", "/me/"),
    ],
)
def test_entering_as_a_sample_person_leads_to_their_desk(rehearsing, client, email, desk):
    who = User.objects.get(email=email)
    answer = client.post(reverse("rehearsal:enter"), {"person": who.pk})
    assert (answer.status_code, answer.url) == (302, desk)
    assert client.session["_auth_user_id"] == str(who.pk)
    assert client.session["rehearsal_entered"] is True
    assert client.get(desk).status_code == 200  # no second factor asked for


@pytest.mark.parametrize("chosen", ["", "x", "-1", "９", "999999999999999999999999"])
def test_nobody_is_entered_as_who_does_not_exist(rehearsing, client, chosen):
    assert client.post(reverse("rehearsal:enter"), {"person": chosen}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_real_person_cannot_be_entered_as(rehearsing, client):
    assert client.post(reverse("rehearsal:enter"), {"person": person(is_staff=True).pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_leaving_makes_a_visitor_again(rehearsing, client):
    client.post(reverse("rehearsal:enter"), {"person": Judge.objects.first().user_id})
    client.post(reverse("rehearsal:leave"))
    assert "_auth_user_id" not in client.session
    assert "rehearsal_entered" not in client.session


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_no_button_leads_off_the_site(rehearsing, client, address):
    assert client.post(reverse("rehearsal:reset"), {"next": address}).url == "/"


@pytest.mark.parametrize("name", ["move", "reset", "fill", "enter", "leave"])
def test_buttons_are_posts_with_a_token(rehearsing, name):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse(f"rehearsal:{name}")).status_code == 405
    assert strict.post(reverse(f"rehearsal:{name}")).status_code == 403


def test_filling_adds_what_fits_the_moved_clock(filled, client):
    move_clock(datetime(2027, 1, 5, tzinfo=JST), at=AUTUMN)
    client.post(reverse("rehearsal:fill"))
    screening = filled.rounds.get(kind="screening")
    assert screening.assignments.filter(handed_in_at__isnull=False).count() == 8 * 4


def test_the_bar_says_what_it_is_on_every_kind_of_page(rehearsing, client):
    client.post(reverse("rehearsal:enter"), {"person": User.objects.get(email="jimukyoku1@cog.example").pk})
    for address in ("/", "/office/", "/no-such-page/"):
        page = client.get(address).content.decode()
        assert page.count("リハーサル（本番ではありません）") == 1, address
        assert "円居 結さんとして見ています" in page, address


def test_every_moment_of_the_year_can_be_jumped_to(rehearsing, client):
    page = client.get("/").content.decode()
    instants = [moment.at.astimezone(JST).isoformat() for moment in standings.moments(rehearsing)]
    assert [page.count(f'name="to" value="{instant}"') for instant in instants] == [1] * 8


def test_people_are_grouped_by_what_they_do(filled):
    sizes = {group.label: len(group.people) for group in standings.groups()}
    assert sizes == {"事務局": 2, "自治体の担当者": 9, "チーム": 44, "審査委員": 5, "視聴者": 1}


def test_without_the_rehearsals_clock_there_is_no_bar_and_no_query(
    rehearsing, client, settings, django_assert_num_queries
):
    settings.CLOCK_OFFSET_SOURCE = ""
    with django_assert_num_queries(0):
        assert bar(RequestFactory().get("/")) == {}
    assert "本番ではありません" not in client.get("/").content.decode()


def test_buttons_answer_404_where_rehearsal_is_off(rehearsing, client, settings):
    settings.REHEARSAL = False
    assert client.post(reverse("rehearsal:enter"), {"person": Judge.objects.first().user_id}).status_code == 404
    assert "_auth_user_id" not in client.session


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, under other settings."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **env},
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_rehearsal_the_room_does_not_exist():
    code = (
        "import django; django.setup()\n"
        "from django.apps import apps; from django.urls import NoReverseMatch, reverse\n"
        "from django.conf import settings; from django.core.management import get_commands\n"
        "print(apps.is_installed('rehearsal'), settings.CLOCK_OFFSET_SOURCE == '', 'load_samples' in get_commands())\n"
        "try: reverse('rehearsal:enter')\n"
        "except NoReverseMatch: print('no address')\n"
    )
    for settings_file in ("config.settings.local", "config.settings.test"):
        done = run(code, DJANGO_SETTINGS_MODULE=settings_file, REHEARSAL="0")
        assert done.stdout == "False True False\nno address\n", done.stderr


def test_production_refuses_to_start_as_a_rehearsal():
    done = run("import django; django.setup()", DJANGO_SETTINGS_MODULE="config.settings.production", REHEARSAL="1")
    assert done.returncode != 0
    assert "production refuses to start with it" in done.stderr
