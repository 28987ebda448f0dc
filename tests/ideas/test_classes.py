"""Class mode: a teacher's own classes, cards of a hundred bits, no mail to nowhere, and sessions that end at once."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry, User
from ideas.models import GuardianConsent, IdeasClosed, PupilCard, SchoolClass, Team, TeamRefused
from ideas.services import create_team, join_team, make_join_link
from ideas.services.classes import (
    make_class,
    make_class_team,
    pupil_with,
    reissue_card,
    revoke_card,
    stop_class,
)
from ideas.services.codes import LETTERS, code_hash, new_code
from notifications.models import OutboxMail
from notifications.services import notify, queue_mail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, windows
from tests.ideas.pages import at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]
YOUNG = {"age_band": "under16", "is_student": True}
TYPED = {
    "name": "海べ班", "kana": "うみべはん", "pupils": "磯貝 りん\n潮 大地\n", "age_band": "under16",
    "leader_class": "B", "tie": "commuter",
}  # fmt: skip


def a_class(teacher=None, name="2年1組", when=AUTUMN) -> SchoolClass:
    year = cycle(contact_email="office@people.example")
    return make_class(cycle=year, teacher=teacher or person(), school="見本中学校", name=name, at=when)


def a_team(school_class, name="海べ班", pupils=("磯貝 りん", "潮 大地"), when=AUTUMN):
    said = {"leads": make.about("B", **YOUNG), "joins": make.about("commuter", **YOUNG)}
    return make_class_team(school_class, name=name, kana="ウミベハン", pupils=pupils, **said, at=when)


def test_making_a_class_tells_the_secretariat():
    made = a_class()
    mail = OutboxMail.objects.get(kind="ideas/class_made")
    assert (mail.to, "見本中学校" in mail.subject) == ("office@people.example", True)
    assert SchoolClass.objects.taught_by(made.teacher).get() == made
    with pytest.raises(TeamRefused, match="もう作ってあります"):
        a_class(made.teacher)
    with pytest.raises(TeamRefused, match="書いてください"):
        a_class(made.teacher, name=" ")
    with pytest.raises(IdeasClosed):
        a_class(when=DEADLINE)
    assert SchoolClass.objects.count() == 1


def test_a_team_of_pupils_has_a_leader_and_cards_whose_codes_are_nowhere():
    team, cards = a_team(a_class())
    members = list(team.members.all())
    assert [(row.user.full_name, row.role, row.entry_class) for row in members] == [
        ("磯貝 りん", "leader", "B"),
        ("潮 大地", "member", "commuter"),
    ]
    assert (team.attribute, team.school_class.cards.count()) == ("students", 2)
    kept = str(list(PupilCard.objects.values()) + list(User.objects.values()) + list(AuditEntry.objects.values()))
    assert [code in kept for _card, code in cards] == [False, False]
    assert all(re.fullmatch(rf"(?:[{LETTERS}]{{4}}-){{4}}[{LETTERS}]{{4}}", code) for _card, code in cards)


@pytest.mark.parametrize(("pupils", "words"), [((), "1行に1人"), (["あ"] * 13, "12人まで"), (["あ" * 51], "50字まで")])
def test_a_team_of_pupils_is_refused(pupils, words):
    made = a_class()
    with pytest.raises(TeamRefused, match=words):
        a_team(made, pupils=pupils)
    assert (Team.objects.count(), PupilCard.objects.count(), User.objects.filter(email__endswith=".invalid").count()) == (
        0, 0, 0,
    )  # fmt: skip


def test_codes_are_read_however_they_are_typed():
    code = "0189-ABCD-EFGH-JKMN-PQRV"
    for typed in (code.lower(), code.replace("-", " "), "Ｏ１８９－ＡＢＣＤ－EFGHJKMNPQRU", "oi89abcdefghjkmnpqrv"):
        assert code_hash(typed) == code_hash(code)
    assert len({new_code() for _ in range(200)}) == 200


def test_a_pupil_comes_in_by_the_card_and_sees_what_a_member_sees(client, autumn):
    (team, [(card, code), _other]), other = a_team(a_class()), make.team()
    assert "見つかりません" in text_of(client.post(at("card"), {"code": "0000-0000"}))
    assert client.post(at("card"), {"code": code.lower()}).url == at("teams")
    assert client.session.get_expiry_age() == 4 * 3600
    assert team.name in text_of(client.get(at("teams")))
    assert client.get(at("team", team.pk)).status_code == 200
    assert client.get(at("team", other.pk)).status_code == 404
    assert client.get(at("class", team.school_class_id)).status_code == 404
    assert client.get(reverse("account_email")).url == reverse("pages:me")
    assert card.user.has_mail is False


def test_a_card_opens_no_other_team_and_makes_no_class():
    _team, [(card, _code), _other] = a_team(a_class())
    link, _token = make_join_link(other := make.team(), by=make.leader_of(other), at=AUTUMN)
    acts = [
        lambda: create_team(cycle=cycle(), by=card.user, name="別", kana="ベツ", about=make.about("A"), at=AUTUMN),
        lambda: join_team(link, user=card.user, about=make.about(), at=AUTUMN),
        lambda: a_class(card.user),
    ]
    for act in acts:
        with pytest.raises(TeamRefused, match="先生が作ったチームだけ"):
            act()
    assert card.user.teams.count() == 1


@pytest.mark.parametrize("end", ["reissue", "revoke", "stop"])
def test_an_ended_card_ends_the_session_at_once(client, autumn, end):
    team, [(card, code), _other] = a_team(a_class())
    client.post(at("card"), {"code": code})
    assert client.get(at("team", team.pk)).status_code == 200
    teacher = team.school_class.teacher
    if end == "reissue":
        _card, fresh = reissue_card(card, by=teacher, at=AUTUMN)
        assert pupil_with(fresh) == card.user
    elif end == "revoke":
        revoke_card(card, by=teacher, at=AUTUMN)
    else:
        stop_class(team.school_class, by=staff(), at=AUTUMN)
    assert client.get(at("team", team.pk)).status_code == 302
    with pytest.raises(TeamRefused, match="見つかりません|使えなくなりました"):
        pupil_with(code)
    assert team.members.count() == 2


def test_a_stopped_class_is_gone_for_its_teacher(client, autumn):
    made = a_class()
    client.force_login(made.teacher)
    assert client.get(at("class", made.pk)).status_code == 200
    office = staff()
    stop_class(made, by=office, at=AUTUMN)
    stop_class(made, by=office, at=AUTUMN)
    assert client.get(at("class", made.pk)).status_code == 404
    with pytest.raises(TeamRefused, match="事務局が止めています"):
        a_team(made)
    assert AuditEntry.objects.filter(action="ideas.stop_class").count() == 1


# --- mail to nowhere --------------------------------------------------------------------------------------------------------


def test_the_teacher_gets_the_mails_of_the_class_once_an_act():
    team, _cards = a_team(a_class())
    for _ in range(2):
        for member in team.members.all():
            key = f"left:{team.pk}:{member.user_id}"
            notify(member.user, "ideas/left", context={"team": team.name, "member": "x"}, dedupe_key=key, at=AUTUMN)
    assert OutboxMail.objects.get(kind="ideas/left").user == team.school_class.teacher


def test_nothing_is_ever_written_to_an_address_that_cannot_exist():
    _team, [(card, _code), _other] = a_team(a_class())
    stop_class(card.school_class, by=staff(), at=AUTUMN)
    there = OutboxMail.objects.count()
    for to in (card.user, card.user.email):
        assert notify(to, "ideas/left", context={"team": "", "member": ""}, dedupe_key="x", at=AUTUMN) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        queue_mail(card.user.email, "件名", "本文", kind="test/mail", dedupe_key="x", at=AUTUMN)
    assert OutboxMail.objects.count() == there


# --- the teacher's pages ------------------------------------------------------------------------------------------------------


def test_a_teacher_makes_teams_prints_cards_and_records_consents(client, autumn):
    teacher = person()
    cycle()
    client.force_login(teacher)
    assert client.post(at("class_new"), {"school": "", "name": "2年1組"}).context["form"].errors
    made = client.post(at("class_new"), {"school": "見本中学校", "name": "2年1組"})
    pk = SchoolClass.objects.get().pk
    assert made.url == at("class", pk)
    assert client.post(at("class_team_new", pk), {**TYPED, "kana": "漢字"}).context["form"].errors
    cards = client.post(at("class_team_new", pk), TYPED)
    assert (cards["Cache-Control"], len(cards.context["cards"]), "<svg" in text_of(cards)) == (
        *("private, no-store", 2),
        True,
    )
    page = text_of(client.get(at("class", pk)))
    assert page.count("保護者の同意が必要です。") == 2
    assert [code in page for _card, code in cards.context["cards"]] == [False, False]
    member = Team.objects.get().members.first()
    client.post(at("class_consent", pk, member.pk), {"guardian_name": "磯貝 保", "is_seen": "on"})
    assert GuardianConsent.objects.get().recorded_by == teacher
    card = PupilCard.objects.first()
    again = client.post(at("card_reissue", card.pk))
    assert len(again.context["cards"]) == 1
    client.post(at("card_revoke", card.pk))
    card.refresh_from_db()
    assert card.revoked_at
    team = Team.objects.get()
    assert client.get(at("team", team.pk)).status_code == 404  # a teacher writes nothing for the pupils
    client.force_login(person())
    for name, args in [("class", [pk]), ("class_team_new", [pk]), ("class_consent", [pk, member.pk])]:
        assert client.get(at(name, *args)).status_code == 404
    assert client.post(at("card_reissue", card.pk)).status_code == 404


def test_a_consent_of_another_class_is_not_there(client, autumn):
    mine, other = a_class(), a_class()
    team, _cards = a_team(other)
    client.force_login(mine.teacher)
    assert client.get(at("class_consent", mine.pk, team.members.first().pk)).status_code == 404


def test_the_secretariat_stops_a_class(client, autumn):
    made = a_class()
    client.force_login(staff())
    url = reverse("admin:ideas_schoolclass_changelist")
    client.post(url, {"action": "stop", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.stopped_at
