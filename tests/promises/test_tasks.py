"""Q3: every periodic task may run twice, and by several workers at once: the second round changes nothing.

Generated from Celery's registry and the beat schedule, so that a new task is asked without anyone thinking of it; each
at a moment of the cycle at which it has something to do.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, transaction

from accounts.models import User
from awards.models import Award, Bundle, Certificate
from common import clock
from config.celery import app
from dialogue.models import Post, Statement
from dialogue.models import Thread as Question
from followup.models import Plan
from ideas.models import GuardianConsent, Idea, Recommendation
from judging.models import Inquiry, Judge, Reply, Side
from judging.services import set_tier_release
from municipalities.models import Challenge
from notifications.models import OutboxMail
from notifications.services import queue_mail
from tests.factories.accounts import person
from tests.factories.municipalities import challenge
from tests.promises import small_world as world
from tests.promises.award_acts import agreed
from tests.support import clock as moving_clock
from tests.support.servers import Sink
from voting.models import MailCode

MORNING = datetime(2027, 2, 28, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # of the final day
AFTERWARDS = datetime(2028, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a year on
WORKERS = 4
MAILS = 20
OF_THE_MACHINE = {"notifications.heartbeat", "sessions.session"}  # says when a process lived, not what is true

app.loader.import_default_modules()
TASKS = sorted(name for name in app.tasks if not name.startswith("celery."))
AGREE = "two people agree on the awards"  # no task: what they do before one
SEAL = "voting.tasks.seal_closed_polls"
# task → when, and what ran before it; everything else a year on
BEFORE_DEADLINE = datetime(2026, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
BEFORE_SCORES = MORNING - timedelta(days=33)
BEFORE_ANSWERS = MORNING - timedelta(days=10)
BEFORE_FINAL = datetime(2027, 1, 12, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
STANDS = {
    "ideas.tasks.warn_of_no_team": [(BEFORE_DEADLINE, ())],
    "ideas.tasks.remind_unfinished": [(BEFORE_DEADLINE, ())],
    "dialogue.tasks.remind_of_questions": [(BEFORE_DEADLINE, ())],
    "dialogue.tasks.tell_followers": [(BEFORE_DEADLINE, ())],
    "dialogue.tasks.ask_for_statements": [(BEFORE_FINAL, ())],
    "dialogue.tasks.remind_of_statements": [(BEFORE_FINAL, ())],
    "judging.tasks.remind_judges": [(BEFORE_SCORES, ())],
    "judging.tasks.find_conflicts": [(BEFORE_SCORES, ())],
    "judging.tasks.remind_of_inquiries": [(BEFORE_ANSWERS, ())],
    "awards.tasks.prepare_due_polls": [(MORNING, ()), (AFTERWARDS, (SEAL,))],
    "awards.tasks.publish_due_awards": [(AFTERWARDS, (AGREE,))],
    "awards.tasks.tell_followers": [(AFTERWARDS, (AGREE, "awards.tasks.publish_due_awards"))],
}
CASES = [(name, *stand) for name in TASKS for stand in STANDS.get(name, [(AFTERWARDS, ())])]

# What is said again each day on purpose, and where that shows.
EVERY_DAY = {"municipalities.tasks.remind_late_replies": {"notifications.outboxmail"}}

Snapshot = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def sink(settings: Any, smtp: Sink) -> Iterator[Sink]:
    """Where the mails go, while the clock stands where a test puts it."""
    settings.CLOCK_OFFSET_SOURCE = "tests.support.clock.offset"
    yield smtp
    moving_clock.reset()


def build_world(moment: datetime, before: Sequence[str] = ()) -> None:
    """A cycle with mails to send, polls to make and seal, pictures to shrink, codes to forget, reports to ask for."""
    moving_clock.move_to(MORNING)
    made = world.build()
    made.cycle.rounds.update(closes_at=MORNING - timedelta(days=30))
    made.round.assignments.update(handed_in_at=None)  # a judge who has not finished
    Judge.objects.create(cycle=made.cycle, user=made.people["officer"])  # of the very municipality
    set_tier_release(made.cycle, releases_at=MORNING, seen=None, by=made.people["staff"], at=MORNING)
    Award.objects.create(
        cycle=made.cycle, key="vote-finalist", name_ja="視聴者賞", decided_by="viewers", tier=made.poll.tier
    )
    MailCode.objects.create(
        cycle=made.cycle, identity="i", code_hash="c", browser="b", sent_at=clock.now(), expires_at=clock.now()
    )
    challenge(Challenge.Status.SUBMITTED)
    paper = {"idea": made.idea, "receiver": "team", "name": "見本隊", "purpose": "promise", "issued_at": clock.now()}
    Certificate.objects.create(cycle=made.cycle, **paper)
    Bundle.objects.create(cycle=made.cycle, asked_by=made.people["staff"], asked_at=clock.now(), total=1)
    _ask_outsiders(made)
    Idea.objects.create(cycle=made.cycle, team=made.idea.team, challenge=made.challenge)  # begun, and never finished
    _talk_on(made)
    _inquire(made)
    Challenge.objects.filter(pk=made.draft_challenge.pk).update(  # accepted, and nobody has taken it up
        status="accepted", serial=7, submitted_at=clock.now()
    )
    User.objects.filter(pk=person().pk).update(erases_at=MORNING)  # asked to be forgotten
    queue_mails(MAILS)
    queue_mail("b@people.example", "件名", "本文", kind="test/old", dedupe_key="old", at=clock.now())
    OutboxMail.objects.filter(dedupe_key="old").update(state=OutboxMail.State.SENT, sent_at=clock.now())
    Plan.objects.create(  # asked for weeks ago, and never answered
        idea=made.idea,
        side="municipality",
        months=12,
        due_on=date(2028, 1, 10),
        invited_at=AFTERWARDS - timedelta(days=20),
    )
    moving_clock.move_to(moment)
    for name in before:
        agreed(made, moment - timedelta(hours=1)) if name == AGREE else app.tasks[name]()


def _ask_outsiders(made: world.World) -> None:
    """A recommender and a guardian who have not answered."""
    open_still = {"expires_at": AFTERWARDS + timedelta(days=30), "email": "a@people.example"}
    team = made.idea.team
    Recommendation.objects.create(
        leader=team.members.first(), participant=made.challenge.participant, name="見本", token_hash="r", **open_still
    )
    GuardianConsent.objects.create(
        member=team.members.last(), kind="mail", guardian_name="見本", token_hash="g", **open_still
    )


def _talk_on(made: world.World) -> None:
    """A question that was answered, and an idea whose municipality was asked for its word ten days before."""
    moment, officer = made.thread.created_at, made.people["officer"]
    thread = Question.objects.create(challenge=made.challenge, asked_by=made.people["rival"], created_at=moment)
    for user, voice in ((made.people["rival"], "citizen"), (officer, "officer")):
        words = {"text": "地図", "written_by": user, "voice": voice, "is_question": user != officer}
        Post.objects.create(thread=thread, **words, created_at=moment)
    Statement.objects.create(idea=made.rival_idea, asked_at=BEFORE_FINAL - timedelta(days=10))


def _inquire(made: world.World) -> None:
    """Further questions that nobody has answered a day before their deadline."""
    sent = {"sent_at": BEFORE_FINAL, "sent_by": made.people["staff"], "told_at": BEFORE_FINAL}
    row = Inquiry.objects.create(idea=made.idea, closes_at=BEFORE_ANSWERS + timedelta(hours=20), **sent)
    row.questions.create(to="both", text="だれと続けますか。")
    Reply.objects.bulk_create(Reply(inquiry=row, side=side) for side in Side)


def queue_mails(count: int) -> None:
    for number in range(count):
        queue_mail("a@people.example", "件名", "本文", kind="test/mail", dedupe_key=f"m{number}", at=clock.now())


def snapshot() -> Snapshot:
    """Every value of every row of every table."""
    models = [model for model in apps.get_models() if model._meta.label_lower not in OF_THE_MACHINE]
    return {model._meta.label_lower: list(model._default_manager.order_by("pk").values_list()) for model in models}


def changed(before: Snapshot, after: Snapshot) -> dict[str, tuple[list[Any], list[Any]]]:
    """Tables whose rows differ, with the rows that are gone and the rows that are new."""
    return {
        table: (
            [row for row in rows if row not in after[table]],
            [row for row in after[table] if row not in rows],
        )
        for table, rows in before.items()
        if rows != after[table]
    }


def shape() -> dict[str, int]:
    """How many rows each table has; what several workers at once may not double."""
    return {table: len(rows) for table, rows in snapshot().items() if rows}


def of_a_second_run(task: Callable[[], Any]) -> dict[str, tuple[list[Any], list[Any]]]:
    """What a second run changes after a first one."""
    task()
    once = snapshot()
    task()
    return changed(once, snapshot())


def of_many_at_once(task: Callable[[], Any], sink: Sink) -> dict[str, tuple[int, int]]:
    """Tables of which several workers at once make more or fewer rows than one worker alone (undone beforehand)."""
    with transaction.atomic():
        task()
        alone = shape()
        transaction.set_rollback(True)
    sink.messages.clear()
    errors = run_at_once(task)
    assert errors == []
    together = shape()
    return {
        table: (alone.get(table, 0), together.get(table, 0))
        for table in alone.keys() | together.keys()
        if alone.get(table) != together.get(table)
    }


def run_at_once(task: Callable[[], Any]) -> list[Exception]:
    barrier, errors = Barrier(WORKERS), []

    def work() -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_every_task_is_periodic_and_every_period_has_its_task() -> None:
    assert {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()} == set(TASKS)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "moment", "before"), CASES)
def test_a_second_run_changes_nothing(name: str, moment: datetime, before: Sequence[str], sink: Sink) -> None:
    build_world(moment, before)
    start = snapshot()
    assert of_a_second_run(app.tasks[name]) == {}
    assert changed(start, snapshot()), "the first run found nothing to do: give build_world() what this task needs"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "moment", "before"), CASES)
def test_many_workers_at_once_do_it_once(name: str, moment: datetime, before: Sequence[str], sink: Sink) -> None:
    build_world(moment, before)
    assert of_many_at_once(app.tasks[name], sink) == {}
    ids = [message["Message-ID"] for message in sink.messages]
    assert len(ids) == len(set(ids))
    settled = snapshot()
    app.tasks[name]()
    assert changed(settled, snapshot()) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TASKS)
def test_a_run_a_day_later_makes_no_row_more_but_where_it_is_meant_to(name: str, sink: Sink) -> None:
    build_world(AFTERWARDS)
    app.tasks[name]()
    once = shape()
    moving_clock.move_to(AFTERWARDS + timedelta(days=1))
    app.tasks[name]()
    more = {table for table, rows in shape().items() if rows != once.get(table)}
    assert more == EVERY_DAY.get(name, set())


def one_mail_more() -> None:
    """The negative control: a task that does its work anew each time."""
    queue_mail("a@people.example", "件名", "本文", kind="test/mail", dedupe_key=str(uuid.uuid4()), at=clock.now())


def one_attempt_more() -> None:
    """Another: no row more, but a value that moves on each time."""
    model = apps.get_model("notifications.outboxmail")
    for mail in model.objects.all():
        mail.attempts += 1
        mail.save()


@pytest.mark.django_db
@pytest.mark.parametrize("control", [one_mail_more, one_attempt_more])
def test_the_check_sees_a_task_that_does_more_each_time(control: Callable[[], None], sink: Sink) -> None:
    build_world(AFTERWARDS)
    assert list(of_a_second_run(control)) == ["notifications.outboxmail"]


@pytest.mark.django_db(transaction=True)
def test_the_check_sees_workers_that_double_each_other(sink: Sink) -> None:
    build_world(AFTERWARDS)
    there = shape()["notifications.outboxmail"]
    assert of_many_at_once(one_mail_more, sink) == {"notifications.outboxmail": (there + 1, there + WORKERS)}
