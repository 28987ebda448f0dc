"""Officers invited, taking over, leaving: the fact, the words, and that a refusal changes nothing."""

import hashlib
import re
from datetime import timedelta

import pytest

from accounts.models import AuditEntry, User
from contest.models import Stage
from municipalities.models import Challenge, OfficerInvitation, OfficerRefused, SentToAnother
from municipalities.services import (
    accept_invitation,
    cancel_invitation,
    dismiss_officer,
    handing_over,
    invite_officer,
    leave_office,
    resend_invitation,
)
from notifications.invitations import BY_ONE_A_DAY
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, officer_invitation, participant
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
OPEN = contest.instant(Stage.Kind.CHALLENGES)
LATE, EXPIRED = (OPEN + timedelta(days=days) for days in (1, 14))


def token_of(invitation: OfficerInvitation) -> str:
    mail = OutboxMail.objects.get(dedupe_key=f"officer-invitation:{invitation.pk}")
    return re.search(r"/me/serve/([\w-]+)/", mail.body)[1]


def accept(invitation, user=None, at=OPEN):
    return accept_invitation(invitation, user=user or holder(invitation), at=at)


def holder(invitation):
    """Whoever has the invited address."""
    return User.objects.filter(email=invitation.email).first() or person(email=invitation.email)


def kinds_to(user):
    return list(OutboxMail.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def refused(act, words):
    """That the act is refused in these words and leaves no trace."""
    before = every_row()
    with pytest.raises(OfficerRefused, match=words):
        act()
    assert every_row() == before


# --- inviting ---------------------------------------------------------------------------------------------------------


def test_inviting_mails_a_link_and_keeps_only_its_hash():
    clerk = officer()
    invitation = officer_invitation(clerk, "Kohai@City.example")
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.kind, mail.is_secret) == ("kohai@city.example", "municipalities/officer_invitation", True)
    assert clerk.participant.name in mail.subject
    token = token_of(invitation)
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(every_row()["municipalities_officerinvitation"])
    assert invitation.expires_at == EXPIRED
    assert AuditEntry.objects.get().action == "officer.invite"


def test_a_successor_is_told_from_whom():
    clerk = officer()
    officer_invitation(clerk, hands_over=clerk)
    mail = OutboxMail.objects.get()
    assert "の担当の引き継ぎ" in mail.subject
    assert clerk.user.full_name in mail.body


def test_inviting_again_makes_the_older_link_useless():
    clerk = officer()
    old, new = officer_invitation(clerk), officer_invitation(clerk)
    assert list(OfficerInvitation.objects.open_at(OPEN)) == [new]
    user = holder(old)
    refused(lambda: accept(old, user), "取り消されました")


def test_there_is_one_successor_at_a_time():
    clerk = officer()
    officer_invitation(clerk, "a@city.example", hands_over=clerk)
    colleague = officer_invitation(clerk, "b@city.example")
    new = officer_invitation(clerk, "c@city.example", hands_over=clerk)
    assert list(OfficerInvitation.objects.open_at(OPEN)) == [colleague, new]


def test_the_secretariat_invites_and_hands_over_too():
    clerk, by = officer(), staff()
    given = {"department": "防災課", "by": by, "at": OPEN}
    invitation = invite_officer(clerk.participant, email="a@city.example", hands_over=clerk, **given)
    assert accept(invitation).participant == clerk.participant
    clerk.refresh_from_db()
    assert clerk.until == OPEN


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda clerk, other: {"email": other.user.email}, "もうこの自治体の担当です"),
        (lambda clerk, other: {"email": clerk.user.email, "hands_over": clerk}, "同じ人には引き継げません"),
        (lambda clerk, other: {"hands_over": officer()}, "この自治体の人をえらんで"),
        (lambda clerk, other: {"hands_over": other}, "本人と事務局だけ"),
        (lambda clerk, other: {"by": person()}, "もうこの自治体の担当ではない"),
        (lambda clerk, other: {"by": officer().user}, "もうこの自治体の担当ではない"),
    ],
)
def test_inviting_is_refused(prepare, words):
    clerk = officer()
    given = {"email": "a@city.example", "department": "企画課", "by": clerk.user, "at": OPEN}
    given |= prepare(clerk, officer(clerk.participant))
    refused(lambda: invite_officer(clerk.participant, **given), words)


def test_inviting_keeps_to_the_domains():
    clerk = officer(participant(email_domains="city.example"))
    refused(lambda: officer_invitation(clerk, "a@gmail.com"), "a@gmail.com は、この自治体のメールのドメイン")


def test_an_officer_dismissed_in_the_middle_invites_nobody():
    clerk = officer()
    dismiss_officer(clerk, by=staff(), at=OPEN)
    refused(lambda: officer_invitation(clerk), "もうこの自治体の担当ではない")


def test_one_address_gets_three_links_a_day_and_one_officer_sends_twenty():
    clerk = officer()
    colleague = officer(clerk.participant)
    for _ in range(3):
        officer_invitation(clerk)
    refused(lambda: officer_invitation(colleague), "きょうはもう送れません")
    for number in range(BY_ONE_A_DAY - 3):
        officer_invitation(clerk, f"a{number}@city.example")
    refused(lambda: officer_invitation(clerk, "more@city.example"), "20通まで")
    assert officer_invitation(clerk, at=LATE).pk


# --- sending again and taking back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [LATE, EXPIRED])
def test_sending_again_gives_a_new_link(at):
    clerk = officer()
    old = officer_invitation(clerk, hands_over=clerk)
    new = resend_invitation(old, by=clerk.user, at=at)
    assert (new.email, new.department, new.hands_over, new.expires_at) == (
        old.email, old.department, clerk, at + timedelta(days=14)
    )  # fmt: skip
    user = holder(old)
    refused(lambda: accept(old, user, at), "取り消されました")
    assert accept(new, at=at).pk if at == LATE else new.is_open_at(at)


def test_what_is_over_is_not_sent_again():
    clerk = officer()
    used, cancelled = officer_invitation(clerk, "a@city.example"), officer_invitation(clerk, "b@city.example")
    accept(used)
    cancel_invitation(cancelled, by=clerk.user, at=OPEN)
    for invitation in (used, cancelled):
        refused(lambda row=invitation: resend_invitation(row, by=clerk.user, at=LATE), "もう使われたか、取り消され")


def test_a_used_link_cannot_be_cancelled_into_an_unused_one():
    clerk = officer()
    invitation = officer_invitation(clerk)
    accept(invitation)
    before = every_row()
    assert cancel_invitation(invitation, by=clerk.user, at=LATE).cancelled_at is None
    assert every_row() == before


# --- accepting --------------------------------------------------------------------------------------------------------


def test_accepting_makes_an_officer_and_tells_those_who_serve():
    clerk = officer()
    colleague = officer(clerk.participant)
    invitation = officer_invitation(clerk)
    serving = accept(invitation)
    invitation.refresh_from_db()
    assert (serving.participant, serving.department, serving.since) == (clerk.participant, "防災課", OPEN)
    assert invitation.accepted_at == OPEN
    assert [kinds_to(row.user)[-1:] for row in (clerk, colleague)] == [["municipalities/officer_joined"]] * 2
    assert kinds_to(serving.user) == []
    actions = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(actions)[1:] == [("officer.appoint", clerk.user.pk), ("officer.accept", serving.user.pk)]


def _used(invitation):
    accept(invitation)
    return {}


def _by_another(invitation):
    return {"user": person(email="tomodachi@city.example")}


def _nameless(invitation):
    return {"user": person(email=invitation.email, family_name="", given_name="")}


def _narrowed(invitation):
    invitation.participant.email_domains = "other.example"
    invitation.participant.save()
    return {}


def _inviter_stopped(invitation):
    invitation.invited_by.is_active = False
    invitation.invited_by.save()
    return {}


def _serving_already(invitation):
    return {"user": officer(invitation.participant, person(email=invitation.email)).user}


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (_used, "もう使われました"),
        (lambda row: cancel_invitation(row, by=row.invited_by, at=OPEN) and {}, "取り消されました"),
        (lambda row: {"at": EXPIRED}, "期限が切れました"),
        (_by_another, "別のアドレス（k…@city.example）の人に"),
        (_nameless, "氏名を登録してください"),
        (_narrowed, "ドメイン（other.example）ではありません"),
        (_inviter_stopped, "招待した人が担当ではなくなった"),
        (_serving_already, "もうこの自治体の担当です"),
    ],
)
def test_accepting_is_refused(before, words):
    invitation = officer_invitation(officer())
    given = before(invitation)
    user = given.pop("user", None) or holder(invitation)
    refused(lambda: accept(invitation, user, **given), words)


def test_a_forwarded_link_has_a_refusal_of_its_own():
    invitation = officer_invitation(officer())
    with pytest.raises(SentToAnother):
        accept(invitation, person(email="other@city.example"))


# --- handing over -----------------------------------------------------------------------------------------------------


def old_and_new():
    """A predecessor whose name stands in challenges, and the successor who accepts."""
    clerk = officer(user=person(email="mae@city.example", family_name="前田", given_name="優"), department="企画課")
    mine = {"contact_name": "前田優", "contact_email": "Mae@City.example", "contact_phone": "000-0000-0000"}
    return clerk, mine, person(email="kohai@city.example", family_name="後藤", given_name="学")


def contact(kept):
    kept.refresh_from_db()
    return kept.contact_name, kept.contact_email, kept.department, kept.contact_phone


def test_taking_over_ends_the_predecessors_service_in_the_same_moment():
    clerk, _mine, new = old_and_new()
    serving = accept(officer_invitation(clerk, hands_over=clerk), new)
    clerk.refresh_from_db()
    assert (clerk.until, serving.until) == (OPEN, None)
    assert kinds_to(clerk.user) == ["municipalities/officer_ended"]
    assert "後藤 学 さんに引き継ぎました" in OutboxMail.objects.get(user=clerk.user).body
    assert AuditEntry.objects.filter(action="officer.handed_over").count() == 1


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted"])
def test_contacts_of_what_is_not_public_become_the_successors(status):
    clerk, mine, new = old_and_new()
    kept = challenge(status, by=clerk, **mine)
    accept(officer_invitation(clerk, hands_over=clerk), new)
    assert contact(kept) == ("後藤 学", "kohai@city.example", "防災課", "000-0000-0000")
    assert kept.written_by == (new if status == "draft" else clerk.user)


def test_what_was_saved_since_the_handing_in_moves_too():
    clerk, mine, new = old_and_new()
    kept = challenge("returned", by=clerk)
    Challenge.objects.filter(pk=kept.pk).update(draft={**mine, "title": "新しい題"})
    accept(officer_invitation(clerk, hands_over=clerk), new)
    kept.refresh_from_db()
    assert kept.draft == {
        "contact_name": "後藤 学", "contact_email": "kohai@city.example", "contact_phone": "000-0000-0000",
        "title": "新しい題",
    }  # fmt: skip


def test_what_is_public_and_what_is_others_stays():
    clerk, mine, new = old_and_new()
    public = challenge("accepted", by=clerk, cycle=contest.cycle(2025), **mine)
    colleagues = challenge(by=officer(clerk.participant), department="防災課")
    elsewhere = challenge(by=officer(user=clerk.user), **mine)
    before = [contact(row) for row in (public, colleagues, elsewhere)]
    accept(officer_invitation(clerk, hands_over=clerk), new)
    assert [contact(row) for row in (public, colleagues, elsewhere)] == before
    assert colleagues.written_by != new


def test_the_page_that_asks_first_names_what_will_move():
    clerk, mine, new = old_and_new()
    draft, named = challenge(by=clerk), challenge("submitted", by=officer(clerk.participant), **mine)
    challenge("submitted", by=officer(clerk.participant, department="防災課"), department="防災課")
    assert handing_over.to_be_moved(clerk, OPEN) == [draft, named]


def test_links_the_predecessor_sent_go_on_in_the_successors_name():
    clerk, _mine, new = old_and_new()
    colleague = officer_invitation(clerk, "dai@city.example")
    accept(officer_invitation(clerk, hands_over=clerk), new)
    colleague.refresh_from_db()
    assert (colleague.invited_by, colleague.is_open_at(OPEN)) == (new, True)
    assert accept(colleague).pk


def test_a_colleague_may_take_over():
    clerk, _mine, new = old_and_new()
    serving = officer(clerk.participant, new, department="企画課")
    assert accept(officer_invitation(clerk, new.email, hands_over=clerk), new) == serving
    assert list(clerk.participant.officers.filter(until=None)) == [serving]


def test_rooms_above_move_what_is_theirs(monkeypatch):
    moved = []
    monkeypatch.setattr(handing_over, "MOVES", [*handing_over.MOVES, lambda *given: moved.append(given)])
    clerk, _mine, new = old_and_new()
    serving = accept(officer_invitation(clerk, hands_over=clerk), new)
    assert moved == [(clerk, serving, OPEN)]


def test_a_move_that_fails_leaves_everything_as_it_was(monkeypatch):
    def fail(*given):
        raise OfficerRefused("途中でこわれました")

    monkeypatch.setattr(handing_over, "MOVES", [*handing_over.MOVES, fail])
    clerk, mine, new = old_and_new()
    challenge(by=clerk, **mine)
    invitation = officer_invitation(clerk, hands_over=clerk)
    refused(lambda: accept(invitation, new), "途中でこわれました")


# --- leaving and being dismissed --------------------------------------------------------------------------------------


def test_leaving_ends_the_service_and_tells_colleagues():
    clerk = officer()
    colleague = officer(clerk.participant)
    kept = challenge(by=clerk)
    assert leave_office(clerk, at=OPEN).until == OPEN
    assert kinds_to(clerk.user) == ["municipalities/officer_ended"]
    assert kinds_to(colleague.user) == ["municipalities/officer_left"]
    assert AuditEntry.objects.get().action == "officer.left"
    kept.refresh_from_db()
    assert kept.written_by == clerk.user
    before = every_row()
    assert leave_office(clerk, at=LATE).until == OPEN
    assert every_row() == before


def test_the_last_officer_may_leave_and_the_drafts_stay():
    clerk = officer()
    kept = challenge(by=clerk)
    leave_office(clerk, at=OPEN)
    assert Challenge.objects.filter(pk=kept.pk).exists()
    assert officer(clerk.participant).user.has_perm("municipalities.view_desk_challenge", kept)


@pytest.mark.parametrize(
    "end", [lambda row: leave_office(row, at=OPEN), lambda row: dismiss_officer(row, by=staff(), at=OPEN)]
)
def test_links_die_with_the_service_of_who_sent_them(end):
    clerk = officer()
    colleague = officer(clerk.participant)
    mine, successor = officer_invitation(clerk), officer_invitation(clerk, "b@city.example", hands_over=clerk)
    others = officer_invitation(colleague, "c@city.example")
    end(clerk)
    assert list(OfficerInvitation.objects.open_at(OPEN)) == [others]
    for row in (mine, successor):
        user = holder(row)
        refused(lambda row=row, user=user: accept(row, user), "取り消されました")


def test_being_dismissed_is_told():
    clerk = officer()
    colleague = officer(clerk.participant)
    dismiss_officer(clerk, by=staff(), at=OPEN)
    assert "事務局が" in OutboxMail.objects.get(user=clerk.user).body
    assert kinds_to(colleague.user) == ["municipalities/officer_left"]
