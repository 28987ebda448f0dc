"""Every member's yes to the final text; names shown only as agreed, and gone the moment that is taken back.

DOMAIN: a member who did not agree never appears in public; the licence is CC BY 4.0 unless the team asked for CC BY-NC
4.0, and the credit is the team's name; before STEP2 closes no other team sees a draft.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.agreement import missing_yeses
from ideas.models import ChangedElsewhere, Confirmation, Idea, IdeaIncomplete, IdeaRefused, IdeasClosed
from ideas.public import public_ideas
from ideas.services import ask_for_yeses, confirm_text, save_idea, submit_idea, update_member
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import cycle, windows
from tests.ideas.pages import at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, (_, DEADLINE, PUBLISHES) = make.AUTUMN, windows(2026)["ideas"]


@pytest.fixture
def idea():
    """A complete draft of three, in a cycle that waits for everyone."""
    cycle(needs_everyone=True)
    return make.draft(make.team(3))


def fresh(idea) -> Idea:
    return Idea.objects.for_desk().get(pk=idea.pk)


def people(idea) -> list:
    return [member.user for member in idea.team.members.order_by("pk")]


def submit(idea, by=None, when=AUTUMN):
    return submit_idea(idea, by=by or make.leader_of(idea.team), at=when)


def test_it_is_handed_in_once_everybody_else_has_confirmed(idea):
    leader, *others = people(idea)
    for waiting in (2, 1):
        with pytest.raises(IdeaIncomplete, match=f"メンバーが{waiting}人います"):
            submit(idea)
        make.confirm(idea, others[2 - waiting])
    assert submit(idea).number
    assert Confirmation.objects.count() == 3  # handing in is the leader's own
    assert {row.member.user for row in Confirmation.objects.all()} == {leader, *others}


def test_a_refused_handing_in_leaves_no_yes_behind(idea):
    with pytest.raises(IdeaIncomplete):
        submit(idea)
    assert not Confirmation.objects.exists()
    assert Idea.objects.get().status == "draft"


@pytest.mark.parametrize("change", ["text", "licence", "picture"])
def test_another_text_asks_everybody_again(idea, change):
    leader, *others = people(idea)
    for user in others:
        make.confirm(idea, user)
    if change == "picture":
        make.picture(idea)
    else:
        fields = {"summary": "べつの文"} if change == "text" else {"licence": "CC BY-NC 4.0"}
        save_idea(idea, fields=fields, by=leader, at=AUTUMN)
    assert [member.user for member in missing_yeses(fresh(idea), leader)] == others
    with pytest.raises(IdeaIncomplete):
        submit(idea)


def test_writing_the_old_words_back_needs_no_new_yes(idea):
    leader, *others = people(idea)
    for user in others:
        make.confirm(idea, user)
    before = fresh(idea).working["title"]
    save_idea(idea, fields={"title": "べつの題"}, by=leader, at=AUTUMN)
    save_idea(idea, fields={"title": before}, by=leader, at=AUTUMN)
    assert submit(idea).number


def test_a_yes_is_given_once_to_what_was_read_by_a_member_until_the_deadline(idea):
    one, two = (make.confirm(idea, people(idea)[1]) for _ in range(2))
    assert one == two
    with pytest.raises(ChangedElsewhere, match="内容が変わりました"):
        confirm_text(idea, by=people(idea)[2], seen="of another time", at=AUTUMN)
    with pytest.raises(IdeaRefused, match="チームのメンバー"):
        make.confirm(idea, person())
    with pytest.raises(IdeasClosed):
        make.confirm(idea, people(idea)[2], when=DEADLINE)
    assert Confirmation.objects.count() == 1


def test_asking_mails_whoever_is_missing_once_a_day_for_one_text(idea):
    leader, second, third = people(idea)
    make.confirm(idea, second)
    assert [ask_for_yeses(idea, by=leader, at=AUTUMN) for _ in range(2)] == [1, 1]
    assert [mail.user for mail in OutboxMail.objects.filter(kind="ideas/agree")] == [third]
    ask_for_yeses(idea, by=leader, at=AUTUMN + timedelta(days=1))
    save_idea(idea, fields={"title": "新しい題"}, by=leader, at=AUTUMN)
    ask_for_yeses(idea, by=leader, at=AUTUMN)
    assert OutboxMail.objects.filter(kind="ideas/agree").count() == 4
    save_idea(idea, fields={"title": ""}, by=leader, at=AUTUMN)
    with pytest.raises(IdeaRefused, match="書けてから"):
        ask_for_yeses(idea, by=leader, at=AUTUMN)


def test_the_page_says_who_has_and_who_has_not(client, idea, autumn):
    leader, second, _third = people(idea)
    client.force_login(second)
    page = client.get(at("idea_agree", idea.pk))
    assert text_of(page).count("まだです") == 3
    assert client.post(at("idea_agree", idea.pk), {"then": "confirm", "seen": page.context["mark"]}).status_code == 302
    assert text_of(client.get(at("idea_agree", idea.pk))).count("確認しました</span>") == 1
    assert "内容が変わりました" in text_of(client.post(at("idea_agree", idea.pk), {"then": "confirm", "seen": "x"}))
    client.force_login(leader)
    assert "まだ確認していないメンバーがいます" in text_of(client.get(at("idea_confirm", idea.pk)))
    client.post(at("idea_agree", idea.pk), {"then": "ask"})
    assert OutboxMail.objects.filter(kind="ideas/agree").count() == 1
    client.force_login(make.leader_of(make.team()))
    assert client.get(at("idea_agree", idea.pk)).status_code == 404


# --- names, licence, secrecy ------------------------------------------------------------------------------------------------


def test_a_name_is_shown_as_its_owner_wants_and_vanishes_at_once(client, clock_at):
    idea = make.submitted(make.team(2))
    member = idea.team.members.last()
    page = reverse("pages:idea", args=[idea.number])
    clock_at(PUBLISHES)
    seen, marks = [], []
    for said in ({}, {"name_is_public": True}, {"name_is_public": True, "public_name": "月よみ"}, {}):
        about = make.about(age_band=member.age_band, is_student=member.is_student, **said)
        update_member(member, about=about, at=PUBLISHES)
        html = text_of(client.get(page))
        seen.append((member.user.full_name in html, "月よみ" in html))
        marks.append(public_ideas(Idea.objects.for_public())[0].mark)
    assert seen == [(False, False), (True, False), (False, True), (False, False)]
    assert (len(set(marks)), marks[0]) == (3, marks[3])


@pytest.mark.parametrize("licence", ["CC BY 4.0", "CC BY-NC 4.0"])
def test_the_licence_is_the_teams_and_so_is_the_credit(client, clock_at, licence):
    fields = {} if licence == "CC BY 4.0" else {"licence": licence}
    idea = make.submitted(make.team(2, name="灯り部"), **fields)
    clock_at(PUBLISHES)
    html = text_of(client.get(reverse("pages:idea", args=[idea.number])))
    assert (licence in html, "灯り部" in html) == (True, True)
    assert public_ideas(Idea.objects.for_public())[0].licence == licence


@pytest.mark.parametrize("page", ["idea_preview", "idea_agree", "idea_confirm", "idea_receipt"])
def test_before_the_deadline_no_other_team_sees_a_draft_and_after_it_nothing_changes(client, clock_at, page):
    idea = make.draft()
    clock_at(DEADLINE - timedelta(seconds=1))
    client.force_login(make.leader_of(make.team()))
    assert client.get(at(page, idea.pk)).status_code == 404
    with pytest.raises(IdeasClosed):
        save_idea(idea, fields={"title": "おそい"}, by=make.leader_of(idea.team), at=DEADLINE)
