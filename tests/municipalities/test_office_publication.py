"""The office's page of the publication: what it will show, what is open, and the moment set in two steps."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contest.models import Stage
from municipalities.models import Challenge
from tests.factories import contest
from tests.factories.municipalities import challenge
from tests.municipalities.pages import OPEN, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
PUBLISHES = contest.windows(2026)[Stage.Kind.CHALLENGES][2]
PAGE = reverse("admin:municipalities_challenge_publication", args=[2026])
ENGLISH = {"title_en": "How to flee", "summary_en": "In short"}


@pytest.fixture
def stage():
    return contest.cycle().stages.get(kind=Stage.Kind.CHALLENGES)


def typed(moment, *, seen=PUBLISHES, **more) -> dict:
    local = timezone.localtime(moment) if moment else None
    when = {"day": local.strftime("%Y-%m-%d"), "time": local.strftime("%H:%M")} if local else {"day": "", "time": ""}
    return {**when, "seen": seen.isoformat() if seen else "", **more}


def confirmed(client, sent) -> dict:
    """What the second page sends, read from the page itself."""
    shown = client.post(PAGE, sent)
    assert 'name="confirmed"' in text(shown)
    now = {"right_away": "1"} if 'name="right_away"' in text(shown) else {}
    return {**sent, "confirmed": "1", **now}


@pytest.mark.parametrize("n", [1, 3])
def test_page_has_a_fixed_number_of_queries(office, stage, n, django_assert_num_queries):
    for _ in range(n):
        challenge(Status.ACCEPTED), challenge(Status.SUBMITTED), challenge(Status.RETURNED), challenge()
    with django_assert_num_queries(10):
        assert office.get(PAGE).status_code == 200


def test_what_will_be_shown_and_what_is_open(office, stage):
    shown_rows = [challenge(Status.ACCEPTED), challenge(Status.ACCEPTED, **ENGLISH)]
    challenge(Status.ACCEPTED, english_checked_at=OPEN, **ENGLISH)
    challenge(Status.SUBMITTED), challenge(Status.RETURNED), challenge()
    challenge(Status.ACCEPTED, cycle=contest.cycle(2025))
    shown = text(office.get(PAGE))
    for words in (
        "2026年9月1日（火）00:00に公開します", "公開される課題（受理した3件）", "返事を待っている課題 1件",
        "差し戻して、直すのを待っている課題 1件", "英語のない受理した課題 1件", "英語をまだ確かめていない受理した課題 1件",
        "応募していない下書き 1件", *(row.number for row in shown_rows),
    ):  # fmt: skip
        assert words in shown
    assert "COG2025" not in shown


def test_nothing_there_yet(office, stage):
    stage.publishes_at = None
    stage.save()
    shown = text(office.get(PAGE))
    for words in (
        "公開する日時は、まだ決まっていません",
        "受理した課題は、まだありません。",
        "返事を待っている課題はありません。",
    ):
        assert words in shown


def test_the_first_step_changes_nothing_and_says_what_the_second_does(office, stage):
    challenge(Status.ACCEPTED), challenge(Status.ACCEPTED)
    before = every_row()
    shown = text(office.post(PAGE, typed(PUBLISHES + timedelta(days=2, hours=10))))
    assert "2026年9月3日（木）10:00に、受理した課題（いま2件）が、一度にすべて公開されます。" in shown
    assert "受理した課題2件の担当者に、メールで知らせます。" in shown
    assert "しめきり（" not in shown
    assert every_row() == before


def test_set_in_two_steps(office, stage):
    moment = PUBLISHES + timedelta(days=2, hours=10)
    response = office.post(PAGE, confirmed(office, typed(moment)), follow=True)
    assert "公開の日時を決めました。" in text(response)
    stage.refresh_from_db()
    assert stage.publishes_at == moment


def test_before_the_deadline_is_said(office, stage):
    shown = text(office.post(PAGE, typed(OPEN + timedelta(days=1))))
    assert "課題の募集のしめきり（2026年8月31日（月）23:59まで）より前です。" in shown


def test_a_moment_that_is_over_says_so_and_publishes_now(office, stage):
    challenge(Status.ACCEPTED)
    shown = text(office.post(PAGE, typed(OPEN - timedelta(days=1))))
    assert (
        "2026年7月16日（木）00:00は、もうすぎています。いますぐ、受理した課題1件が公開され、もとに戻せません。" in shown
    )
    response = office.post(PAGE, confirmed(office, typed(OPEN - timedelta(days=1))), follow=True)
    assert "課題を公開しました。" in text(response)
    stage.refresh_from_db()
    assert stage.publishes_at >= OPEN


def test_a_moment_that_passed_while_the_question_stood_is_asked_again(office, stage, clock_at):
    sent = confirmed(office, typed(OPEN + timedelta(hours=1)))
    clock_at(OPEN + timedelta(hours=2))
    before = every_row()
    response = office.post(PAGE, sent)
    assert "もうすぎています。いますぐ公開するか、これからの日時にしてください。" in text(response)
    assert response.context["form"]["day"].value() == sent["day"]
    assert every_row() == before


def test_left_open(office, stage):
    assert "決まっていないことにしますか" in text(office.post(PAGE, typed(None)))
    response = office.post(PAGE, confirmed(office, typed(None)), follow=True)
    assert "まだ決まっていないことにしました。" in text(response)
    stage.refresh_from_db()
    assert stage.publishes_at is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": "2026-13-41", "time": "10:00"}, "日付を、2026-09-01 のように書いてください。"),
        ({"day": "2026-09-01", "time": "25:61"}, "時刻を、10:00 のように書いてください。"),
        ({"day": "2026-09-01", "time": ""}, "両方書くか、両方空けておいてください。"),
        ({"day": "", "time": "10:00"}, "両方書くか、両方空けておいてください。"),
    ],
)
def test_what_is_no_moment_is_said_by_the_field(office, stage, sent, words):
    before = every_row()
    response = office.post(PAGE, {**sent, "seen": PUBLISHES.isoformat(), "confirmed": "1"})
    assert words in text(response)
    assert {name: response.context["form"][name].value() for name in sent} == sent
    assert every_row() == before


@pytest.mark.parametrize("seen", ["", "nonsense", (PUBLISHES + timedelta(days=9)).isoformat()])
def test_moved_by_a_colleague_meanwhile(office, stage, seen):
    sent = {**typed(PUBLISHES + timedelta(days=2)), "confirmed": "1", "seen": seen}
    response = office.post(PAGE, sent)
    assert "先に2026年9月1日（火）00:00に変えられました。" in text(response)
    assert response.context["form"]["seen"].value() == PUBLISHES.isoformat()


def test_once_out_it_cannot_be_moved(office, stage, clock_at):
    clock_at(PUBLISHES)
    challenge(Status.ACCEPTED)
    shown = text(office.get(PAGE))
    assert "2026年9月1日（火）00:00に公開しました" in shown
    assert "公開されている課題（1件）" in shown
    assert 'name="day"' not in shown
    before = every_row()
    sent = {**typed(PUBLISHES + timedelta(days=2)), "confirmed": "1"}
    assert "公開の日時は変えられません。" in text(office.post(PAGE, sent))
    assert every_row() == before


def test_a_cycle_that_is_not_public_says_that_nobody_will_see(office, stage):
    stage.cycle.is_public = False
    stage.cycle.save()
    assert "この年度はまだ公開していません。" in text(office.get(PAGE))


def test_a_year_without_challenges(office, stage):
    assert office.get(reverse("admin:municipalities_challenge_publication", args=[1999])).status_code == 404
