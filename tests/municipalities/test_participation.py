"""Taking part in a year: applying alone or as a union, withdrawing, coming back, and what is refused."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, ChallengeClosed, Officer, Participation, ParticipationRefused
from municipalities.services import apply_to_take_part, submit_challenge, withdraw_participation
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, government, officer, participant
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
OPEN, LATE = contest.instant(Stage.Kind.CHALLENGES), contest.instant(Stage.Kind.IDEAS)
EARLY = contest.windows(2026)[Stage.Kind.CHALLENGES][0] - timedelta(seconds=1)
Status = Challenge.Status


@pytest.fixture
def clerk():
    """An officer of a municipality that waits to take part."""
    return officer(participant(is_on_record=False))


def apply(of: Officer, *partners: str, at=OPEN, by=None) -> Participation:
    return apply_to_take_part(of.participant, cycle=contest.cycle(), partners=partners, by=by or of.user, at=at)


def withdraw(part: Participation, by, reason: str = "人手が足りません。", at=OPEN) -> Participation:
    return withdraw_participation(part, reason=reason, by=by, at=at)


def standing() -> list[Participation]:
    return list(Participation.objects.standing())


def told(kind: str) -> set[str]:
    return set(OutboxMail.objects.filter(kind=f"municipalities/participation_{kind}").values_list("to", flat=True))


# --- applying -----------------------------------------------------------------------------------------------------------


def test_applying_takes_part_tells_every_officer_and_is_on_record(clerk):
    colleague, gone = officer(clerk.participant), officer(clerk.participant, until=OPEN)
    part = apply(clerk)
    assert (part.participant, part.cycle, part.applied_by, part.applied_at) == (
        clerk.participant,
        contest.cycle(),
        clerk.user,
        OPEN,
    )
    assert told("applied") == {clerk.user.email, colleague.user.email}
    assert gone.user.email not in told("applied")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("participation.apply", clerk.user)


def test_applying_twice_is_applying_once(clerk):
    apply(clerk)
    before = every_row()
    apply(clerk, at=OPEN + timedelta(hours=1))
    assert every_row() == before


@pytest.mark.parametrize("at", [EARLY, LATE])
def test_officers_apply_in_step1_only_and_the_secretariat_at_any_time(clerk, at):
    contest.cycle()
    before = every_row()
    with pytest.raises(ChallengeClosed):
        apply(clerk, at=at)
    assert every_row() == before
    apply(clerk, at=at, by=staff())
    assert len(standing()) == 1


# --- unions -------------------------------------------------------------------------------------------------------------


def test_a_union_is_an_entry_of_its_own_led_by_the_applicants_body(clerk):
    two, three = government(), government()
    part = apply(clerk, two.code, three.code)
    union = part.participant
    assert (union.lead, union.is_union, union != clerk.participant) == (clerk.participant.lead, True, True)
    assert [member.government for member in union.members.all()] == [clerk.participant.lead, two, three]
    assert list(union.officers.values_list("user", "department")) == [(clerk.user.pk, "企画課")]
    assert apply(clerk, three.code, two.code).participant == union
    assert len(standing()) == 1


def test_the_same_bodies_under_another_lead_are_another_union(clerk):
    other = officer()
    first = apply(clerk, other.participant.lead.code)
    second = apply(other, clerk.participant.lead.code)
    assert first.participant != second.participant


def test_officers_of_every_body_of_a_union_are_told(clerk):
    partner, elsewhere = officer(), officer()
    apply(clerk, partner.participant.lead.code)
    assert told("applied") == {clerk.user.email, partner.user.email}
    body = OutboxMail.objects.get(to=partner.user.email).body
    assert "あなたの自治体をふくむ連合で" in body
    assert f"- {clerk.participant.lead}\n- {partner.participant.lead}\n" in body
    assert elsewhere.user.email not in told("applied")


@pytest.mark.parametrize(
    ("partners", "words"),
    [
        (["011003"], "011003 は正しい全国地方公共団体コードではありません。"),
        (["x"], "x は正しい"),
        (["011002"], "011002 の団体は台帳にありません。"),
        (["there", "there"], "が二度入っています"),
        (["lead"], "が二度入っています"),
        (["gone"], "2026年4月1日（水）に廃止されました"),
        (["coming"], "2026年10月1日（木）にできる自治体です"),
        (["sample"], "の団体は台帳にありません。"),
        (["011002"] * 20, "連合は20団体までです。"),
    ],
)
def test_a_union_that_cannot_be_is_refused_with_the_reason(clerk, partners, words):
    contest.cycle()
    codes = {
        "lead": clerk.participant.lead.code,
        "there": government().code,
        "gone": government(valid_to="2026-04-01").code,
        "coming": government(valid_from="2026-10-01").code,
        "sample": government(is_sample=True).code,
    }
    before = every_row()
    with pytest.raises(ParticipationRefused, match=words):
        apply(clerk, *(codes.get(name, name) for name in partners))
    assert every_row() == before


def test_an_entry_whose_body_is_no_more_cannot_apply():
    clerk = officer(participant(government(valid_to="2026-04-01")))
    contest.cycle()
    before = every_row()
    for by in (clerk.user, staff()):
        before = every_row()
        with pytest.raises(ParticipationRefused, match="廃止されました"):
            apply(clerk, by=by)
        assert every_row() == before


# --- withdrawing --------------------------------------------------------------------------------------------------------


def test_withdrawing_ends_it_with_a_reason_tells_and_is_on_record(clerk):
    part = apply(clerk)
    challenge(by=clerk)
    kept = withdraw(part, clerk.user)
    assert (kept.withdrawn_at, kept.withdrawal_reason, standing()) == (OPEN, "人手が足りません。", [])
    assert Challenge.objects.count() == 1
    assert "人手が足りません。" in OutboxMail.objects.get(kind="municipalities/participation_withdrawn").body
    entry = AuditEntry.objects.get(action="participation.withdraw")
    assert (entry.actor, entry.detail["reason"]) == (clerk.user, "人手が足りません。")
    before = every_row()
    withdraw(part, clerk.user, "ほかの理由")
    assert every_row() == before


@pytest.mark.parametrize(
    ("reason", "words"), [("", "理由を書いてください"), (" \n", "理由を書いてください"), ("あ" * 301, "300字まで")]
)
def test_withdrawing_wants_a_reason_that_fits(clerk, reason, words):
    part = apply(clerk)
    before = every_row()
    with pytest.raises(ParticipationRefused, match=words):
        withdraw(part, clerk.user, reason)
    assert every_row() == before


@pytest.mark.parametrize(
    ("status", "at", "words"),
    [
        (Status.SUBMITTED, OPEN, "事務局に差戻しを頼んでください"),
        (Status.ACCEPTED, OPEN, "事務局に差戻しを頼んでください"),
        (Status.ACCEPTED, LATE, "公開された課題"),
        (Status.SUBMITTED, LATE, "事務局に差戻しを頼んでください"),
        (Status.RETURNED, OPEN, ""),
        (Status.RETURNED, LATE, ""),
        (Status.DRAFT, OPEN, ""),
    ],
)
def test_a_challenge_that_is_in_holds_its_entry(clerk, status, at, words):
    part, boss = apply(clerk), staff()
    kept = challenge(status, by=clerk)
    if not words:
        assert withdraw(part, clerk.user, at=at).withdrawn_at == at
        return
    before = every_row()
    for by in (clerk.user, boss):
        with pytest.raises(ParticipationRefused, match=words) as refusal:
            withdraw(part, by, at=at)
        assert kept.number in str(refusal.value)
    assert every_row() == before


def test_challenges_of_other_years_and_other_entries_hold_nothing(clerk):
    part = apply(clerk)
    challenge(Status.ACCEPTED, by=clerk, cycle=contest.cycle(2025))
    challenge(Status.ACCEPTED, by=officer())
    assert withdraw(part, clerk.user).withdrawn_at == OPEN


# --- coming back --------------------------------------------------------------------------------------------------------


def test_who_withdrew_may_apply_again(clerk):
    part = withdraw(apply(clerk), clerk.user)
    later = OPEN + timedelta(days=1)
    again = apply(clerk, at=later)
    assert (again, again.applied_at, again.withdrawn_at, again.withdrawal_reason) == (part, later, None, "")
    assert OutboxMail.objects.filter(kind="municipalities/participation_applied").count() == 2


def test_handing_in_a_challenge_takes_part_and_comes_back(clerk):
    first = submit_challenge(challenge(by=clerk), by=clerk.user, at=OPEN)
    part = Participation.objects.get()
    assert (part.participant, part.applied_by, part.applied_at) == (clerk.participant, clerk.user, OPEN)
    Challenge.objects.filter(pk=first.pk).update(status=Status.RETURNED)
    withdraw(part, clerk.user)
    assert standing() == []
    submit_challenge(first, by=clerk.user, at=OPEN)
    assert standing() == [part]
