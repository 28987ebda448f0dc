"""Teams over HTTP: making one, joining it, starting an idea; each refusal with its sentence."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.models import Idea, Invitation, Member, Team
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import cycle, instant, windows
from tests.factories.municipalities import challenge
from tests.ideas.pages import at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
SELF = {"entry_class": "resident", "age_band": "18to29", "is_student": "yes"}
TEAM = {"name": "灯り部", "kana": "あかりぶ", **SELF, "entry_class": "A", "name_is_public": "on"}
DEADLINE = windows(2026)["ideas"][1]


# --- teams ------------------------------------------------------------------------------------------------------------


def test_a_team_is_made_and_leads_back_to_the_challenge(client):
    about = challenge("accepted")
    client.force_login(person())
    page = client.post(at("team_new", challenge=about.number), TEAM)
    assert (page.status_code, page.url) == (302, at("idea_start", challenge=about.number))
    assert Team.objects.get().kana == "アカリブ"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "チーム名を書いてください。"),
        ({"name": "あ" * 61}, "60字以内にしてください（いま 61字）。"),
        ({"name": "あ\x00"}, "NULL"),
        ({"kana": "漢字"}, "カタカナかひらがなで書いてください。"),
        ({"entry_class": "resident"}, "えらびなおしてください。"),
        ({"entry_class": ""}, "どれかをえらんでください。"),
        ({"age_band": "12"}, "えらびなおしてください。"),
        ({"is_student": ""}, "どれかをえらんでください。"),
        ({"public_name": "https://evil.example"}, "アドレスは書けません。"),
    ],
)
def test_a_team_is_refused_beside_its_field(client, fields, says):
    cycle()
    client.force_login(person())
    page = text_of(client.post(at("team_new"), {**TEAM, "kana": "のこるよみ", **fields}))
    assert says in page
    assert fields.get("kana", "のこるよみ") in page
    assert not Team.objects.exists()


def test_a_taken_name_is_refused_beside_its_field(client):
    make.team(name="灯り部")
    client.force_login(person())
    page = client.post(at("team_new"), TEAM)
    assert "「灯り部」というチームがもうあります" in page.context["form"].errors["name"][0]
    assert Team.objects.count() == 1


def test_no_team_is_made_after_the_deadline(client, clock_at):
    cycle()
    clock_at(DEADLINE)
    client.force_login(person())
    assert "いまはアイデアを募集していません" in text_of(client.get(at("team_new")))
    assert "灯り部" in text_of(client.post(at("team_new"), TEAM))
    assert not Team.objects.exists()


def test_everyone_changes_only_their_own_consent(client):
    team = make.team(3)
    me = team.members.last()
    client.force_login(me.user)
    said = {**SELF, "entry_class": "enthusiast", "name_is_public": "on", "member": team.members.first().pk}
    client.post(at("member_edit", team.pk), said)
    assert list(team.members.order_by("pk").values_list("tie", "name_is_public")) == [
        ("", False),
        ("resident", False),
        ("enthusiast", True),
    ]


def test_the_leader_answers_for_the_leaders_class(client):
    team = make.team(2)
    client.force_login(make.leader_of(team))
    page = client.get(at("member_edit", team.pk))
    assert page.context["form"].initial["entry_class"] == "A"
    assert "その地域を研究・学習している" in text_of(page)
    client.post(at("member_edit", team.pk), {**SELF, "entry_class": "E"})
    assert team.members.values_list("leader_class", "tie").first() == ("E", "")


@pytest.mark.parametrize(
    ("email", "says"),
    [("", "書いてください"), ("x", "形になっていません"), ("a@b.example\nBcc: c@d.example", "形になっていません")],
)
def test_an_invitation_is_refused_beside_its_field(client, email, says):
    team = make.team(1)
    client.force_login(make.leader_of(team))
    assert says in client.post(at("invite", team.pk), {"email": email}).context["form"].errors["email"][0]
    assert not Invitation.objects.exists()


def test_only_the_leader_invites_and_cancels(client):
    team = make.team(2)
    client.force_login(team.members.last().user)
    assert client.post(at("invite", team.pk), {"email": "a@people.example"}).status_code == 403
    invitation = make.invitation(team)
    assert client.post(at("invitation_cancel", invitation.pk)).status_code == 404
    client.force_login(make.leader_of(team))
    client.post(at("invite", team.pk), {"email": "a@people.example"})
    client.post(at("invitation_cancel", invitation.pk))
    assert [row.email for row in Invitation.objects.open_at(make.AUTUMN)] == ["a@people.example"]


# --- joining ----------------------------------------------------------------------------------------------------------


def link_of(invitation) -> str:
    body = OutboxMail.objects.get(dedupe_key=f"invitation:{invitation.pk}").body
    return at("join", re.search(r"/me/join/([\w-]+)/", body)[1])


def test_the_link_leads_through_the_login_into_the_team(client):
    team = make.team(1, name="灯り部")
    link = link_of(make.invitation(team))
    first = client.get(link)
    assert "灯り部" in text_of(first)
    assert f"{reverse('account_login')}?next={link}" in text_of(first)
    assert (first["Cache-Control"], first["Referrer-Policy"]) == ("private, no-store", "same-origin")
    client.post(link, SELF)
    assert team.members.count() == 1
    client.force_login(user := person())
    assert "違いますが、このまま参加できます" in text_of(client.get(link))
    assert "どれかをえらんでください。" in text_of(client.post(link, {}))
    assert client.post(link, {**SELF, "entry_class": "commuter"}).url == at("team", team.pk)
    assert Member.objects.values_list("tie", "name_is_public").get(user=user) == ("commuter", False)
    client.force_login(person())
    used = client.get(link)
    assert (used.status_code, "もう使われました" in text_of(used)) == (404, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_or_old_link_says_so(client, clock_at, method):
    link = link_of(make.invitation(make.team(1)))
    client.force_login(person())
    wrong = getattr(client, method)(link[:-2] + "x/")
    assert (wrong.status_code, "見つかりません" in text_of(wrong)) == (404, True)
    clock_at(make.AUTUMN + timedelta(days=14))
    old = getattr(client, method)(link)
    assert (old.status_code, "期限が切れました" in text_of(old)) == (404, True)
    assert Member.objects.count() == 1


# --- starting ---------------------------------------------------------------------------------------------------------


def test_an_idea_is_started_from_a_challenge(client):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    assert about.title in text_of(client.get(at("idea_start", challenge=about.number)))
    page = client.post(at("idea_start", challenge=about.number), {"team": team.pk})
    assert page.url == at("idea_edit", Idea.objects.get().pk, "basics")
    assert client.post(at("idea_start", challenge=about.number), {"team": make.team().pk}).status_code == 200
    assert Idea.objects.count() == 1


def test_an_idea_is_started_from_the_team(client):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    assert about.number in text_of(client.get(at("idea_new", team.pk)))
    assert client.post(at("idea_new", team.pk), {"challenge": about.pk}).url.endswith("/edit/basics/")
    for bad in ("", "x", "999999"):
        assert client.post(at("idea_new", team.pk), {"challenge": bad}).context["form"].errors
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    "number", ["", "COG2026-C-9999", "x" * 500, "COG2026-C-０００１", "COG2026-C-999999999", "\x00"]
)
def test_an_unknown_challenge_says_so(client, number):
    cycle()
    client.force_login(person())
    page = client.get(at("idea_start", challenge=number))
    assert (page.status_code, "課題が見つかりません" in text_of(page)) == (200, True)


def test_an_unpublished_challenge_is_unknown(client):
    about = challenge("submitted")
    client.force_login(person())
    assert about.title not in text_of(client.get(at("idea_start", challenge=about.number)))


@pytest.mark.parametrize(("moment", "says"), [(instant("review"), "しめきりました")])
def test_outside_the_call_nothing_starts(client, clock_at, moment, says):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    clock_at(moment)
    for url, fields in [
        (at("idea_start", challenge=about.number), {"team": team.pk}),
        (at("idea_new", team.pk), {"challenge": about.pk}),
    ]:
        assert says in text_of(client.get(url))
        assert says in text_of(client.post(url, fields))
    assert not Idea.objects.exists()


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_my_teams_take_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    user = person()
    for _ in range(count):
        make.submitted(make.team(2, leader=user))
    client.force_login(user)
    client.get(at("teams"))  # what the frame of the page keeps for a while is read once
    with django_assert_num_queries(10):
        assert len(client.get(at("teams")).context["teams"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_team_takes_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    team = make.team(1 + count)
    for _ in range(count):
        make.submitted(team)
        make.invitation(team, f"{_}@people.example")
    client.force_login(make.leader_of(team))
    client.get(at("teams"))
    with django_assert_num_queries(17):
        assert len(client.get(at("team", team.pk)).context["standings"]) == count
