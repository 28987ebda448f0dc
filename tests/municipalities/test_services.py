"""Acts on challenges and officers: the fact, the message, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from contest.sheet import fingerprint
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChallengeIncomplete,
    ChangedElsewhere,
    DataResource,
    DoesNotFit,
    Officer,
    OfficerRefused,
    Participation,
)
from municipalities.services import (
    appoint_officer,
    discard_challenge,
    dismiss_officer,
    return_challenge,
    save_challenge,
    start_challenge,
    submit_challenge,
)
from municipalities.sheet import handed_in_values, values_of
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, empty_challenge, officer, participant

pytestmark = pytest.mark.django_db
Status = Challenge.Status
OPEN = contest.instant(Stage.Kind.CHALLENGES)
LATE = contest.instant(Stage.Kind.IDEAS)
EARLY = contest.windows(2026)[Stage.Kind.CHALLENGES][0] - timedelta(seconds=1)


def snapshot() -> list:
    """Every row a refusal must leave as it is."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Challenge, OutboxMail, AuditEntry, Officer)]
    return [*rows, list(Challenge.objects.order_by("pk").values_list("resources__title", "resources__url"))]


# --- start --------------------------------------------------------------------------------------------------------------


def test_start_makes_a_draft_with_the_officers_contact():
    clerk = officer(department="危機管理課")
    made = start_challenge(clerk.participant, cycle=contest.cycle(), by=clerk.user, at=OPEN)
    assert (made.status, made.serial, made.department, made.contact_email) == (
        Status.DRAFT,
        None,
        "危機管理課",
        clerk.user.email,
    )


def test_start_twice_gives_the_same_empty_draft():
    clerk = officer()
    first, again = (start_challenge(clerk.participant, cycle=contest.cycle(), by=clerk.user, at=OPEN) for _ in range(2))
    assert first == again
    save_challenge(first, fields={"title": "道"}, by=clerk.user, at=OPEN)
    assert start_challenge(clerk.participant, cycle=contest.cycle(), by=clerk.user, at=OPEN) != first


@pytest.mark.parametrize(("at", "words"), [(EARLY, "まだはじまっていません"), (LATE, "しめきりました")])
def test_start_outside_step1_is_refused(at, words):
    clerk, cycle = officer(), contest.cycle()
    with pytest.raises(ChallengeClosed, match=words):
        start_challenge(clerk.participant, cycle=cycle, by=clerk.user, at=at)
    assert not Challenge.objects.exists()


# --- save ---------------------------------------------------------------------------------------------------------------


def test_save_keeps_everything_even_when_too_long():
    draft = empty_challenge(officer())
    fields = {"title": "あ" * 41, "answers": {"who": "い" * 1001}, "theme": contest.theme()}
    kept = save_challenge(draft, fields=fields, by=draft.written_by, at=OPEN)
    assert (kept.title, kept.answers, kept.theme) == ("あ" * 41, {"who": "い" * 1001}, contest.theme())


def test_save_merges_answers_by_key():
    draft = challenge()
    kept = save_challenge(draft, fields={"answers": {"who": "新しい"}}, by=draft.written_by, at=OPEN)
    assert kept.answers == {**draft.answers, "who": "新しい"}


def test_save_leaves_the_data_alone():
    draft = challenge()
    kept = save_challenge(draft, fields={"title": "道"}, by=draft.written_by, at=OPEN)
    assert [row.title for row in kept.resources.all()] == ["避難路の幅"]


def test_save_notices_that_somebody_else_saved():
    draft = challenge()
    seen = fingerprint({"title": draft.title})
    save_challenge(draft, fields={"title": "となりの人の題"}, by=draft.written_by, at=OPEN, seen=seen)
    before = snapshot()
    with pytest.raises(ChangedElsewhere):
        save_challenge(draft, fields={"title": "わたしの題"}, by=draft.written_by, at=OPEN, seen=seen)
    assert snapshot() == before


def test_save_of_the_same_text_twice_is_no_conflict():
    draft = challenge()
    seen = fingerprint({"title": draft.title})
    for _ in range(2):
        kept = save_challenge(draft, fields={"title": "道"}, by=draft.written_by, at=OPEN, seen=seen)
    assert kept.title == "道"


def test_save_of_another_page_is_no_conflict():
    draft = challenge()
    seen = fingerprint({"title": draft.title})
    save_challenge(draft, fields={"department": "防災課"}, by=draft.written_by, at=OPEN)
    kept = save_challenge(draft, fields={"title": "道"}, by=draft.written_by, at=OPEN, seen=seen)
    assert (kept.title, kept.department) == ("道", "防災課")


@pytest.mark.parametrize(
    "fields", [{"title": "あ" * 301}, {"answers": {"who": "あ" * 20_001}}, {"summary_en": "a" * 20_001}]
)
def test_save_refuses_what_no_column_holds(fields):
    draft = challenge()
    before = snapshot()
    with pytest.raises(DoesNotFit, match="まだ保存していません"):
        save_challenge(draft, fields=fields, by=draft.written_by, at=OPEN)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("status", "at"), [(Status.DRAFT, LATE), (Status.DRAFT, EARLY), (Status.SUBMITTED, LATE), (Status.ACCEPTED, LATE)]
)
def test_save_out_of_time_or_hands_is_refused(status, at):
    kept = challenge(status)
    before = snapshot()
    with pytest.raises(ChallengeClosed):
        save_challenge(kept, fields={"title": "道"}, by=kept.written_by, at=at)
    assert snapshot() == before


def test_save_of_one_sent_back_works_after_the_deadline():
    kept = challenge(Status.RETURNED)
    saved = save_challenge(kept, fields={"title": "道"}, by=kept.written_by, at=LATE)
    assert (saved.title, saved.draft) == (kept.title, {"title": "道"})


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED, Status.RETURNED])
def test_what_was_handed_in_stands_until_it_is_handed_in_again(status):
    kept, other = challenge(status), contest.theme("tourism", "観光")
    fields = {"title": "道", "theme": other, "name_is_public": False, "answers": {"who": "新しい"}}
    save_challenge(kept, fields=fields, by=kept.written_by, at=OPEN)
    stored = Challenge.objects.for_desk().get()
    assert handed_in_values(stored) == handed_in_values(kept)
    assert values_of(stored) == values_of(kept) | {
        "title": "道",
        "theme": str(other.pk),
        "name_is_public": "no",
        "answer-who": "新しい",
    }
    done = submit_challenge(stored, by=kept.written_by, at=OPEN)
    assert (done.title, done.theme, done.name_is_public, done.answers) == (
        "道",
        other,
        False,
        kept.answers | {"who": "新しい"},
    )
    assert (done.draft, done.status, done.number) == ({}, Status.SUBMITTED, kept.number)
    assert done.versions.count() == 2
    assert handed_in_values(Challenge.objects.for_desk().get()) == values_of(stored)


def test_writing_it_back_as_it_was_handed_in_leaves_nothing_to_hand_in():
    kept = challenge(Status.SUBMITTED)
    for title in ("道", kept.title):
        save_challenge(kept, fields={"title": title}, by=kept.written_by, at=OPEN)
    assert Challenge.objects.get().draft == {}


def test_what_was_written_since_is_carried_on_when_it_is_sent_back():
    kept = challenge(Status.SUBMITTED)
    save_challenge(kept, fields={"title": "道"}, by=kept.written_by, at=OPEN)
    return_challenge(kept, by=staff(), remarks="直して", at=OPEN)
    done = submit_challenge(Challenge.objects.get(), by=kept.written_by, at=LATE)
    assert (done.title, done.draft) == ("道", {})


def test_one_accepted_and_handed_in_again_is_to_be_accepted_anew():
    kept = challenge(Status.ACCEPTED)
    before = snapshot()
    assert submit_challenge(kept, by=kept.written_by, at=OPEN).status == Status.ACCEPTED
    assert snapshot() == before
    save_challenge(kept, fields={"title": "道"}, by=kept.written_by, at=OPEN)
    assert submit_challenge(kept, by=kept.written_by, at=OPEN).status == Status.SUBMITTED


def test_a_theme_that_is_no_more_is_missing_when_it_is_handed_in():
    kept, other = challenge(Status.SUBMITTED), contest.theme("tourism", "観光")
    save_challenge(kept, fields={"theme": other}, by=kept.written_by, at=OPEN)
    other.delete()
    before = snapshot()
    with pytest.raises(ChallengeIncomplete):
        submit_challenge(kept, by=kept.written_by, at=OPEN)
    assert snapshot() == before


def test_save_takes_no_field_that_is_not_the_officers():
    draft = challenge()
    with pytest.raises(ValueError, match="status"):
        save_challenge(draft, fields={"status": Status.ACCEPTED}, by=draft.written_by, at=OPEN)


# --- hand in ------------------------------------------------------------------------------------------------------------


def test_discard_takes_the_draft_away_and_says_who_did():
    kept, other = challenge(), challenge()
    for _ in range(2):
        discard_challenge(kept, by=kept.written_by, at=OPEN)
    assert list(Challenge.objects.all()) == [other]
    assert set(DataResource.objects.values_list("challenge", flat=True)) == {other.pk}
    assert AuditEntry.objects.get().action == "challenge.discard"


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED])
def test_discard_of_one_handed_in_is_refused(status):
    kept = challenge(status)
    with pytest.raises(ChallengeClosed, match="応募したあとなので、消せません"):
        discard_challenge(kept, by=kept.written_by, at=OPEN)
    assert Challenge.objects.get().status == status
    assert not AuditEntry.objects.exists()


def test_nothing_is_done_to_a_draft_thrown_away_meanwhile():
    kept = challenge()
    Challenge.objects.get(pk=kept.pk).delete()
    with pytest.raises(ChallengeClosed, match="消されました"):
        save_challenge(kept, fields={"title": "x"}, by=kept.written_by, at=OPEN)
    with pytest.raises(ChallengeClosed, match="消されました"):
        submit_challenge(kept, by=kept.written_by, at=OPEN)


def test_submit_gives_the_next_number_and_mails_every_officer():
    clerk = officer()
    officer(clerk.participant)
    officer(clerk.participant, until=OPEN)
    challenge(Status.ACCEPTED, serial=11)
    done = submit_challenge(challenge(by=clerk), by=clerk.user, at=OPEN)
    assert (done.status, done.number, done.submitted_at) == (Status.SUBMITTED, "COG2026-C-0012", OPEN)
    mails = OutboxMail.objects.filter(kind="municipalities/receipt")
    assert {mail.user_id for mail in mails} == set(
        clerk.participant.officers.filter(until=None).values_list("user", flat=True)
    )
    assert mails[0].subject == "課題の応募を受け付けました（受付番号 COG2026-C-0012）"
    assert f"http://testserver/me/challenges/{done.pk}/receipt/" in mails[0].body
    assert Participation.objects.get().participant == clerk.participant


def test_submit_twice_is_one_hand_in():
    draft = challenge()
    first = submit_challenge(draft, by=draft.written_by, at=OPEN)
    before = snapshot()
    again = submit_challenge(draft, by=draft.written_by, at=OPEN + timedelta(seconds=1))
    assert (again.number, snapshot()) == (first.number, before)


def test_submit_again_keeps_the_number():
    kept = challenge(Status.RETURNED, serial=7)
    challenge(Status.SUBMITTED, serial=8)
    done = submit_challenge(kept, by=kept.written_by, at=LATE)
    assert (done.number, done.status, done.submitted_at) == ("COG2026-C-0007", Status.SUBMITTED, LATE)


@pytest.mark.parametrize("at", [EARLY, LATE])
def test_submit_outside_step1_is_refused(at):
    draft = challenge()
    before = snapshot()
    with pytest.raises(ChallengeClosed):
        submit_challenge(draft, by=draft.written_by, at=at)
    assert snapshot() == before


def test_submit_is_exact_at_the_deadline():
    closes = contest.windows(2026)[Stage.Kind.CHALLENGES][1]
    on_time, late = challenge(), challenge()
    submit_challenge(on_time, by=on_time.written_by, at=closes - timedelta(microseconds=1))
    with pytest.raises(ChallengeClosed):
        submit_challenge(late, by=late.written_by, at=closes)


def test_submit_of_something_unfinished_is_refused_with_the_count():
    draft = empty_challenge(officer())
    before = snapshot()
    with pytest.raises(ChallengeIncomplete, match="7か所"):
        submit_challenge(draft, by=draft.written_by, at=OPEN)
    assert snapshot() == before


def test_submit_notices_that_the_text_is_not_the_one_read():
    draft = challenge()
    seen = fingerprint(values_of(draft))
    save_challenge(draft, fields={"title": "となりの人の題"}, by=draft.written_by, at=OPEN)
    before = snapshot()
    with pytest.raises(ChangedElsewhere):
        submit_challenge(draft, by=draft.written_by, at=OPEN, seen=seen)
    assert snapshot() == before


# --- officers -------------------------------------------------------------------------------------------------------------


def test_appoint_makes_one_officer_however_often():
    town, user, clerk = participant(), person(), staff()
    first = appoint_officer(user, town, department="企画課", by=clerk, at=OPEN)
    assert appoint_officer(user, town, department="企画課", by=clerk, at=LATE) == first
    assert appoint_officer(user, town, department="防災課", by=clerk, at=LATE).department == "防災課"
    assert [entry.action for entry in AuditEntry.objects.all()] == ["officer.appoint"] * 2


def test_appoint_keeps_to_the_municipalitys_mail_domains():
    town, clerk = participant(email_domains="city.example city.pref.example"), staff()
    before = snapshot()
    with pytest.raises(OfficerRefused, match="city.example"):
        appoint_officer(person(email="someone@else.example"), town, department="企画課", by=clerk, at=OPEN)
    assert snapshot() == before
    assert appoint_officer(person(email="a@city.pref.example"), town, department="企画課", by=clerk, at=OPEN).pk


def test_dismiss_ends_the_service_once():
    serving, clerk = officer(), staff()
    assert dismiss_officer(serving, by=clerk, at=OPEN).until == OPEN
    before = snapshot()
    assert dismiss_officer(serving, by=clerk, at=LATE).until == OPEN
    assert snapshot() == before
