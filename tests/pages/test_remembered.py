"""Remembered pages: fast for strangers, made for nobody, and never behind what was published."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from awards.models import PastWinner
from contest.models import Stage
from dialogue.models import Statement
from dialogue.services.reports import hide_post
from ideas.services import update_member
from municipalities.models import Challenge
from pages import remembered
from tests.factories import contest, dialogue, ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge
from tests.pages import world
from voting.models import Poll

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def memory(settings, monkeypatch):
    """On, and looking for a new version at every request."""
    settings.PAGE_SECONDS = 60
    settings.REHEARSAL = False
    monkeypatch.setattr(remembered, "LOOK_AGAIN", 0)
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def shown(client: Client, name: str = "home", *args, **query) -> str:
    answer = client.get(reverse(f"pages:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def without_token(page: str) -> str:
    return TOKEN.sub("", page)


@pytest.mark.parametrize("name", ["home", "challenges", "ideas", "participants", "cycles"])
def test_a_second_stranger_gets_the_same_page_for_the_version_alone(clock_at, name, django_assert_num_queries):
    world.public_idea()
    clock_at(world.AFTER)
    first = shown(Client(), name)
    with django_assert_num_queries(6):
        assert without_token(shown(Client(), name)) == without_token(first)


def test_a_version_is_kept_for_a_moment(clock_at, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(remembered, "LOOK_AGAIN", 60)
    world.public_idea()
    clock_at(world.AFTER)
    shown(Client())
    with django_assert_num_queries(0):
        shown(Client())


def test_the_page_is_the_one_the_view_makes(settings, clock_at):
    idea = world.public_idea()
    clock_at(world.AFTER)
    kept = [(shown(Client(), name, number), shown(Client(), name, number)) for name, number in _details(idea)]
    settings.PAGE_SECONDS = 0
    made = [shown(Client(), name, number) for name, number in _details(idea)]
    assert [[without_token(page) for page in pair] for pair in kept] == [[without_token(page)] * 2 for page in made]


def _details(idea) -> list[tuple]:
    return [("idea", idea.number), ("challenge", idea.challenge.number), ("cycle", 2026)]


def test_each_stranger_has_a_token_of_their_own_that_works():
    shown(Client())
    tokens = set()
    for _ in range(3):
        client = Client(enforce_csrf_checks=True)
        page = shown(client)
        tokens |= set(TOKEN.findall(page))
        sent = {"csrfmiddlewaretoken": TOKEN.search(page)[1], "language": "en", "next": "/"}
        assert client.post(reverse("set_language"), sent).status_code == 302
    assert len(tokens) == 3


def test_nobody_sees_anything_of_anybody():
    """People first, then a stranger, then people again: each sees what they see without a memory."""
    known = Client()
    known.force_login(person(family_name="秘密"))
    for _ in range(2):
        assert "マイページ" in shown(known)
        stranger = shown(Client())
        assert "ログイン" in stranger
        assert "マイページ" not in stranger


def test_a_page_is_made_without_cookies(rf):
    request = rf.get("/ideas/?page=2", headers={"cookie": "sessionid=x; csrftoken=y", "host": "evil.example"})
    asked = remembered.nobody_at(request)
    assert asked.COOKIES == {}
    assert set(asked.META) == {"QUERY_STRING", "SERVER_NAME", "SERVER_PORT"}
    assert not asked.user.is_authenticated
    assert asked.get_full_path() == "/ideas/?page=2"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_whoever_brings_a_session_or_a_message_meets_the_view(cookie, rf):
    request = rf.get("/", headers={"cookie": f"{cookie}=x"})
    assert remembered.is_somebody(request)
    assert not remembered.is_somebody(rf.get("/", headers={"cookie": "csrftoken=x"}))


def test_languages_and_filters_are_pages_of_their_own(clock_at):
    world.public_challenge()
    clock_at(world.AUTUMN)
    japanese = shown(Client(), "challenges")
    assert 'lang="en"' in shown(Client(headers={"accept-language": "en"}), "challenges")[:200]
    assert shown(Client(), "challenges", teams="some") != japanese
    assert without_token(shown(Client(), "challenges")) == without_token(japanese)


def test_what_is_published_is_seen_at_once(clock_at):
    idea = world.public_idea()
    clock_at(world.AFTER)
    award = world.award_to(idea, "COG総合賞")
    assert "COG総合賞" not in shown(Client(), "idea", idea.number)
    world.publish_awards(award.award.cycle)
    assert "COG総合賞" in shown(Client(), "idea", idea.number)


def test_a_win_of_an_earlier_year_is_seen_as_the_office_writes_it(clock_at):
    clock_at(world.AFTER)
    named = {"cycle": contest.cycle(2017), "key": "first", "source": "見本の資料"}
    row = PastWinner.objects.create(**named, team="むかしの隊")
    assert "むかしの隊" in shown(Client(), "award_history")
    desk = Client()
    desk.force_login(staff())
    form = {"cycle": row.cycle_id, "key": row.key, "source": row.source, "team": "見つかった隊"}
    assert desk.post(reverse("admin:awards_pastwinner_change", args=[row.pk]), form).status_code == 302
    assert "見つかった隊" in shown(Client(), "award_history")
    row.delete()
    assert "見つかった隊" not in shown(Client(), "award_history")


def test_questions_answers_and_statements_are_seen_at_once_and_gone_at_once(clock_at):
    idea = world.public_idea()
    january = dialogue.WINTER + timedelta(days=20)
    clock_at(january)
    on, where = idea.challenge, ("challenge", idea.challenge.number)
    assert "まだ質問はありません。" in shown(Client(), *where)
    thread = dialogue.question(on, text="地図は？", at=january)
    assert "地図は？" in shown(Client(), *where)
    dialogue.answer(thread, at=january)
    assert "回答があります" in shown(Client(), *where)
    hide_post(thread.posts.first(), reason="宣伝", by=staff(), at=january)
    assert "地図は？" not in shown(Client(), *where)
    assert "自治体のことば" not in shown(Client(), "idea", idea.number)
    said = {"stance": "support", "text": "場所を貸します。", "handed_in_at": january}
    Statement.objects.create(idea=idea, **said)
    assert "場所を貸します。" in shown(Client(), "idea", idea.number)
    Statement.objects.update(text="地図も渡します。", handed_in_at=january + timedelta(hours=1))
    assert "地図も渡します。" in shown(Client(), "idea", idea.number)


def test_what_the_clock_opens_is_seen_at_once(clock_at):
    row = world.public_challenge()
    stage = row.cycle.stage(Stage.Kind.CHALLENGES)
    clock_at(contest.instant(Stage.Kind.CHALLENGES))
    assert Client().get(reverse("pages:challenge", args=[row.number])).status_code == 404
    assert row.title not in shown(Client(), "challenges")
    clock_at(stage.publishes_at)
    assert row.title in shown(Client(), "challenge", row.number)
    assert row.title in shown(Client(), "challenges")


def test_what_is_taken_back_is_gone_at_once(clock_at):
    row = world.public_challenge()
    clock_at(world.AUTUMN)
    shown(Client(), "challenge", row.number)
    Challenge.objects.filter(pk=row.pk).update(status=Challenge.Status.RETURNED)
    assert Client().get(reverse("pages:challenge", args=[row.number])).status_code == 404


def test_a_name_whose_owner_takes_the_consent_back_is_gone_at_once(clock_at):
    idea = world.public_idea()
    member = idea.team.members.last()
    said = {"age_band": member.age_band, "is_student": member.is_student}
    clock_at(world.AFTER)
    seen = []
    for shows in ({"name_is_public": True}, {"name_is_public": True, "public_name": "月よみ"}, {}):
        update_member(member, about=ideas.about(member.entry_class, **said, **shows), at=world.AFTER)
        html = shown(Client(), "idea", idea.number)
        seen.append((member.user.full_name in html, "月よみ" in html))
    assert seen == [(True, False), (False, True), (False, False)]


def test_secrets_are_no_part_of_the_version(clock_at):
    idea = world.public_idea()
    clock_at(world.AFTER)
    before = remembered.version_at(world.AFTER)
    judging.placed(idea)
    world.award_to(idea)
    challenge(Challenge.Status.SUBMITTED)
    assert remembered.version_at(world.AFTER) == before
    release = judging.released(idea.cycle, at=world.AFTER + timedelta(seconds=1))  # set, and still to come
    assert remembered.version_at(world.AFTER) == before
    assert remembered.version_at(release.releases_at) != remembered.version_at(world.AFTER)


def test_a_poll_that_opens_changes_every_page(clock_at):
    row = world.public_idea()
    clock_at(world.WINTER)
    assert "/vote/" not in shown(Client(), "participants")
    tier = judging.placed(row).tier
    opening = {"opens_at": world.WINTER, "closes_at": world.AFTER}
    Poll.objects.create(cycle=row.cycle, tier=tier, slug="now", **opening)
    assert "/vote/" in shown(Client(), "participants")


def test_only_reading_is_offered_still():
    assert Client().post(reverse("pages:home")).status_code == 405
    assert Client().head(reverse("pages:home")).status_code == 200


def test_the_secretariat_sees_its_own_change_at_once(clock_at):
    row = world.public_challenge()
    clock_at(world.AUTUMN)
    desk = Client()
    desk.force_login(staff())
    shown(Client(), "challenge", row.number)
    Challenge.objects.filter(pk=row.pk).update(title="直した名前")
    assert "直した名前" in shown(desk, "challenge", row.number)
