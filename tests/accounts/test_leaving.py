"""A person goes: asks, may undo it, is forgotten; or something hinders it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.leaving import WAIT, CannotGo, ask_erasure, erase_person, keep_account
from accounts.models import AuditEntry, User
from accounts.services import NotSecretariat
from accounts.tasks import erase_people
from common import clock
from ideas.models import Idea, Member, Team
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:leave")


def rows():
    return list(User.objects.order_by("pk").values()), AuditEntry.objects.count(), OutboxMail.objects.count()


def mails():
    return list(OutboxMail.objects.order_by("pk").values_list("kind", flat=True))


def test_asked_undone_asked_again_and_carried_out(moment):
    user = person()
    address = user.email
    assert ask_erasure(user, by=user, at=moment).erases_at == moment + WAIT
    assert ask_erasure(user, by=user, at=moment + timedelta(days=1)).erases_at == moment + WAIT
    assert keep_account(user, by=user, at=moment + timedelta(days=2)).erases_at is None
    keep_account(user, by=user, at=moment + timedelta(days=3))
    assert mails() == ["accounts/erasure_asked", "accounts/erasure_undone"]
    ask_erasure(user, by=user, at=moment + timedelta(days=4))
    assert not erase_person(user, at=moment + WAIT)
    assert erase_person(user, at=moment + timedelta(days=4) + WAIT)
    assert not erase_person(user, at=moment + timedelta(days=40))
    user.refresh_from_db()
    assert (user.is_active, user.full_name, user.has_mail, str(user)) == (False, "", False, "アカウントを消した人")
    assert list(OutboxMail.objects.values_list("kind", "to")) == [("accounts/erased", address)]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        *("accounts.erasure_asked", "accounts.erasure_undone", "accounts.erasure_asked", "accounts.erase"),
    ]
    with pytest.raises(CannotGo):
        ask_erasure(user, by=user, at=moment)


def test_the_same_address_may_sign_up_again(moment):
    user = person(email="again@people.example")
    ask_erasure(user, by=user, at=moment)
    erase_person(user, at=moment + WAIT)
    assert person(email="again@people.example").pk != user.pk


def _leader():
    return make.leader_of(make.team(members=2))


HINDERED = {
    "of the secretariat": (staff, "事務局から外してもらってください"),
    "an officer": (lambda: officer().user, "担当者を終えるか"),
    "leads a team that others are in": (_leader, "代表をゆずってください"),
}


@pytest.mark.parametrize("who", list(HINDERED))
def test_what_has_to_be_settled_first_is_said_and_nothing_changes(who, client, clock_at):
    clock_at(make.AUTUMN)
    build, words = HINDERED[who]
    user = build()
    before, at = rows(), clock.now()
    with pytest.raises(CannotGo, match=words):
        ask_erasure(user, by=user, at=at)
    User.objects.filter(pk=user.pk).update(erases_at=at)
    assert not erase_person(user, at=at)
    User.objects.filter(pk=user.pk).update(erases_at=None)
    assert rows() == before
    client.force_login(user)
    assert words in client.get(PAGE).text
    assert words in client.post(PAGE, {"understood": "on"}).text
    user.refresh_from_db()
    assert user.erases_at is None


def test_nobody_else_decides(moment):
    user, other = person(), person()
    before = rows()
    for act in (ask_erasure, keep_account):
        with pytest.raises(NotSecretariat):
            act(user, by=other, at=moment)
    assert rows() == before


def test_drafts_of_somebody_alone_go_with_them_and_a_shared_team_stays(moment):
    alone, shared = make.draft(make.team(members=1)), make.draft(make.team(members=2))
    for team in (alone.team, shared.team):
        user = team.members.order_by("pk").last().user
        User.objects.filter(pk=user.pk).update(erases_at=moment)
        assert erase_person(user, at=moment)
    assert list(Idea.objects.values_list("pk", flat=True)) == [shared.pk]
    assert list(Team.objects.values_list("pk", flat=True)) == [shared.team_id]
    assert shared.team.members.count() == 2


def erase(user, at):
    User.objects.filter(pk=user.pk).update(erases_at=at)
    assert erase_person(user, at=at)


def test_the_leader_is_told_that_somebody_left_and_not_who(moment):
    team = make.team(members=3)
    user = person(family_name="遠藤", given_name="消美")
    make.member(team, user=user)
    erase(user, moment)
    mail = OutboxMail.objects.get(kind="ideas/gone")
    assert mail.user == make.leader_of(team)
    assert (team.name in mail.subject, "いま3人です" in mail.body) == (True, True)
    assert [word for word in ("遠藤", "消美", user.email) if word in mail.subject + mail.body] == []


def test_without_a_leader_whoever_is_left_is_told_and_at_last_the_secretariat(moment):
    team, office = make.team(members=3), staff()
    make.submitted(team)
    leader, *others = [row.user for row in team.members.select_related("user").order_by("pk")]
    Member.objects.filter(team=team, user=leader).update(role=Member.Role.MEMBER)  # as if the cycle were over
    erase(leader, moment)
    assert list(OutboxMail.objects.filter(kind="ideas/gone").order_by("pk").values_list("user", flat=True)) == [
        row.pk for row in others
    ]
    for user in others:
        assert not OutboxMail.objects.filter(kind="ideas/deserted").exists()
        erase(user, moment)
    mail = OutboxMail.objects.get(kind="ideas/deserted")
    assert mail.user == office
    assert team.name in mail.subject
    assert reverse("admin:ideas_team_change", args=[team.pk]) in mail.body


def test_of_a_team_that_goes_with_its_last_person_nobody_is_told(moment):
    staff()
    user = make.leader_of(make.draft(make.team(members=1)).team)
    erase(user, moment)
    assert mails() == ["accounts/erased"]


def test_the_page_takes_the_wish_and_takes_it_back(client):
    user = person()
    client.force_login(user)
    assert "印をつけてください" in client.post(PAGE).text
    user.refresh_from_db()
    assert user.erases_at is None
    assert "消すのをやめる" in client.post(PAGE, {"understood": "on"}, follow=True).text
    user.refresh_from_db()
    assert user.erases_at is not None
    assert "消すのをやめる" in client.get(reverse("accounts:profile")).text
    assert "消すことを申し出る" in client.post(PAGE, {"keep": "1"}, follow=True).text
    user.refresh_from_db()
    assert user.erases_at is None


def test_the_page_names_only_what_there_is(client):
    user = make.leader_of(make.team(members=1))
    client.force_login(user)
    page = client.get(PAGE)
    assert page.context["goes"] == []
    assert list(page.context["stays"].values()) == [["メンバー"]]


def test_the_session_ends_with_the_account(client):
    user = person()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(erases_at=clock.now() - timedelta(days=1))
    assert erase_people() == 1
    assert erase_people() == 0
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_the_secretariat_asks_and_undoes_for_somebody(client):
    user = person()
    client.force_login(staff())
    for action, is_asked in (("ask_erasure", True), ("keep", False)):
        picked = {"action": action, "_selected_action": [user.pk]}
        assert "1人を変えました" in client.post(reverse("admin:accounts_user_changelist"), picked, follow=True).text
        user.refresh_from_db()
        assert (user.erases_at is not None) is is_asked
