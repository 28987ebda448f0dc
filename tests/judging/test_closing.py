"""Locking a round and opening it again; what judges are reminded of."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from judging import services
from judging.models import Assignment, JudgingRefused, Reopening, Round
from judging.sealing import is_sealed, seal_of
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LATER = CLOSES + 5 * DAY


@pytest.fixture
def round():
    return judging.round()


def state(round):
    kept = Round.objects.get(pk=round.pk)
    return kept.locked_at, kept.locked_by, kept.closes_at


def ask(round, **change):
    words = {"reason": "停電のため", "closes_at": LATER, "by": staff(), "at": CLOSES + SECOND}
    return services.ask_reopening(round, **{**words, **change})


# lock_round


def test_a_round_is_locked_with_the_fingerprint_of_its_points(round):
    judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    office = staff()
    services.lock_round(round, by=office, at=DURING)
    services.lock_round(round, by=staff(), at=DURING + SECOND)
    assert state(round) == (DURING, office, CLOSES)
    assert AuditEntry.objects.get(action="judging.lock_round").detail == {"seal": seal_of(round), "unfinished": 0}


@pytest.mark.parametrize("wrong", ["unfinished", "early"])
def test_a_lock_is_refused(round, wrong):
    judging.sheet(round, ideas.submitted())
    with pytest.raises(JudgingRefused):
        services.lock_round(round, by=staff(), at=OPENS - SECOND if wrong == "early" else CLOSES - SECOND)
    assert state(round)[0] is None
    assert not AuditEntry.objects.filter(action="judging.lock_round").exists()


def test_after_the_deadline_it_is_locked_with_what_there_is(round):
    judging.sheet(round, ideas.submitted())
    services.lock_round(round, by=staff(), at=CLOSES)
    assert AuditEntry.objects.get(action="judging.lock_round").detail["unfinished"] == 1


def test_one_point_moved_is_another_fingerprint(round):
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    before = seal_of(round)
    assert seal_of(round) == before
    sheet.scores.filter(points=4).update(points=5)
    assert seal_of(round) != before


# ask_reopening, agree_reopening


def test_two_people_open_a_locked_round_again(round):
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    services.lock_round(round, by=staff(), at=DURING)
    first, second = staff(), staff()
    asked = ask(round, by=first)
    with pytest.raises(JudgingRefused):
        services.hand_in_sheet(sheet, by=sheet.judge.user, at=CLOSES + SECOND)
    services.agree_reopening(asked, by=second, at=CLOSES + DAY)
    services.agree_reopening(asked, by=second, at=CLOSES + 2 * DAY)
    assert state(round) == (None, None, LATER)
    services.save_sheet(
        sheet, points=judging.points(round, 5, 3, 2), comment="", advice="", by=sheet.judge.user, at=LATER - SECOND
    )
    kept = Reopening.objects.get()
    assert (kept.asked_by, kept.agreed_by, kept.agreed_at) == (first, second, CLOSES + DAY)
    assert AuditEntry.objects.filter(action="judging.agree_reopening").count() == 1


@pytest.mark.parametrize("wrong", ["open", "silent", "past", "released"])
def test_asking_is_refused(round, wrong):
    if wrong == "released":
        judging.released()
    change = {
        "open": {"at": DURING},
        "silent": {"reason": " "},
        "past": {"closes_at": CLOSES},
    }.get(wrong, {})
    with pytest.raises(JudgingRefused):
        ask(round, **change)
    assert not Reopening.objects.exists()


@pytest.mark.parametrize("wrong", ["same person", "too late", "asked anew"])
def test_agreeing_is_refused(round, wrong):
    first = staff()
    asked = ask(round, by=first)
    if wrong == "asked anew":
        ask(round, by=first, reason="べつの理由")
    by = first if wrong == "same person" else staff()
    with pytest.raises(JudgingRefused):
        services.agree_reopening(asked, by=by, at=LATER if wrong == "too late" else CLOSES + DAY)
    assert state(round) == (None, None, CLOSES)
    assert not Reopening.objects.filter(agreed_at__isnull=False).exists()


# enter_sheet


def enter(sheet, *values, by=None, at=DURING):
    points = judging.points(sheet.round, *values)
    return services.enter_sheet(sheet, points=points, comment="紙から", advice="", by=by or staff(), at=at)


def test_a_paper_sheet_is_entered_with_its_trace_until_the_lock(round):
    sheet, office, other = judging.sheet(round, ideas.submitted()), staff(), staff()
    enter(sheet, 4, 3, 2, by=office, at=CLOSES + DAY)
    kept = Assignment.objects.get()
    assert (kept.entered_by, kept.handed_in_at, kept.comment) == (office, CLOSES + DAY, "紙から")
    assert AuditEntry.objects.get(action="judging.enter_sheet").actor == office
    enter(sheet, 5, 3, 2, by=other, at=CLOSES + DAY)
    assert Assignment.objects.get().entered_by == other
    assert AuditEntry.objects.filter(action="judging.change_sheet").get().actor == other


@pytest.mark.parametrize("wrong", ["person", "self", "locked", "early", "missing", "finished", "withdrawn", "left"])
def test_entering_is_refused(round, wrong):
    office = staff()
    judge = judging.judge(user=office) if wrong == "self" else judging.judge()
    sheet = judging.sheet(round, ideas.submitted(), judge)
    if wrong == "finished":
        services.save_sheet(
            sheet, points=judging.points(round, 1, 1, 1), comment="", advice="", by=judge.user, at=DURING
        )
        services.hand_in_sheet(sheet, by=judge.user, at=DURING)
    if wrong == "locked":
        Round.objects.update(locked_at=DURING, locked_by=office)
    if wrong == "withdrawn":
        sheet.idea.status = "withdrawn"
        sheet.idea.save()
    if wrong == "left":
        judge.left_at = DURING
        judge.save()
    before = list(Assignment.objects.values()), list(sheet.scores.values())
    by = judge.user if wrong == "person" else office
    with pytest.raises(JudgingRefused):
        enter(
            sheet,
            *((4,) if wrong == "missing" else (4, 3, 2)),
            by=by,
            at=OPENS - SECOND if wrong == "early" else DURING,
        )
    assert (list(Assignment.objects.values()), list(sheet.scores.values())) == before


# remind_judges, remind_before_close


def mails():
    return list(OutboxMail.objects.filter(kind="judging/reminder").order_by("pk").values_list("to", "due_at"))


def test_the_secretariat_reminds_whoever_still_owes_once_a_day(round):
    owes = judging.sheet(round, ideas.submitted()).judge
    judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    assert services.remind_judges(round, by=staff(), at=DURING) == 1
    services.remind_judges(round, by=staff(), at=DURING + SECOND)
    assert [to for to, _due in mails()] == [owes.user.email]
    assert "採点がのこり1件です" in OutboxMail.objects.get(kind="judging/reminder").subject
    services.remind_judges(round, by=staff(), at=DURING + DAY)
    assert len(mails()) == 2


def test_no_reminder_while_the_round_is_closed(round):
    judging.sheet(round, ideas.submitted())
    with pytest.raises(JudgingRefused):
        services.remind_judges(round, by=staff(), at=CLOSES)
    assert mails() == []


def test_judges_are_reminded_a_week_and_a_day_before_the_close_once_each(round):
    judging.sheet(round, ideas.submitted())
    steps = [8 * DAY, 7 * DAY, 6 * DAY, DAY, DAY - SECOND, timedelta(0)]
    assert [services.remind_before_close(at=CLOSES - left) for left in steps] == [0, 1, 0, 1, 0, 0]


# the final's seal


@pytest.mark.parametrize(
    ("kind", "locked", "at", "sealed"),
    [
        ("final", False, DURING, True),
        ("final", False, CLOSES, False),
        ("final", True, DURING, False),
        ("screening", False, DURING, False),
    ],
)
def test_the_totals_of_a_final_are_sealed_until_it_closes(kind, locked, at, sealed):
    final = judging.round(kind=kind, locked_at=DURING if locked else None)
    assert is_sealed(final, at) is sealed


# the lock and a save at the same moment


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_save_that_met_the_lock_half_way_is_refused_whole():
    sheet = judging.handed_in(judging.round(), ideas.submitted(), 4, 3, 2)
    met: list[str] = []

    def save() -> None:
        try:
            points = judging.points(sheet.round, 1, 1, 1)
            services.save_sheet(sheet, points=points, comment="", advice="おそい", by=sheet.judge.user, at=DURING)
        except JudgingRefused as refusal:
            met.append(str(refusal))
        finally:
            connection.close()

    writer = Thread(target=save)
    with transaction.atomic():
        services.lock_round(sheet.round, by=staff(), at=DURING)
        writer.start()
        writer.join(timeout=1)
        assert writer.is_alive()  # it waits for the lock
    writer.join()
    assert met == ["審査のしめきりを過ぎたので、保存できません。事務局にご連絡ください。"]
    kept = Assignment.objects.get()
    assert [score.points for score in kept.scores.all()] == [4, 3, 2]
    assert kept.advice != "おそい"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "act",
    [services.lock_round, services.propose_assignments, services.release_assignments],
    ids=lambda act: act.__name__,
)
def test_acts_on_a_whole_round_take_its_rows_in_one_order(round, act):
    judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    with CaptureQueriesContext(connection) as asked:
        act(round, by=staff(), at=DURING)
    held = [query["sql"].split('FROM "')[1].split('"')[0] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert held[:3] == ["contest_cycle", "judging_assignment", "judging_round"]
