"""At the same moment: every hand-in gets a number of its own, a double click one receipt, two deciders one decision."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import AlreadyDecided, Challenge, Officer, OfficerRefused, Participant
from municipalities.services import (
    accept_challenge,
    accept_invitation,
    approve_request,
    assign_reviewer,
    return_challenge,
    submit_challenge,
)
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, officer_invitation, officer_request, participant

OPEN = contest.instant(Stage.Kind.CHALLENGES)


def hand_in(kept: Challenge) -> str:
    """As one of several web processes would."""
    try:
        return submit_challenge(kept, by=kept.written_by, at=OPEN).number
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_simultaneous_hand_ins():
    drafts = [challenge() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(hand_in, [draft for draft in drafts for _ in range(2)]))
    assert sorted(set(numbers)) == [f"COG2026-C-000{n}" for n in range(1, 5)]
    assert numbers[::2] == numbers[1::2]
    assert OutboxMail.objects.count() == 4


def outcome(act) -> str:
    """The refusal in words, or nothing."""
    try:
        act()
    except AlreadyDecided as refusal:
        return str(refusal)
    finally:
        connection.close()
    return ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", range(4))
def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(round):
    kept, one, other = challenge(Challenge.Status.SUBMITTED), staff(), staff()
    how = {"at": OPEN, "seen": "1-submitted"}
    acts = [
        lambda: accept_challenge(kept, by=one, **how),
        lambda: return_challenge(kept, by=other, remarks="出典を足してください。", **how),
    ]
    with ThreadPoolExecutor(2) as pool:
        words = list(pool.map(outcome, acts))
    kept.refresh_from_db()
    is_accepted = kept.status == Challenge.Status.ACCEPTED
    first, told = (one, words[1]) if is_accepted else (other, words[0])
    assert sorted(map(bool, words)) == [False, True]
    assert f"{first}さんが{'受理' if is_accepted else '差し戻'}しました。" in told
    assert [entry.actor for entry in AuditEntry.objects.all()] == [first]
    assert OutboxMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_at_once_one_gets_it():
    kept, people = challenge(Challenge.Status.SUBMITTED), [staff() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        acts = [lambda me=me: assign_reviewer(kept, to=me, seen=None, by=me, at=OPEN) for me in people]
        words = list(pool.map(outcome, acts))
    kept.refresh_from_db()
    assert [me for me, told in zip(people, words, strict=True) if not told] == [kept.reviewer]
    assert {told for told in words if told} == {f"{kept} は、先に{kept.reviewer}さんの担当になりました。"}
    assert AuditEntry.objects.count() == 1


def at_once(acts) -> list:
    """What came of each, refusals included."""

    def run(act):
        try:
            return act()
        except OfficerRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_a_succession_accepted_by_many_clicks_happens_once():
    clerk = officer()
    invitation = officer_invitation(clerk, hands_over=clerk)
    user = person(email=invitation.email)
    results = at_once([lambda: accept_invitation(invitation, user=user, at=OPEN)] * 4)
    assert len([result for result in results if isinstance(result, Officer)]) == 1
    assert list(Officer.objects.filter(until=None).values_list("user", flat=True)) == [user.pk]
    assert OutboxMail.objects.filter(kind="municipalities/officer_ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_new_entries_get_numbers_of_their_own():
    participant(number=63)
    waiting, by = [officer_request() for _ in range(4)], staff()

    def approve(asked):
        given = {"participant": None, "adds_domain": False, "email": asked.user.email}
        return approve_request(asked, **given, by=by, at=OPEN)

    at_once([lambda asked=asked: approve(asked) for asked in waiting])
    assert sorted(Participant.objects.values_list("number", flat=True)) == [63, 64, 65, 66, 67]
