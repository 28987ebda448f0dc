"""V2: every acknowledged ballot is counted exactly once, whatever is killed while people vote.

A real stack: web, worker and beat on a PostgreSQL (fsync on) and a Redis of their own; `kill -9` of each during a burst over
HTTP, with answers lost on the way; people send the same paper again until they are answered. The controls: a database
that acknowledges before it has flushed loses ballots, and people who send a new paper each time double them.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from deploy.processes import wait_until
from tests.support.booth import Acknowledged, Booth, Crowd, Person, open_booths
from tests.support.live import LiveSite
from tests.support.servers import Postgres, Valkey, postgres_server, smtp_sink, valkey

SHORT = ["postgres", "web", "redis"]
ALL = ["postgres", "web", "redis", "worker", "beat"]
PEOPLE = 8
pytestmark = pytest.mark.postgres


@dataclass
class Stack:
    """A site whose every part can be killed."""

    site: LiveSite
    postgres: Postgres
    redis: Valkey

    def kill(self, part: str) -> None:
        """`kill -9`, and start it again, as a process manager does."""
        acts: dict[str, Callable[[], None]] = {
            "postgres": self.postgres.crash,
            "redis": lambda: self.redis.restart(signal.SIGKILL),
        }
        acts.get(part, lambda: self._kill_child(part))()

    def _kill_child(self, name: str) -> None:
        child = self.site.child(name)
        child.signal(signal.SIGKILL)
        child.process.wait()
        assert wait_until(child.group_is_gone, seconds=10)
        self.site.children.remove(child)
        self.site.start(name)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.postgres.url)) as line:
            line.autocommit = True
            with line.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []

    def close(self, booth: Booth) -> None:
        self.ask("UPDATE voting_poll SET closes_at = clock_timestamp() WHERE id = %s", booth.poll)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with postgres_server(fsync=True) as database, valkey() as redis, smtp_sink() as sink:
        env = {"DATABASE_URL": database.url, "REDIS_URL": redis.url, "EMAIL_URL": sink.url, "REHEARSAL": "0"}
        site = LiveSite({**env, "COG_VAR_DIR": str(tmp_path / "var")}, sink=sink)
        site.env["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        try:
            site.manage("migrate", "--verbosity", "0")
            site.start()
            site.wait()
            yield Stack(site, database, redis)
        finally:
            site.stop()


def crowd_of(stack: Stack, booth: Booth, *, is_careless: bool = False) -> Crowd:
    loss = 0.3 if is_careless else 0.1
    return Crowd([Person(stack.site.base_url, booth, voter, is_careless, loss=loss) for voter in booth.cookies])


@dataclass
class Compared:
    """What was acknowledged beside what is in the table."""

    acknowledged: int
    lost: int
    doubled: int


def compare(stack: Stack, booth: Booth, acknowledged: list[Acknowledged]) -> Compared:
    found = stack.ask("SELECT voter_id, request_id::text, choices FROM voting_ballot WHERE poll_id = %s", booth.poll)
    rows = {(voter, UUID(request)): choices for voter, request, choices in found}
    kept = [ballot for ballot in acknowledged if rows.get((ballot.voter, ballot.request)) == ballot.choices]
    return Compared(len(acknowledged), len(acknowledged) - len(kept), len(found) - len(kept))


def last_of_each(acknowledged: list[Acknowledged]) -> dict[int, list[str]]:
    return {ballot.voter: ballot.choices for ballot in acknowledged}


def counted(stack: Stack, booth: Booth) -> dict[int, list[str]]:
    """The ballots of the sealed log, with the voters nobody else can tell."""
    rows = stack.ask(
        "SELECT DISTINCT ON (voter_id) voter_id, choices FROM voting_ballot WHERE poll_id = %s ORDER BY voter_id, id DESC",
        booth.poll,
    )
    return dict(rows)


def longest_silence(acknowledged: list[Acknowledged], started: float) -> float:
    moments = [started, *(ballot.at for ballot in acknowledged)]
    return max(later - earlier for earlier, later in zip(moments, moments[1:], strict=False))


def plan_of(kills: int) -> list[str]:
    """Each part once, then by lot."""
    draw = random.Random(2)
    return [*ALL, *(draw.choice(ALL) for _ in range(kills - len(ALL)))]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("kills", "apart"), [(SHORT, 1.0), pytest.param(plan_of(15), 4.0, marks=pytest.mark.promise)], ids=["short", "long"]
)
def test_v2_every_acknowledged_ballot_is_counted_once_through_crashes(
    kills: list[str], apart: float, stack: Stack, record_property: Callable[[str, object], None]
) -> None:
    booth, other = open_booths(stack.site, "finalist", "poster", voters=PEOPLE)
    started = time.monotonic()
    with crowd_of(stack, booth) as crowd:
        crowd.wait_for(20)
        for part in kills:
            stack.kill(part)
            time.sleep(apart)
            crowd.wait_for(10)
    seconds, acknowledged = time.monotonic() - started, crowd.acknowledged
    found = compare(stack, booth, acknowledged)
    stack.close(booth)
    seal: list[tuple[Any, ...]] = []

    def is_sealed() -> bool:
        seal[:] = stack.ask("SELECT counted, superseded FROM voting_seal WHERE poll_id = %s", booth.poll)
        return bool(seal)

    assert wait_until(is_sealed, seconds=60, every=0.3), "beat and worker came back and nobody sealed"
    record_property(
        "figure",
        f"V2: {found.acknowledged} ballots acknowledged in {seconds:.0f} s, {len(kills)} kills, lost {found.lost}, doubled"
        f" {found.doubled}, longest recovery {longest_silence(acknowledged, started):.1f} s",
    )
    assert (found.lost, found.doubled, crowd.unanswered) == (0, 0, 0)
    assert counted(stack, booth) == last_of_each(acknowledged)
    assert seal == [(PEOPLE, len(acknowledged) - PEOPLE)]
    _controls(stack, other, record_property)


def _controls(stack: Stack, booth: Booth, record_property: Callable[[str, object], None]) -> None:
    """On the same stack: the database answers before it has flushed, and people send a new paper at each try."""
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
        stack.ask(f"ALTER SYSTEM SET {setting}")
    stack.ask("SELECT pg_reload_conf()")
    with crowd_of(stack, booth, is_careless=True) as crowd:
        crowd.wait_for(100)
        stack.kill("postgres")
        crowd.wait_for(60)  # the doubled ones of before are lost as well
    found = compare(stack, booth, crowd.acknowledged)
    record_property("figure", f"V2, the controls: {found.lost} lost, {found.doubled} doubled")
    assert found.lost > 0
    assert found.doubled > 0
