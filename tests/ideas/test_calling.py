"""仲間募集: the call without names, the request with a word, the leader's answer; and leave to better a text later."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from ideas.models import Idea, IdeaRefused, IdeasClosed, JoinRequest, Leave, Team, TeamRefused
from ideas.services import (
    allow_polish,
    ask_to_join,
    call_for_members,
    decide_request,
    save_idea,
    stop_calling,
    submit_idea,
    withdraw_idea,
)
from ideas.services.calling import WAITING_AT_ONCE
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import windows
from tests.factories.municipalities import challenge
from tests.ideas.pages import at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]
SAID = {"entry_class": "commuter", "age_band": "18to29", "is_student": "yes", "message": "地図が作れます。"}


def calling(team=None, about=None) -> Team:
    return call_for_members(
        team or make.team(1), text="夜道を歩く人を。", challenge=about or challenge("accepted"), at=AUTUMN
    )


def request(team, user=None, **fields) -> JoinRequest:
    given = {"about": make.about("commuter", is_student=True), "message": "入りたいです。", "at": AUTUMN, **fields}
    return ask_to_join(team, user=user or person(), **given)


def test_the_board_names_nobody(client, autumn):
    about = challenge("accepted")
    team = calling(make.team(2, name="灯り部"), about)
    team.members.update(name_is_public=True)
    for url in (reverse("pages:calls"), reverse("pages:challenge", args=[about.number])):
        page = text_of(client.get(url))
        assert ("灯り部" in page, "夜道を歩く人を。" in page) == (True, True)
        assert [member.user.given_name in page for member in team.members.all()] == [False, False]
    stop_calling(team, at=AUTUMN)
    assert "灯り部" not in text_of(client.get(reverse("pages:calls")))


def test_the_board_is_empty_after_the_deadline_and_before_publication(clock_at):
    calling()
    assert Team.objects.calling_at(AUTUMN).count() == 1
    assert not Team.objects.calling_at(DEADLINE).exists()
    assert not Team.objects.calling_at(windows(2026)["ideas"][0] - timedelta(seconds=1)).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_a_fixed_number_of_queries(client, autumn, count, django_assert_num_queries):
    for _ in range(count):
        calling()
    client.get(reverse("pages:calls"))
    with django_assert_num_queries(6):
        assert len(client.get(reverse("pages:calls")).context["calls"]) == count


@pytest.mark.parametrize(
    ("fields", "refusal", "words"),
    [
        ({"text": " "}, TeamRefused, "600字以内"),
        ({"text": "あ" * 601}, TeamRefused, "600字以内"),
        ({"challenge": "submitted"}, TeamRefused, "いまは仲間を募集できません"),
        ({"at": DEADLINE}, IdeasClosed, "しめきりました"),
    ],
)
def test_a_call_is_refused(fields, refusal, words):
    team = make.team(1)
    about = challenge(fields.pop("challenge", "accepted"))
    with pytest.raises(refusal, match=words):
        call_for_members(team, **{"text": "来て", "challenge": about, "at": AUTUMN, **fields})
    team.refresh_from_db()
    assert (team.is_recruiting, team.recruiting_text) == (False, "")


def test_a_request_reaches_the_leader_who_says_yes():
    team, user = calling(), person()
    asked = request(team, user)
    mail = OutboxMail.objects.get(kind="ideas/asked_to_join")
    assert (mail.user, "入りたいです。" in mail.body) == (make.leader_of(team), True)
    decide_request(asked, is_accepted=True, by=make.leader_of(team), at=AUTUMN)
    member = team.members.get(user=user)
    assert (member.tie, member.age_band, member.is_student, member.name_is_public) == (
        "commuter",
        "30to59",
        True,
        False,
    )
    assert OutboxMail.objects.get(kind="ideas/request_accepted").user == user
    assert AuditEntry.objects.get(action="ideas.decide_request").detail == {"is_accepted": True}
    with pytest.raises(TeamRefused, match="もう返事をしました"):
        decide_request(asked, is_accepted=False, by=make.leader_of(team), at=AUTUMN)


def test_a_no_is_told_gently_and_is_final():
    team, user = calling(), person()
    decide_request(request(team, user), is_accepted=False, by=make.leader_of(team), at=AUTUMN)
    assert "ありがとうございました" in OutboxMail.objects.get(kind="ideas/request_declined").body
    with pytest.raises(TeamRefused, match="前に申し込みました"):
        request(team, user)
    assert team.members.count() == 1


def test_requests_are_refused():
    team, user = calling(), person()
    request(team, user)
    cases = [
        (team, user, {}, TeamRefused, "もう申し込んでいます"),
        (team, make.leader_of(team), {}, TeamRefused, "もうこのチームにいます"),
        (team, person(), {"message": " "}, TeamRefused, "300字以内"),
        (team, person(), {"about": make.about("A")}, TeamRefused, "えらんでください"),
        (team, person(), {"at": DEADLINE}, IdeasClosed, "しめきりました"),
        (make.team(1), person(), {}, TeamRefused, "募集していません"),
    ]
    for there, who, fields, refusal, words in cases:
        with pytest.raises(refusal, match=words):
            request(there, who, **fields)
    assert JoinRequest.objects.count() == 1
    for _ in range(WAITING_AT_ONCE - 1):
        request(calling(), user)
    with pytest.raises(TeamRefused, match="5件まで"):
        request(calling(), user)


def test_calling_asking_and_answering_on_the_pages(client, autumn):
    team, about, user = make.team(1), challenge("accepted"), person()
    client.force_login(make.leader_of(team))
    assert client.post(at("call", team.pk), {"text": "", "challenge": about.pk}).context["form"].errors
    client.post(at("call", team.pk), {"text": "来てください。", "challenge": about.pk})
    client.force_login(user)
    assert "来てください。" in text_of(client.get(at("ask", team.pk)))
    assert client.post(at("ask", team.pk), {**SAID, "message": ""}).context["form"].errors
    assert client.post(at("ask", team.pk), SAID).url == at("teams")
    assert "地図が作れます。" in text_of(client.get(at("teams")))
    asked = JoinRequest.objects.get()
    assert client.post(at("request_decide", asked.pk), {"answer": "yes"}).status_code == 404
    client.force_login(make.leader_of(team))
    assert "地図が作れます。" in text_of(client.get(at("team", team.pk)))
    client.post(at("request_decide", asked.pk), {"answer": "yes"})
    client.post(at("call", team.pk), {"then": "stop"})
    client.force_login(user)
    assert client.get(at("team", team.pk)).status_code == 200
    assert client.get(at("ask", team.pk)).status_code == 404


def test_a_request_can_be_taken_back(client, autumn):
    asked = request(calling(), user := person())
    client.force_login(person())
    assert client.post(at("request_withdraw", asked.pk)).status_code == 404
    client.force_login(user)
    client.post(at("request_withdraw", asked.pk))
    assert not JoinRequest.objects.exists()


# --- bettering a text after the deadline ------------------------------------------------------------------------------------


def test_with_leave_the_text_is_bettered_after_the_deadline_and_members_are_not(client, clock_at):
    idea, later = make.submitted(title="まえ"), DEADLINE + timedelta(days=2)
    leader = make.leader_of(idea.team)
    with pytest.raises(IdeasClosed):
        save_idea(idea, fields={"title": "あと"}, by=leader, at=later)
    allow_polish(idea, reason="読みにくいため", until=later + timedelta(days=1), by=staff(), at=DEADLINE)
    save_idea(idea, fields={"title": "あと"}, by=leader, at=later)
    assert submit_idea(idea, by=leader, at=later).title == "あと"
    with pytest.raises(IdeasClosed):
        withdraw_idea(idea, by=leader, at=later)
    with pytest.raises(IdeasClosed):
        save_idea(idea, fields={"title": "おそい"}, by=leader, at=later + timedelta(days=1))
    clock_at(later)
    client.force_login(leader)
    assert client.get(at("idea_edit", idea.pk, "basics")).status_code == 200
    assert "応募を取り下げる" not in text_of(client.get(at("idea_receipt", idea.pk)))
    assert Idea.objects.get().working["title"] == "あと"


@pytest.mark.parametrize(
    ("made", "fields", "words"),
    [
        (make.draft, {}, "応募ずみのアイデアだけ"),
        (make.submitted, {"reason": " "}, "理由を"),
        (make.submitted, {"until": DEADLINE}, "これからの日時"),
    ],
)
def test_leave_is_refused(made, fields, words):
    idea = made()
    given = {"reason": "読みにくいため", "until": DEADLINE + timedelta(days=1), **fields}
    with pytest.raises(IdeaRefused, match=words):
        allow_polish(idea, by=staff(), at=DEADLINE, **given)
    assert not Leave.objects.exists()
