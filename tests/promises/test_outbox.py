"""Q4: work that is rolled back sends nothing. Q2, short: what workers are killed over is sent all the same."""

import os
import signal
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import psycopg2
import pytest
from django.db import connection

from awards.models import Award
from deploy.processes import wait_until
from notifications.models import OutboxMail
from notifications.services import queue_mail
from tests.promises import small_world as world
from tests.promises.mailing import SERVICES, SUMMER
from tests.support.empty import empty_site
from tests.support.rows import every_row
from tests.support.servers import valkey

DUE_NOW = "UPDATE notifications_outboxmail SET due_at = now() WHERE state = 'pending'"
SIX_MINUTES_LATER = "UPDATE notifications_outboxmail SET claimed_at = claimed_at - interval '6 minutes'"


class Broken(Exception):
    """What the test raises in the middle of a service."""


def traces(act: Callable[[], Any], turn: int = 0, *, of: int = 1) -> tuple[int, list[int]]:
    """Break an act at its first statement, then its second, …: how far it goes, and those after which a row differs.

    Or at one statement of so many, in turn: after as many turns as that it has been broken at each.
    """
    before, leaky, number = every_row(), [], 1 + turn % of - of
    while True:
        number += of
        with suppress(Broken), connection.execute_wrapper(_breaking_at(number)):
            act()
            return number - 1, leaky
        if every_row() != before:
            leaky.append(number)
            before = every_row()


def _breaking_at(number: int) -> Callable[..., Any]:
    seen = 0

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Broken(sql)
        return execute(sql, *rest)

    return wrapper


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turns", [pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.promise)])
@pytest.mark.parametrize("name", list(SERVICES))
def test_a_service_broken_at_any_statement_sends_nothing_and_changes_nothing(
    name: str, turns: int, pytestconfig: pytest.Config
) -> None:
    act, turn = SERVICES[name](world.build()), pytestconfig.getoption("turn")
    there = OutboxMail.objects.count()
    statements, leaky = traces(act, turn, of=turns)
    assert (leaky, statements > 3) == ([], True), f"--turn={turn}"
    assert OutboxMail.objects.count() > there, "this service mailed nobody"


@pytest.mark.django_db(transaction=True)
def test_the_check_sees_a_service_that_forgot_its_transaction() -> None:
    there = world.build()

    def careless() -> None:
        queue_mail("a@people.example", "件名", "本文", kind="test/mail", dedupe_key="careless", at=SUMMER)
        Award.objects.filter(pk=there.award.pk).update(name_ja="別の賞")

    assert traces(careless)[1]


@pytest.mark.promise
@pytest.mark.postgres
def test_what_killed_workers_held_is_sent_all_the_same() -> None:
    """The worker is killed outright in the middle of sending, twice; the mail server refuses for a while."""
    mails, kills = 200, 2
    with valkey() as redis, empty_site(redis) as site, closing(psycopg2.connect(site.env["DATABASE_URL"])) as database:
        database.autocommit = True
        cursor = database.cursor()
        site.sink.refusal = "451 later"
        cursor.execute(
            'INSERT INTO notifications_outboxmail (kind, "to", subject, body, is_secret, dedupe_key, state, due_at,'
            " created_at, attempts, last_error) SELECT 'test/mail', 'p' || n || '@people.example', 'q2', 'q2', false,"
            " 'q2:' || n, 'pending', now(), now(), 0, '' FROM generate_series(1, %s) AS n",
            [mails],
        )
        wait_until(lambda: _count(cursor, "attempts > 0") > 0, seconds=20, every=0.05)
        site.sink.refusal = None
        cursor.execute(DUE_NOW)
        for _ in range(kills):
            start = len(site.sink.messages)
            wait_until(lambda start=start: len(site.sink.messages) > start, seconds=40, every=0.005)
            worker = site.child("worker")
            os.killpg(worker.process.pid, signal.SIGKILL)
            worker.process.wait()
            site.children.remove(worker)
            cursor.execute(SIX_MINUTES_LATER)
            site.start("worker")
        cursor.execute(DUE_NOW)
        wait_until(lambda: _count(cursor, "state = 'sent'") == mails, seconds=60, every=0.2)
        ids = [message["Message-ID"] for message in site.sink.messages if message["Subject"] == "q2"]
    assert (len(set(ids)), len(ids) <= mails + kills * 2) == (mails, True)


def _count(cursor: Any, condition: str) -> int:
    cursor.execute(f"SELECT count(*) FROM notifications_outboxmail WHERE {condition}")
    return int(cursor.fetchone()[0])
