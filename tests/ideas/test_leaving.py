"""Who leads, who goes; and that nothing a team does makes a member or a draft vanish by the way."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from ideas.models import Idea, IdeaRefused, IdeasClosed, InvitationRefused, Member, TeamRefused
from ideas.services import (
    close_join_link,
    join_team,
    leave_team,
    make_join_link,
    remove_member,
    restore_idea,
    save_idea,
    submit_idea,
    transfer_leadership,
    update_member,
    withdraw_idea,
)
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import windows
from tests.ideas.pages import at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]


def rows(team) -> list[tuple]:
    return list(team.members.order_by("pk").values_list("user", "role", "tie", "leader_class"))


def test_the_lead_goes_to_another_member_who_then_says_their_class():
    team = make.team(3)
    new = team.members.last()
    transfer_leadership(team, to=new, by=make.leader_of(team), at=AUTUMN)
    assert make.leader_of(team) == new.user
    assert [row[1:] for row in rows(team)] == [("member", "", ""), ("member", "resident", ""), ("leader", "", "")]
    assert AuditEntry.objects.get(action="ideas.transfer_leadership").detail == {"to": new.user_id}
    assert OutboxMail.objects.filter(kind="ideas/new_leader").count() == 3


def test_a_member_leaves_and_what_they_wrote_stays():
    idea = make.draft(make.team(3, attribute="mixed"), title="のこる題")
    gone = idea.team.members.last()
    save_idea(idea, fields={"summary": "わたしが書いた"}, by=gone.user, at=AUTUMN)
    leave_team(gone, at=AUTUMN)
    idea.refresh_from_db()
    assert (idea.working["title"], idea.working["summary"]) == ("のこる題", "わたしが書いた")
    assert AuditEntry.objects.get(action="ideas.leave_team").detail == {"member": gone.user_id}
    assert OutboxMail.objects.filter(kind="ideas/left").count() == 2
    assert not Member.objects.filter(user=gone.user).exists()


def test_the_leader_takes_somebody_out_with_a_reason_that_is_told():
    team = make.team(3)
    gone = team.members.last()
    remove_member(gone, reason="  来られなく  なったため ", by=make.leader_of(team), at=AUTUMN)
    mail = OutboxMail.objects.get(kind="ideas/removed")
    assert (mail.user, "来られなく なったため" in mail.body) == (gone.user, True)
    assert team.members.count() == 2


def _submitted_pair():
    return make.submitted(make.team(2)).team


@pytest.mark.parametrize(
    ("made", "act", "refusal", "words"),
    [
        (lambda: make.team(2), lambda t: leave_team(t.members.first(), at=AUTUMN), TeamRefused, "先に、ほかのメンバー"),
        (lambda: make.team(1), lambda t: leave_team(t.members.first(), at=AUTUMN), TeamRefused, "あなただけ"),
        (_submitted_pair, lambda t: leave_team(t.members.last(), at=AUTUMN), TeamRefused, "人を減らせません"),
        (lambda: make.team(3), lambda t: leave_team(t.members.last(), at=DEADLINE), IdeasClosed, "しめきりました"),
        (
            lambda: make.team(3),
            lambda t: remove_member(t.members.last(), reason=" ", by=make.leader_of(t), at=AUTUMN),
            TeamRefused,
            "理由を",
        ),
        (
            lambda: make.team(3),
            lambda t: remove_member(t.members.first(), reason="代表", by=make.leader_of(t), at=AUTUMN),
            TeamRefused,
            "代表は外せません",
        ),
        (
            lambda: make.team(3),
            lambda t: remove_member(t.members.last(), reason="おそい", by=make.leader_of(t), at=DEADLINE),
            IdeasClosed,
            "しめきりました",
        ),
        (
            lambda: make.team(2),
            lambda t: transfer_leadership(t, to=make.team(1).members.get(), by=make.leader_of(t), at=AUTUMN),
            TeamRefused,
            "チームのメンバーです",
        ),
        (
            lambda: make.team(2),
            lambda t: transfer_leadership(t, to=t.members.last(), by=make.leader_of(t), at=DEADLINE),
            IdeasClosed,
            "しめきりました",
        ),
    ],
)
def test_refusals_change_nothing(made, act, refusal, words):
    team = made()
    before, mails = rows(team), OutboxMail.objects.count()
    with pytest.raises(refusal, match=words):
        act(team)
    assert (rows(team), OutboxMail.objects.count(), AuditEntry.objects.exists()) == (before, mails, False)


def test_an_idea_is_not_restored_to_a_team_that_has_become_too_small():
    idea = make.withdrawn(make.team(2))
    leave_team(idea.team.members.last(), at=AUTUMN)
    with pytest.raises(IdeaRefused, match="あと1人必要です"):
        restore_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    assert Idea.objects.get().status == "withdrawn"


# --- the team's own link --------------------------------------------------------------------------------------------------


def test_a_join_link_lets_several_in_until_it_is_closed():
    team = make.team(1)
    link, token = make_join_link(team, by=make.leader_of(team), at=AUTUMN)
    assert token not in str(link.__dict__)
    for _ in range(2):
        join_team(link, user=person(), about=make.about(), at=AUTUMN)
    assert (team.members.count(), OutboxMail.objects.filter(kind="ideas/joined").count()) == (3, 2)
    with pytest.raises(TeamRefused, match="もうこのチームにいます"):
        join_team(link, user=team.members.last().user, about=make.about(), at=AUTUMN)
    with pytest.raises(InvitationRefused, match="期限が切れました"):
        join_team(link, user=person(), about=make.about(), at=link.expires_at)
    close_join_link(link, at=AUTUMN)
    with pytest.raises(InvitationRefused, match="閉じられました"):
        join_team(link, user=person(), about=make.about(), at=AUTUMN)
    assert team.members.count() == 3


def test_a_new_link_closes_the_older_one_and_none_outlasts_the_deadline():
    team = make.team(1)
    old, _ = make_join_link(team, by=make.leader_of(team), at=AUTUMN)
    new, _ = make_join_link(team, by=make.leader_of(team), at=DEADLINE - timedelta(days=1))
    old.refresh_from_db()
    assert (old.closed_at is None, new.expires_at) == (False, DEADLINE)
    with pytest.raises(IdeasClosed):
        make_join_link(team, by=make.leader_of(team), at=DEADLINE)


def test_the_link_is_shown_once_and_leads_in(client, autumn):
    team = make.team(1)
    client.force_login(make.leader_of(team))
    made = client.post(at("link_make", team.pk))
    url = re.search(r"/me/join/[\w-]+/", text_of(made))[0]
    assert made["Cache-Control"] == "private, no-store"
    assert url not in text_of(client.get(at("team", team.pk)))
    client.force_login(person())
    said = {"entry_class": "resident", "age_band": "30to59", "is_student": "no"}
    assert client.post(url, said).url == at("team", team.pk)
    client.force_login(make.leader_of(team))
    client.post(at("link_close", team.pk))
    closed = client.get(url)
    assert (closed.status_code, "閉じられました" in text_of(closed)) == (404, True)


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_pages_to_part(client, autumn):
    team = make.team(3)
    leader, mate = make.leader_of(team), team.members.last()
    client.force_login(leader)
    remove = at("remove", team.pk, team.members.all()[1].pk)
    assert client.post(remove, {"reason": ""}).context["form"].errors
    assert client.post(remove, {"reason": "引っこし"}).url == at("team", team.pk)
    assert client.get(at("remove", team.pk, make.team().members.last().pk)).status_code == 404
    assert "先に代表をゆずると" in text_of(client.get(at("leave", team.pk)))
    assert "先に、ほかのメンバー" in text_of(client.post(at("leave", team.pk)))
    assert client.post(at("transfer", team.pk), {"member": "x"}).context["form"].errors
    assert client.post(at("transfer", team.pk), {"member": mate.pk}).url == at("team", team.pk)
    assert client.post(at("leave", team.pk)).url == at("teams")
    assert [row.user for row in team.members.all()] == [mate.user]


# --- members never vanish -------------------------------------------------------------------------------------------------

ACTS = ["save", "submit", "withdraw", "restore", "lead", "update", "join", "leave", "remove"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), min_size=3, max_size=9))
def test_members_and_words_change_only_by_acts_that_say_so(db, acts):
    """A model of the team in one set of people: whatever is refused or done, the rows agree with it."""
    with transaction.atomic():
        idea = make.draft(make.team(3), title="ことば")
        team, there = idea.team, {row.user_id for row in idea.team.members.all()}
        for act, number in acts:
            members = list(team.members.select_related("user").order_by("pk"))
            one, by = members[number % len(members)], make.leader_of(team)
            try:
                with transaction.atomic():
                    there = _do(act, idea, one, by, there)
            except (TeamRefused, IdeaRefused):
                pass
            assert {row.user_id for row in team.members.all()} == there
            assert team.members.filter(role="leader").count() == 1
            idea = Idea.objects.get(pk=idea.pk)
            assert idea.working["title"] == "ことば"
            assert idea.status != "submitted" or len(there) >= 2
        transaction.set_rollback(True)


def _do(act, idea, one, by, there: set) -> set:
    team = idea.team
    if act == "join":
        link, _ = make_join_link(team, by=by, at=AUTUMN)
        return there | {join_team(link, user=person(second_factor=False), about=make.about(), at=AUTUMN).user_id}
    if act == "leave":
        leave_team(one, at=AUTUMN)
        return there - {one.user_id}
    if act == "remove":
        remove_member(one, reason="試し", by=by, at=AUTUMN)
        return there - {one.user_id}
    if act == "lead":
        transfer_leadership(team, to=one, by=by, at=AUTUMN)
        update_member(Member.objects.get(pk=one.pk), about=make.about("A"), at=AUTUMN)
    elif act == "update":
        update_member(one, about=make.about(one.entry_class or "A", is_student=True), at=AUTUMN)
    elif act == "save":
        save_idea(idea, fields={"summary": f"{one.pk}の文"}, by=one.user, at=AUTUMN)
    else:
        {"submit": submit_idea, "withdraw": withdraw_idea, "restore": restore_idea}[act](idea, by=by, at=AUTUMN)
    return there
