"""Recommenders and guardians: asked by mail, answered without an account, and nothing counts that was not said."""

import re
from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from ideas.models import GuardianConsent, IdeaIncomplete, IdeasClosed, Recommendation, TeamRefused
from ideas.public import public_ideas
from ideas.services import (
    answer_guardian,
    answer_recommendation,
    ask_guardian,
    ask_recommendation,
    cancel_recommendation,
    record_paper_consent,
    submit_idea,
)
from ideas.tasks import remind_unanswered
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import windows
from tests.ideas.pages import at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]
DAY = timedelta(days=1)


@pytest.fixture
def idea():
    """A draft whose leader studies the place from afar."""
    made = make.draft()
    made.team.members.filter(role="leader").update(leader_class="E")
    return made


@pytest.fixture
def child():
    """A fifteen-year-old in a team with a draft."""
    return make.member(make.draft().team, age_band="under16", is_student=True, name_is_public=True)


def recommendation(idea, email="r@people.example", when=AUTUMN) -> Recommendation:
    who = {"participant": idea.challenge.participant, "name": "雪平 かおる", "email": email}
    return ask_recommendation(idea.team, by=make.leader_of(idea.team), at=when, **who)


def guardian(child, email="g@people.example", when=AUTUMN) -> GuardianConsent:
    return ask_guardian(child, name="岩瀬 保", email=email, by=child.user, at=when)


def link(kind: str, key: str) -> str:
    return at(kind, re.search(rf"/me/{kind}/([\w-]+)/", OutboxMail.objects.get(dedupe_key=key).body)[1])


def submit(idea):
    return submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)


# --- recommendations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry_class", ["A", "B"])
def test_a_leader_from_elsewhere_hands_in_once_somebody_of_the_place_speaks_for_them(idea, entry_class):
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    asked = recommendation(idea)
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    answer_recommendation(asked, is_yes=True, entry_class=entry_class, at=AUTUMN)
    assert submit(idea).number == "COG2026-I-0001"
    assert OutboxMail.objects.get(kind="ideas/recommended").user == make.leader_of(idea.team)
    assert AuditEntry.objects.get(action="ideas.answer_recommendation").detail["entry_class"] == entry_class


@pytest.mark.parametrize("entry_class", ["C", "resident", ""])
def test_nobody_from_elsewhere_recommends(idea, entry_class):
    asked = recommendation(idea)
    with pytest.raises(TeamRefused, match="つながりをえらんで"):
        answer_recommendation(asked, is_yes=True, entry_class=entry_class, at=AUTUMN)
    asked.refresh_from_db()
    assert asked.is_open_at(AUTUMN)


def test_a_no_is_told_and_somebody_else_may_be_asked(idea):
    answer_recommendation(recommendation(idea), is_yes=False, at=AUTUMN)
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    answer_recommendation(recommendation(idea, "other@people.example"), is_yes=True, entry_class="A", at=AUTUMN)
    assert submit(idea).number


def test_asking_again_makes_the_older_link_useless_and_an_own_member_is_no_recommender(idea):
    old, new = recommendation(idea), recommendation(idea)
    with pytest.raises(TeamRefused, match="取り消されました"):
        answer_recommendation(old, is_yes=True, entry_class="A", at=AUTUMN)
    with pytest.raises(TeamRefused, match="チームの外の人"):
        recommendation(idea, idea.team.members.last().user.email.upper())
    answer_recommendation(new, is_yes=True, entry_class="A", at=AUTUMN)
    with pytest.raises(TeamRefused, match="もう推薦されています"):
        recommendation(idea)
    assert Recommendation.objects.count() == 2


@pytest.mark.parametrize(
    ("before", "when", "words"),
    [
        (lambda row: answer_recommendation(row, is_yes=False, at=AUTUMN), AUTUMN, "推薦しない、とお返事いただきました"),
        (lambda row: cancel_recommendation(row, at=AUTUMN), AUTUMN, "取り消されました"),
        (lambda row: None, AUTUMN + 14 * DAY, "期限が切れました"),
    ],
)
def test_a_link_that_is_over_takes_no_recommendation(idea, before, when, words):
    asked = recommendation(idea)
    before(asked)
    with pytest.raises(TeamRefused, match=words):
        answer_recommendation(asked, is_yes=True, entry_class="A", at=when)
    assert not Recommendation.objects.exclude(confirmed_at=None).exists()


def test_a_stranger_is_not_plagued_and_nobody_asks_too_late(idea):
    for _ in range(3):
        recommendation(idea)
    with pytest.raises(TeamRefused, match="きょうはもう送れません"):
        recommendation(idea)
    with pytest.raises(IdeasClosed):
        recommendation(idea, "late@people.example", DEADLINE)
    assert OutboxMail.objects.filter(kind="ideas/recommend").count() == 3
    assert recommendation(idea, when=DEADLINE - DAY).expires_at == DEADLINE


def test_a_recommender_answers_without_an_account(client, idea, autumn):
    asked = recommendation(idea)
    url = link("recommend", f"recommendation:{asked.pk}")
    page = client.get(url)
    assert (page["Cache-Control"], idea.team.name in text_of(page)) == ("private, no-store", True)
    assert "どれかをえらんでください。" in text_of(client.post(url, {"answer": "yes"}))
    assert client.post(url, {"answer": "yes", "entry_class": "B", "statement": "よく来ています"}).status_code == 302
    assert "推薦していただきました" in text_of(client.get(url))
    asked.refresh_from_db()
    assert (asked.entry_class, asked.statement) == ("B", "よく来ています")
    assert client.get(at("recommend", "guessed")).status_code == 404


def test_the_leader_asks_on_the_page_and_a_mere_member_is_told_whom_to_ask(client, idea, autumn):
    client.force_login(idea.team.members.last().user)
    assert client.get(at("recommendation", idea.team_id)).status_code == 403
    client.force_login(make.leader_of(idea.team))
    assert at("recommendation", idea.team_id) in text_of(client.get(at("team", idea.team_id)))
    typed = {"participant": idea.challenge.participant_id, "name": "雪平 かおる", "email": "r@people.example"}
    assert client.post(at("recommendation", idea.team_id), {**typed, "email": "x"}).context["form"].errors["email"]
    assert client.post(at("recommendation", idea.team_id), typed).status_code == 302
    assert "返事を待っています" in text_of(client.get(at("recommendation", idea.team_id)))
    row = Recommendation.objects.get()
    client.post(at("recommendation_cancel", row.pk))
    row.refresh_from_db()
    assert row.cancelled_at


# --- guardians --------------------------------------------------------------------------------------------------------------


def names_of(idea) -> tuple[str, ...]:
    return public_ideas(type(idea).objects.for_public().filter(pk=idea.pk))[0].team.member_names


def test_a_young_member_takes_part_once_the_guardian_has_said_yes(child):
    idea = child.team.ideas.get()
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    asked = guardian(child)
    with pytest.raises(IdeaIncomplete):
        submit(idea)  # silence is not consent
    answer_guardian(asked, is_yes=True, at=AUTUMN)
    assert submit(idea).number
    assert names_of(idea) == (child.user.full_name,)
    told = OutboxMail.objects.filter(kind="ideas/guardian_answered")
    assert {mail.user for mail in told} == {child.user, make.leader_of(child.team)}


def test_a_yes_taken_back_takes_the_name_away_at_once(child):
    idea = child.team.ideas.get()
    asked = guardian(child)
    answer_guardian(asked, is_yes=True, at=AUTUMN)
    submit(idea)
    answer_guardian(asked, is_yes=False, at=DEADLINE + DAY)
    assert names_of(idea) == ()
    answer_guardian(asked, is_yes=True, at=DEADLINE + DAY)
    assert names_of(idea) == (child.user.full_name,)


def test_a_child_who_joins_after_the_handing_in_is_not_named_without_a_yes():
    idea = make.submitted()
    make.member(idea.team, age_band="under16", name_is_public=True)
    assert names_of(idea) == ()


def test_paper_is_recorded_once_by_name_and_on_record(child):
    office = staff()
    with pytest.raises(TeamRefused, match="氏名を書いて"):
        record_paper_consent(child, guardian_name=" ", by=office, at=AUTUMN)
    first, second = (record_paper_consent(child, guardian_name="岩瀬 保", by=office, at=AUTUMN) for _ in range(2))
    assert (first, first.recorded_by) == (second, office)
    assert AuditEntry.objects.filter(action="ideas.record_paper_consent").count() == 1
    assert submit(child.team.ideas.get()).number


def test_guardians_are_not_members_and_links_end(child):
    with pytest.raises(TeamRefused, match="保護者のアドレス"):
        guardian(child, child.user.email)
    old, new = guardian(child), guardian(child)
    with pytest.raises(TeamRefused, match="期限が切れました"):
        answer_guardian(old, is_yes=True, at=AUTUMN)
    with pytest.raises(TeamRefused, match="期限が切れました"):
        answer_guardian(new, is_yes=True, at=AUTUMN + 14 * DAY)
    with pytest.raises(IdeasClosed):
        guardian(child, when=DEADLINE)
    assert not GuardianConsent.objects.exclude(given_at=None).exists()


def test_a_guardian_answers_without_an_account_and_may_change_it(client, child, autumn):
    asked = guardian(child)
    url = link("guardian", f"guardian:{asked.pk}")
    page = text_of(client.get(url))
    assert "お返事がないうちは、同意したことになりません。" in page
    assert f"「{child.user.full_name}」と公開される" in page
    assert "どちらかのボタン" in text_of(client.post(url))
    client.post(url, {"answer": "yes"})
    assert "同意していただきました。" in text_of(client.get(url))
    client.post(url, {"answer": "no"})
    asked.refresh_from_db()
    assert asked.is_given is False
    assert client.get(at("guardian", "guessed")).status_code == 404


def test_a_young_member_names_the_guardian_on_a_page_of_their_own(client, child, autumn):
    client.force_login(child.user)
    assert at("guardian_ask", child.team_id) in text_of(client.get(at("team", child.team_id)))
    assert client.post(at("guardian_ask", child.team_id), {"name": "", "email": "g@x.example"}).context["form"].errors
    client.post(at("guardian_ask", child.team_id), {"name": "岩瀬 保", "email": "g@people.example"})
    assert "返事を待っています" in text_of(client.get(at("guardian_ask", child.team_id)))
    client.force_login(make.leader_of(child.team))
    assert "保護者の同意はいりません" in text_of(client.get(at("guardian_ask", child.team_id)))
    client.force_login(person())
    assert client.get(at("guardian_ask", child.team_id)).status_code == 404


def test_whoever_has_not_answered_gets_the_same_link_once_more(child, idea, autumn):
    asked, consent = recommendation(idea), guardian(child)
    remind_unanswered()
    assert not OutboxMail.objects.filter(kind__endswith="_again").exists()
    autumn(AUTUMN + 5 * DAY)
    remind_unanswered()
    remind_unanswered()
    assert OutboxMail.objects.filter(kind__endswith="_again").count() == 2
    pairs = [("recommend", "recommendation", asked.pk), ("guardian", "guardian", consent.pk)]
    for kind, key, pk in pairs:
        assert link(kind, f"{key}:{pk}") == link(kind, f"{key}-reminder:{pk}")
