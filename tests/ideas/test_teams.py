"""Teams, invitations and joining: the fact, the words, and that a refusal changes nothing."""

import hashlib
import re
from datetime import timedelta

import pytest

from ideas.models import IdeasClosed, Invitation, InvitationRefused, Member, Team, TeamRefused
from ideas.services import cancel_invitation, create_team, invite_member, join_team, update_member
from ideas.services.teams import as_kana
from notifications.invitations import BY_ONE_A_DAY
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import cycle, instant, windows

pytestmark = pytest.mark.django_db
AUTUMN = make.AUTUMN
DEADLINE = windows(2026)["ideas"][1]


def a_team(**fields) -> Team:
    given = {"name": "やまかみ灯り部", "kana": "やまかみ", "about": make.about("A"), "at": AUTUMN, **fields}
    return create_team(cycle=cycle(), **{"by": person(), **given})


def link_of(invitation: Invitation) -> str:
    mail = OutboxMail.objects.get(dedupe_key=f"invitation:{invitation.pk}")
    return re.search(r"/me/join/([\w-]+)/", mail.body)[1]


def test_creating_makes_its_author_the_leader():
    leader = person()
    about = make.about("E", age_band="18to29", is_student=True, name_is_public=True, public_name="  あかり ")
    team = a_team(by=leader, name="  やまかみ  灯り部 ", kana="やまかみ ｱｶﾘﾌﾞ", about=about)
    member = team.members.get()
    assert (team.name, team.kana, team.attribute) == ("やまかみ 灯り部", "ヤマカミ アカリブ", "students")
    assert (member.user, member.role, member.leader_class, member.tie) == (leader, "leader", "E", "")
    assert (member.age_band, member.is_student, member.name_is_public, member.public_name) == (
        *("18to29", True, True),
        "あかり",
    )


def test_a_team_may_form_before_the_call_opens():
    assert a_team(at=instant("challenges")).pk


@pytest.mark.parametrize(
    ("fields", "refusal", "words"),
    [
        ({"name": "もうある"}, TeamRefused, "「もうある」というチームがもうあります"),
        ({"name": "あ" * 61}, TeamRefused, "60字以内"),
        ({"name": "  "}, TeamRefused, "60字以内"),
        ({"name": "見て http://evil.example"}, TeamRefused, "アドレスは書けません"),
        ({"about": make.about("resident")}, TeamRefused, "つながりをえらんで"),  # a member's class, not a leader's
        ({"about": make.about("A", age_band="")}, TeamRefused, "年代をえらんで"),
        ({"about": make.about("A", public_name="https://evil.example")}, TeamRefused, "アドレスは書けません"),
        ({"at": DEADLINE}, IdeasClosed, "しめきりました"),
    ],
)
def test_creating_is_refused(fields, refusal, words):
    a_team(name="もうある")
    with pytest.raises(refusal, match=words):
        a_team(**fields)
    assert Team.objects.count() == 1
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kana"),
    [("やまかみ", "ヤマカミ"), ("ﾔﾏｶﾞﾐ", "ヤマガミ"), ("ヴぇる　ー", "ヴェル ー"), ("Ａチーム", "Aチーム")],
)
def test_kana_is_normalised(typed, kana):
    assert as_kana(typed) == kana


def test_inviting_mails_a_link_and_keeps_only_its_hash():
    team = make.team(1)
    invitation = make.invitation(team, "New@People.example")
    mail = OutboxMail.objects.get()
    token = link_of(invitation)
    assert (mail.to, mail.kind, mail.is_secret) == ("new@people.example", "ideas/invitation", True)
    assert mail.subject == f"チーム「{team.name}」への招待"
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert invitation.expires_at == AUTUMN + timedelta(days=14)
    assert token not in str(Invitation.objects.values().get())


def test_inviting_again_makes_the_older_link_useless():
    team = make.team(1)
    old, new = make.invitation(team), make.invitation(team)
    old.refresh_from_db()
    assert old.cancelled_at == AUTUMN
    assert list(Invitation.objects.open_at(AUTUMN)) == [new]


def test_inviting_a_member_is_refused():
    team = make.team(1)
    with pytest.raises(TeamRefused, match="もうチームにいます"):
        make.invitation(team, make.leader_of(team).email.upper())
    assert not Invitation.objects.exists()
    assert not OutboxMail.objects.exists()


def test_one_address_gets_three_a_day_and_no_more():
    team = make.team(1)
    for _ in range(3):
        make.invitation(team)
    with pytest.raises(TeamRefused, match="きょうはもう送れません"):
        make.invitation(make.team(1))
    assert OutboxMail.objects.count() == 3
    assert make.invitation(team, at=AUTUMN + timedelta(days=1)).pk


def test_one_person_invites_only_so_many_a_day():
    team = make.team(1)
    for number in range(BY_ONE_A_DAY):
        make.invitation(team, f"a{number}@people.example")
    with pytest.raises(TeamRefused, match="20通まで"):
        make.invitation(team, "one-more@people.example")
    assert Invitation.objects.count() == BY_ONE_A_DAY


def test_inviting_after_the_deadline_is_refused():
    with pytest.raises(IdeasClosed):
        make.invitation(make.team(1), at=DEADLINE)
    assert not Invitation.objects.exists()


def test_joining_uses_the_link_up_and_tells_the_leader():
    team, user = make.team(1), person(email="other@people.example")
    invitation = make.invitation(team)
    member = join_team(invitation, user=user, about=make.about("commuter"), at=AUTUMN)
    invitation.refresh_from_db()
    assert (member.role, member.tie, member.name_is_public) == ("member", "commuter", False)
    assert invitation.accepted_at == AUTUMN
    told = OutboxMail.objects.get(kind="ideas/joined")
    assert (told.user, user.full_name in told.subject) == (make.leader_of(team), True)


def _used(invitation):
    join_team(invitation, user=person(), about=make.about(), at=AUTUMN)


@pytest.mark.parametrize(
    ("before", "at", "words"),
    [
        (_used, AUTUMN, "もう使われました"),
        (lambda invitation: cancel_invitation(invitation, at=AUTUMN), AUTUMN, "取り消されました"),
        (lambda invitation: None, AUTUMN + timedelta(days=14), "期限が切れました"),
    ],
)
def test_a_link_that_is_over_lets_nobody_in(before, at, words):
    invitation = make.invitation(make.team(1))
    before(invitation)
    members = Member.objects.count()
    with pytest.raises(InvitationRefused, match=words):
        join_team(invitation, user=person(), about=make.about(), at=at)
    assert Member.objects.count() == members


def test_a_member_cannot_use_up_a_link_of_the_own_team():
    team = make.team(2)
    invitation = make.invitation(team)
    with pytest.raises(TeamRefused, match="もうこのチームにいます"):
        join_team(invitation, user=team.members.last().user, about=make.about(), at=AUTUMN)
    invitation.refresh_from_db()
    assert invitation.is_open_at(AUTUMN)


def test_nobody_joins_a_frozen_team():
    invitation = invite_member(
        team := make.team(1), email="a@people.example", by=make.leader_of(team), at=DEADLINE - timedelta(hours=1)
    )
    with pytest.raises(IdeasClosed):
        join_team(invitation, user=person(), about=make.about(), at=DEADLINE)
    assert team.members.count() == 1


def test_a_used_link_cannot_be_cancelled_into_an_unused_one():
    invitation = make.invitation(make.team(1))
    _used(invitation)
    assert cancel_invitation(invitation, at=AUTUMN).cancelled_at is None


def test_a_team_is_what_its_members_are():
    team = a_team(about=make.about("A", is_student=True))
    member = join_team(make.invitation(team), user=person(), about=make.about(), at=AUTUMN)
    assert Team.objects.get().attribute == "mixed"
    update_member(member, about=make.about(is_student=True), at=AUTUMN)
    assert Team.objects.get().attribute == "students"


def test_consent_can_be_taken_back_after_the_deadline_and_nothing_else():
    member = make.member(make.team(1), name_is_public=True)
    assert update_member(member, about=make.about(), at=DEADLINE).name_is_public is False
    for other in (make.about("commuter"), make.about(age_band="60up"), make.about(is_student=True)):
        with pytest.raises(TeamRefused, match="しめきりのあとに変えられるのは"):
            update_member(member, about=other, at=DEADLINE)
    member.refresh_from_db()
    assert (member.tie, member.age_band, member.is_student) == ("resident", "30to59", False)
