"""Measures of the vote: ballots over HTTP, seal and tally, the recount, and a whole evening's burst."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.evening import evening
from benchmarks.load import Load, drive
from benchmarks.measure import Measure
from benchmarks.world import closed_poll, voters
from common import clock
from contest.models import Cycle
from voting import browser, services, standings, verify
from voting.export import write_files
from voting.models import Ballot, Poll, Seal

TOKEN = "b" * 32
GOAL_MS = 300.0
CROWD = 256  # connections of a burst


@dataclass(frozen=True)
class Sizes:
    """How much of it: a small machine measures less and says so in the measure's name."""

    ballots: int = 200_000
    people: int = 300
    minutes: float = 0.1


def all_measures(product: str, bare: str, cycle: Cycle, *, seconds: float, sizes: Sizes) -> list[Measure]:
    booth = Booth(product, bare, seconds)
    cast = [booth.measure("vote_cast", 16), booth.measure("vote_burst", CROWD), booth.p99()]
    return [*cast, _tally(cycle, sizes.ballots), _recount(cycle), evening(product, cycle, sizes.people, sizes.minutes)]


class Booth:
    """Real ballots over HTTP: cookie, CSRF, window, choices, receipt, flushed to disk."""

    def __init__(self, product: str, bare: str, seconds: float) -> None:
        self.product, self.bare, self.seconds = product, bare, seconds
        self.poll = Poll.objects.get(slug="bench-finalist")
        self.path = reverse("voting:poll", args=[self.poll.slug])
        self.names = [browser.voter_cookie({self.poll.pk: pk}, is_secure=True) for pk in voters(self.poll, 2000)]
        self.cookies = Path(tempfile.mkdtemp(prefix="cog-bench-")) / "cookies.txt"
        self.cookies.write_text("".join(f"{name}={value}; csrftoken={TOKEN}\n" for name, value in self.names))
        chosen = self.poll.choices.select_related("idea__cycle")[:3]
        self.numbers = [choice.idea.number for choice in chosen]
        self.per_second = 0.0  # of the last round at full load

    def measure(self, name: str, connections: int) -> Measure:
        return Measure(
            name=name,
            unit=f"ballots/s, {connections} connections",
            against="bare view doing one INSERT",
            run=lambda: self.ballots(connections=connections).per_second,
            yardstick=lambda: drive(f"{self.bare}/insert", seconds=self.seconds, connections=connections).per_second,
            queries=self.queries,
        )

    def p99(self) -> Measure:
        """At half of what it takes at full load."""

        def run() -> float:
            per_connection = 16 / (self.ballots(connections=16).per_second / 2)
            return self.ballots(connections=16, VOTE_DELAY=f"{1000 * per_connection:.0f}").p99_ms

        return Measure(
            name="vote_p99",
            unit="ms at half load",
            against=f"{GOAL_MS:.0f} ms",
            run=run,
            yardstick=lambda: GOAL_MS,
            higher_is_better=False,
        )

    def ballots(self, **options) -> Load:
        """One load; every acknowledged ballot must be in the table."""
        before = Ballot.objects.filter(poll=self.poll).count()
        form = f"csrfmiddlewaretoken={TOKEN}" + "".join(f"&choices={number}" for number in self.numbers)
        script = {"script": "vote.lua", "VOTE_COOKIES": str(self.cookies), "VOTE_FORM": form, "VOTE_PATH": self.path}
        load = drive(self.product, seconds=self.seconds, expect=303, **script, **options)
        written = Ballot.objects.filter(poll=self.poll).count() - before
        if written < load.per_second * self.seconds * 0.98:
            raise SystemExit(f"{written} ballots are in the table, fewer than were acknowledged: no figure from this.")
        return load

    def queries(self) -> int:
        client = Client(headers={"host": "localhost"})
        client.cookies[self.names[0][0]] = self.names[0][1]
        post = partial(client.post, self.path, secure=True)
        post({"choices": self.numbers, "request_id": str(uuid4())})  # the paper is remembered from here on
        with CaptureQueriesContext(connection) as captured:
            response = post({"choices": self.numbers, "request_id": str(uuid4())})
        if response.status_code != 303:
            raise SystemExit(f"A ballot was answered {response.status_code}: no figure from this.")
        return len(captured)


def _tally(cycle: Cycle, ballots: int) -> Measure:
    """Seal and tally so many ballots, against one GROUP BY of the same table; unsealed again for the next round."""
    polls: list[Poll] = []
    grouped = """
        SELECT choice, count(*) FROM voting_ballot, jsonb_array_elements_text(choices) choice
         WHERE poll_id = %s GROUP BY 1
    """

    def poll() -> Poll:
        polls[:] = polls or [closed_poll(cycle, ballots)]
        return polls[0]

    def group_by() -> float:
        Seal.objects.filter(poll=poll()).delete()
        Poll.objects.filter(pk=poll().pk).update(sealed_at=None)
        with connection.cursor() as cursor:
            return _seconds(lambda: cursor.execute(grouped, [poll().pk]))

    def seal_and_tally() -> None:
        services.seal_poll(poll(), at=clock.now())
        standings.result_of(Poll.objects.get(pk=poll().pk))

    return Measure(
        name=f"tally_{_short(ballots)}",
        unit="s",
        against="one GROUP BY of the ballots",
        run=lambda: _seconds(seal_and_tally),
        yardstick=group_by,
        higher_is_better=False,
    )


def _recount(cycle: Cycle) -> Measure:
    """`verify.py` over 200,000 published ballots as a process of its own, against reading the same file as JSON."""
    folder, peaks = Path(tempfile.mkdtemp(prefix="cog-bench-")), [0.0]
    reading = "import json,sys; [json.loads(line) for line in open(sys.argv[1])]"

    def publish() -> None:
        poll = closed_poll(cycle, 200_000)
        services.seal_poll(poll, at=clock.now())
        services.publish_poll(poll, at=clock.now())
        write_files(Poll.objects.select_related("seal").get(pk=poll.pk), folder)

    def recount() -> float:
        return _seconds(lambda: peaks.append(_peak_mib([sys.executable, verify.__file__, str(folder)])))

    def read() -> float:
        if not (folder / "log.jsonl").exists():
            publish()
        return _seconds(lambda: _peak_mib([sys.executable, "-c", reading, str(folder / "log.jsonl")]))

    return Measure(
        name="recount_200k",
        unit="s",
        against="reading the log as JSON",
        run=recount,
        yardstick=read,
        higher_is_better=False,
        more=lambda: {"peak_mib": round(max(peaks), 1)},
    )


def _peak_mib(command: list[str]) -> float:
    """Run a command to its good end; the most memory it held."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[1]} ended with {process.returncode}: no figure from this.")
    return usage.ru_maxrss / 1024


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _short(number: int) -> str:
    """200k, 10m: how a size is written in a measure's name."""
    if number % 1_000_000 == 0:
        return f"{number // 1_000_000}m"
    return f"{number // 1000}k" if number % 1000 == 0 else str(number)
