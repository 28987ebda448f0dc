"""Handing in, from the checklist to the receipt; the deadline to the second; invariants of the contest's rules."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.models import Idea, IdeaIncomplete, IdeaRefused, IdeasClosed, IdeaVersion
from ideas.public import public_ideas
from ideas.services import save_idea, submit_idea
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.contest import cycle, windows
from tests.factories.municipalities import challenge
from tests.ideas.pages import as_leader, at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, (OPENS, DEADLINE, PUBLISHES) = make.AUTUMN, windows(2026)["ideas"]
SECOND = timedelta(seconds=1)
DUE = "2026年12月20日（日）23:59まで"
# Every page of the desk with a team or an idea of it; the form's pages are walked in their own test.
TEAM_PAGES = [
    "team",
    "member_edit",
    "invite",
    "idea_new",
    "recommendation",
    "guardian_ask",
    "call",
    "transfer",
    "leave",
]
IDEA_PAGES = ["idea_picture", "idea_confirm", "idea_preview", "idea_agree", "idea_receipt", "idea_late"]


def row(idea) -> dict:
    return Idea.objects.filter(pk=idea.pk).values().get()


def submit(idea, when=AUTUMN, **more):
    return submit_idea(idea, by=make.leader_of(idea.team), at=when, **more)


def save(idea, when=AUTUMN, **fields):
    return save_idea(idea, fields=fields, by=make.leader_of(idea.team), at=when)


# --- the checklist --------------------------------------------------------------------------------------------------------


def test_everything_missing_is_listed_with_the_way_to_mend_it(client, autumn):
    cycle(needs_everyone=True)
    team = make.team(1)
    leader = team.members.get()
    leader.leader_class, leader.age_band = "C", "under16"
    leader.save()
    idea = make.draft(team, title="", answers={"story": "い" * 1201})
    make.picture(idea, alt="")
    make.member(team, age_band="")
    team.eligibility_remarks.create(text="住所を確かめています。", written_by=leader.user, written_at=AUTUMN)
    as_leader(client, idea)
    problems = client.get(at("idea_confirm", idea.pk)).context["problems"]
    team_page = at("team", team.pk)
    assert [url for problem, url in problems if problem.section == "team"] == [
        at("guardian_ask", team.pk),
        at("recommendation", team.pk),
        f"{team_page}#members",  # the other's age
        f"{team_page}#members",  # the secretariat's remark
        at("idea_agree", idea.pk),
    ]
    texts = {problem.section: url for problem, url in problems if problem.section != "team"}
    assert texts["basics"] == at("idea_edit", idea.pk, "basics") + "?check=1#id_title"
    assert texts["picture"].startswith(at("idea_picture", idea.pk) + "?check=1#id_alt")
    assert set(texts) >= {"basics", "answer-story", "answer-data", "picture"}
    for url in {url for _problem, url in problems}:
        assert client.get(url).status_code == 200


# --- the receipt ----------------------------------------------------------------------------------------------------------


def test_the_receipt_is_issued_again_with_each_handing_in():
    idea = make.submitted(make.team(3), title="はじめ")
    save(idea, title="つぎ")
    again = submit(idea, AUTUMN + timedelta(days=1))
    assert (again.number, [version.number for version in again.versions.all()]) == ("COG2026-I-0001", [1, 2])
    mails = OutboxMail.objects.filter(kind="ideas/receipt").order_by("pk")
    assert ["2回目の応募" in mail.body for mail in mails] == [False] * 3 + [True] * 3
    assert all("COG2026-I-0001" in mail.subject and DUE in mail.body for mail in mails)
    assert len({mail.user for mail in mails}) == 3


# --- the deadline ---------------------------------------------------------------------------------------------------------


def test_the_last_second_counts_and_the_next_does_not(client, clock_at):
    first, second = make.draft(), make.submitted(title="まえ")
    save(second, title="あと")
    clock_at(DEADLINE - 20 * SECOND)
    as_leader(client, first)
    assert client.post(at("idea_confirm", first.pk)).url == at("idea_receipt", first.pk)
    clock_at(DEADLINE)
    as_leader(client, second)
    before = row(second)
    page = client.post(at("idea_confirm", second.pk))
    assert (page.status_code, "募集はしめきりました" in text_of(page)) == (403, True)
    assert "受付番号 COG2026-I-0001" in text_of(page)
    assert row(second) == before
    assert "応募されていません" in text_of(client.get(at("idea_receipt", second.pk)))
    as_leader(client, first)
    assert client.post(at("idea_confirm", first.pk)).url == at("idea_receipt", first.pk)  # a second click is no error


def test_text_that_comes_late_is_given_back(client, clock_at):
    idea = make.draft()
    as_leader(client, idea)
    clock_at(DEADLINE)
    before = row(idea)
    page = client.post(at("idea_edit", idea.pk, "answer-story"), {"answer-story": "一秒おくれた長い文"})
    assert (page.status_code, "一秒おくれた長い文" in text_of(page), DUE in text_of(page)) == (403, True, True)
    assert row(idea) == before


@pytest.mark.parametrize("name", [*TEAM_PAGES, *IDEA_PAGES])
def test_the_deadline_stands_on_every_page_of_the_desk(client, autumn, name):
    idea = make.submitted()
    as_leader(client, idea)
    page = client.get(at(name, idea.pk if name in IDEA_PAGES else idea.team_id))
    assert (page.status_code, DUE in text_of(page)) == (200, True)
    english = client.get(
        at(name, *[idea.pk if name in IDEA_PAGES else idea.team_id]), headers={"accept-language": "en"}
    )
    assert "20 December 2026, 23:59 JST" in text_of(english)


@pytest.mark.parametrize("name", ["teams", "team_new", "classes", "class_new"])
def test_so_it_does_where_there_is_no_team_yet(client, autumn, name):
    as_leader(client, make.submitted())
    assert DUE in text_of(client.get(at(name)))


def test_and_on_each_page_of_the_form(client, autumn):
    idea = make.draft()
    as_leader(client, idea)
    for url in re.findall(
        rf'href="(/me/ideas/{idea.pk}/edit/[^"?]+)"', text_of(client.get(at("idea_confirm", idea.pk)))
    ):
        assert DUE in text_of(client.get(url))


# --- who takes it back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("made", "act"), [(make.submitted, "idea_withdraw"), (make.withdrawn, "idea_restore")])
def test_a_mere_member_is_told_that_the_leader_does_it(client, autumn, made, act):
    idea = made()
    client.force_login(idea.team.members.last().user)
    assert reverse(f"ideas:{act}", args=[idea.pk]) not in text_of(client.get(at("idea_receipt", idea.pk)))
    before = row(idea)
    page = client.post(at(act, idea.pk))
    assert (page.status_code, "代表の人に頼んで" in text_of(page)) == (403, True)
    assert row(idea) == before


# --- invariants -----------------------------------------------------------------------------------------------------------


def test_4_a_team_of_one_cannot_hand_in():
    idea = make.draft(make.team(1))
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    make.member(idea.team)
    assert submit(idea).number


@pytest.mark.parametrize("leads", ["A", "B", "C", "D", "E"])
@pytest.mark.parametrize("speaks", ["", "A", "B", "C", "E", "elsewhere"])
def test_4_a_leader_of_c_to_e_needs_a_recommender_of_a_or_b_of_that_municipality(leads, speaks):
    idea = make.draft()
    leader = idea.team.members.get(role="leader")
    leader.leader_class = leads
    leader.save()
    if speaks:
        there = idea.challenge.participant if speaks != "elsewhere" else challenge("accepted").participant
        leader.recommendations.create(
            participant=there, name="見本", email="r@people.example", token_hash="r", expires_at=DEADLINE,
            confirmed_at=AUTUMN, entry_class="A" if speaks == "elsewhere" else speaks,
        )  # fmt: skip
    may = leads in "AB" or speaks in ("A", "B")
    if may:
        assert submit(idea).number
    else:
        with pytest.raises(IdeaIncomplete):
            submit(idea)
        assert not IdeaVersion.objects.exists()


def test_5_who_did_not_agree_is_in_no_receipt_of_others_and_on_no_public_page(client, clock_at):
    idea = make.submitted(make.team(2))
    silent = idea.team.members.last()
    silent.user.family_name, silent.user.given_name = "沈黙", "守"
    silent.user.save()
    clock_at(PUBLISHES)
    public = public_ideas(Idea.objects.for_public())[0]
    assert "沈黙" not in repr(public)
    assert "沈黙" not in text_of(client.get(reverse("pages:idea", args=[idea.number])))
    assert not OutboxMail.objects.filter(body__contains="沈黙").exclude(user=silent.user).exists()


@pytest.mark.parametrize("licence", Idea.Licence.values)
def test_6_the_licence_is_as_asked_and_the_credit_is_the_teams(licence):
    idea = submit(make.draft(make.team(2, name="灯り部"), licence=licence))
    public = public_ideas(Idea.objects.for_public())[0]
    assert (public.licence, public.team.name) == (licence, "灯り部")
    assert Idea._meta.get_field("licence").default == "CC BY 4.0"
    assert idea.licence == licence


def test_7_before_the_deadline_nobody_else_sees_it_and_after_it_the_entry_is_frozen(client, clock_at):
    idea = make.submitted()
    as_leader(client, make.submitted())
    for moment in (OPENS, DEADLINE - SECOND, PUBLISHES - SECOND):
        clock_at(moment)
        for name in IDEA_PAGES:
            assert client.get(at(name, idea.pk)).status_code == 404
        assert client.get(reverse("pages:idea", args=[idea.number])).status_code == 404
    before = row(idea)
    for act in (lambda: save(idea, DEADLINE, title="新しい"), lambda: submit(make.draft(at=AUTUMN), DEADLINE)):
        with pytest.raises((IdeasClosed, IdeaRefused)):
            act()
    assert row(idea) == before
