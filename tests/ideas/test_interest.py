"""Warnings where nobody has taken up a challenge, news for followers, and the secretariat's board."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse

from contest.models import Stage
from ideas.models import Idea
from ideas.services import withdraw_idea
from ideas.services.interest import follows_to_tell, tell_follower, warn_of_no_team
from ideas.tasks import tell_followers
from municipalities.models import Follow
from municipalities.services.interest import count_view, follow_challenge, unfollow_challenge
from notifications.models import OutboxMail
from tests.factories import contest, ideas
from tests.factories.accounts import person, staff
from tests.factories.contest import JST
from tests.factories.municipalities import challenge, officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
AUTUMN = contest.instant(Stage.Kind.IDEAS)
PUBLISHES = contest.windows(2026)[Stage.Kind.IDEAS][2]
BOARD = reverse("admin:ideas_health", args=[2026])


def day(month, number):
    """The last day of STEP2 is 20 December."""
    return datetime(2026, month, number, 9, tzinfo=JST)


def warnings():
    return list(OutboxMail.objects.filter(kind="ideas/no_team").order_by("pk"))


# --- warnings -------------------------------------------------------------------------------------------------------------


def test_officers_are_warned_three_times_and_never_twice():
    clerk = officer()
    colleague = officer(clerk.participant)
    officer(clerk.participant, until=AUTUMN)
    kept = challenge("accepted", by=clerk, title="雪の朝")
    count_view(kept.pk, at=AUTUMN)
    sent = {}
    for when in (day(11, 19), day(11, 20), day(12, 5), day(12, 6), day(12, 12), day(12, 13), day(12, 20)):
        sent[when.date().isoformat()[5:]] = warn_of_no_team(at=when)
        assert warn_of_no_team(at=when + timedelta(hours=1)) == 0
    assert sent == {"11-19": 0, "11-20": 2, "12-05": 0, "12-06": 2, "12-12": 0, "12-13": 2, "12-20": 0}
    assert {mail.user for mail in warnings()} == {clerk.user, colleague.user}
    mail = warnings()[0]
    assert mail.subject == f"まだチームがいません：雪の朝（{kept.number}）"
    for words in (
        "アイデアのしめきりは2026年12月20日（日）23:59まで、あと30日です。",
        "これまでに見られた回数は1、フォローしている人は0人です。",
        "題を書きなおす",
        "知らせる",
        "会う日を出す",
        f"http://testserver/challenges/{kept.number}/",
        f"http://testserver/me/challenges/{kept.pk}/health/",
    ):
        assert words in mail.body


def test_a_late_run_sends_the_newest_warning_alone():
    challenge("accepted")
    assert warn_of_no_team(at=day(12, 16)) == 1
    assert "あと4日です。" in warnings()[0].body


@pytest.mark.parametrize("at", [day(11, 19), PUBLISHES, PUBLISHES + timedelta(days=3), contest.instant("challenges")])
def test_nobody_is_warned_too_early_or_after_the_deadline(at):
    challenge("accepted")
    assert warn_of_no_team(at=at) == 0


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
def test_nobody_is_warned_of_what_is_not_public(status):
    challenge(status)
    assert warn_of_no_team(at=day(12, 15)) == 0


def test_a_team_at_work_needs_no_warning_until_it_gives_up():
    idea = ideas.submitted(challenge=challenge("accepted"))
    assert warn_of_no_team(at=day(12, 15)) == 0
    withdraw_idea(idea, by=ideas.leader_of(idea.team), at=AUTUMN)
    assert warn_of_no_team(at=day(12, 15)) == 1


# --- followers ------------------------------------------------------------------------------------------------------------


def told():
    return {mail.user for mail in OutboxMail.objects.filter(kind="ideas/ideas_out")}


def test_followers_are_told_once_when_the_ideas_are_out(clock_at):
    kept, empty, user = challenge("accepted", title="雪の朝"), challenge("accepted"), person()
    ideas.submitted(challenge=kept)
    follow_challenge(kept, by=user, at=AUTUMN)
    follow_challenge(empty, by=person(), at=AUTUMN)
    clock_at(PUBLISHES - timedelta(minutes=5))
    assert tell_followers() == 0
    clock_at(PUBLISHES)
    assert tell_followers() == 1
    before = every_row()
    assert tell_followers() == 0
    assert every_row() == before
    assert told() == {user}
    mail = OutboxMail.objects.get(kind="ideas/ideas_out")
    assert mail.subject == "アイデアが公開されました：雪の朝"
    assert "1件のアイデアが公開されました。" in mail.body
    assert "http://testserver/unfollow/" in mail.body


def test_following_again_brings_no_second_mail():
    kept, user = challenge("accepted"), person()
    ideas.submitted(challenge=kept)
    tell_follower(follow_challenge(kept, by=user, at=AUTUMN), at=PUBLISHES)
    unfollow_challenge(kept, by=user)
    again = follow_challenge(kept, by=user, at=AUTUMN)
    assert tell_follower(again, at=PUBLISHES + timedelta(hours=1))
    assert OutboxMail.objects.filter(kind="ideas/ideas_out").count() == 1


def test_who_began_to_follow_afterwards_has_seen_them():
    kept = challenge("accepted")
    ideas.submitted(challenge=kept)
    follow_challenge(kept, by=person(), at=PUBLISHES)
    assert not follows_to_tell(PUBLISHES + timedelta(days=1)).exists()


def test_who_stopped_following_meanwhile_hears_nothing():
    kept = challenge("accepted")
    ideas.submitted(challenge=kept)
    row = follow_challenge(kept, by=person(), at=AUTUMN)
    Follow.objects.all().delete()
    assert not tell_follower(row, at=PUBLISHES)
    assert told() == set()


# --- the board ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(client, clock_at):
    clock_at(AUTUMN)
    client.force_login(staff())
    return client


def shown(office, query=""):
    return office.get(f"{BOARD}{query}").context["board"]


@pytest.mark.parametrize("n", [1, 3])
def test_board_asks_a_fixed_number_of_questions(office, n, django_assert_num_queries):
    for _ in range(n):
        ideas.draft(challenge=challenge("accepted"))
    with django_assert_num_queries(9):
        assert len(shown(office).rows) == n


def test_board_says_how_many_have_none_and_shows_only_accepted_ones_of_the_year(office):
    taken, begun, alone = (challenge("accepted") for _ in range(3))
    challenge("submitted")
    challenge("accepted", cycle=contest.cycle(2025))
    ideas.submitted(challenge=taken)
    ideas.draft(challenge=begun)
    board = shown(office)
    assert (board.total, board.without_idea, board.without_team) == (3, 2, 1)
    assert [(row.pk, row.team_count, row.begun_count, row.idea_count) for row in board.rows] == [
        (alone.pk, 0, 0, 0),
        (taken.pk, 1, 1, 1),
        (begun.pk, 1, 1, 0),
    ]
    assert [row.pk for row in shown(office, "?teams=none").rows] == [alone.pk]
    page = office.get(BOARD).content.decode()
    assert "応募されたアイデアがまだない課題が2件あります。" in page
    assert "そのうち1件には、取り組んでいるチームもありません。" in page


def test_board_sorts_by_allowed_columns_alone(office):
    first, second = challenge("accepted", title="い"), challenge("accepted", title="あ")
    count_view(second.pk, at=AUTUMN)
    for sort, order in [
        ("views", [first, second]),
        ("-views", [second, first]),
        ("title", [second, first]),
        ("-number", [second, first]),
        ("questions", [first, second]),
        ("participant__officers__user__email", [first, second]),
        ("--views", [first, second]),
        ("'; DROP TABLE", [first, second]),
    ]:
        assert list(shown(office, f"?sort={sort}").rows) == order, sort
    head = next(head for head in shown(office, "?sort=-views&teams=none").heads if head.sorted)
    assert (head.label, head.sorted, head.query) == ("見られた回数", "descending", "teams=none&sort=views")


def test_board_as_a_file_opens_as_text(office):
    challenge("accepted", title='=HYPERLINK("https://spam.example")')
    answer = office.get(reverse("admin:ideas_health_table", args=[2026]))
    assert answer["Content-Disposition"] == 'attachment; filename="cog2026-challenges.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert lines[0][:5] == ["受付番号", "課題の名前", "参加自治体", "見られた回数", "フォロー"]
    assert lines[1][1] == '\'=HYPERLINK("https://spam.example")'
    assert lines[1][3:] == ["0"] * 6


def test_a_year_without_a_cycle_has_no_board(office):
    assert office.get(reverse("admin:ideas_health", args=[1999])).status_code == 404


def test_list_of_ideas_and_next_tasks_lead_to_the_board(office):
    challenge("accepted")
    assert BOARD in office.get(reverse("admin:ideas_idea_changelist")).content.decode()
    assert f"{BOARD}?teams=none" in office.get(reverse("admin:index")).content.decode()


# --- the officer's page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_officer_sees_numbers_and_weeks_of_a_public_challenge(client, clock_at, n, django_assert_num_queries):
    clerk = officer()
    kept = challenge("accepted", by=clerk)
    for number in range(n):
        count_view(kept.pk, at=AUTUMN - timedelta(days=7 * number))
    ideas.draft(challenge=kept)
    clock_at(AUTUMN)
    client.force_login(clerk.user)
    with django_assert_num_queries(7):
        answer = client.get(reverse("pages:health", args=[kept.pk]))
    assert sum(week.views for week in answer.context["weeks"]) == n
    page = answer.content.decode()
    assert Idea.objects.get().team.name not in page
    assert "まだチームがいません" not in page


def test_page_gives_advice_while_nobody_has_taken_it_up(client, clock_at):
    clerk = officer()
    kept = challenge("accepted", by=clerk)
    client.force_login(clerk.user)
    clock_at(AUTUMN)
    assert "まだチームがいません" in client.get(reverse("pages:health", args=[kept.pk])).content.decode()
    clock_at(contest.instant("challenges"))
    assert client.get(reverse("pages:health", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize("who", [person, lambda: officer().user, staff])
def test_others_do_not_see_it(client, clock_at, who):
    kept = challenge("accepted")
    clock_at(AUTUMN)
    client.force_login(who())
    assert client.get(reverse("pages:health", args=[kept.pk])).status_code == 404
