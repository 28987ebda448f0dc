"""What is measured: each measure beside its yardstick, so that a slow moment of the machine touches both."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import certificates, desks, judging, rush, sheets
from benchmarks.load import drive
from benchmarks.measure import Measure, queries_of
from benchmarks.world import closed_poll, voters
from common import clock
from contest.models import Cycle
from ideas.models import Idea
from voting import browser, services, standings, verify
from voting.models import Ballot, Poll

PUBLISHED = {
    "log": "log.jsonl", "seal": "seal.json", "voids": "voids.jsonl", "superseded": "superseded.txt", "result_json": "result.json",
}  # fmt: skip


def all_measures(product: str, bare: str, cycle: Cycle, *, seconds: float) -> list[Measure]:
    """Every measure of the list, ready to run."""
    idea = Idea.objects.filter(cycle=cycle).select_related("challenge__cycle").order_by("serial").first()
    pages = {
        "home": reverse("pages:home"),
        "gallery_10k": reverse("pages:ideas"),
        "idea": reverse("pages:idea", args=[idea.number]),
        "challenge": reverse("pages:challenge", args=[idea.challenge.number]),
    }
    measures = [
        Measure(
            name="hello", unit="requests/s", against="bare hello view",
            run=lambda: drive(f"{product}/healthz", seconds=seconds).per_second,
            yardstick=lambda: drive(f"{bare}/hello", seconds=seconds).per_second,
        )
    ]  # fmt: skip
    measures += [_page(name, product, bare, path, seconds) for name, path in pages.items()]
    measures += [_vote_cast(product, bare, cycle, seconds), desks.challenge_autosave(product, bare, cycle, seconds)]
    measures += [desks.idea_autosave(product, bare, seconds)]
    measures += desks.writing(product, bare, seconds)
    measures += [desks.review_queue(product, bare, cycle, seconds), rush.submit_rush(product, bare, cycle)]
    measures += [sheets.score_sheet(product, bare, cycle, seconds), sheets.score_save(product, bare, cycle, seconds)]
    measures += [_tally(cycle), _recount(cycle)]
    return measures + judging.all_measures() + certificates.all_measures(cycle)


def _page(name: str, product: str, bare: str, path: str, seconds: float) -> Measure:
    return Measure(
        name=name,
        unit="requests/s",
        against="bare gallery of 24 cards",
        run=lambda: drive(product + path, seconds=seconds).per_second,
        yardstick=lambda: drive(f"{bare}/gallery", seconds=seconds).per_second,
        queries=lambda: queries_of(path),
    )


def _vote_cast(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """Real ballots over HTTP: cookie, CSRF, window, choices, receipt, flushed to disk."""
    poll = Poll.objects.get(slug="bench-finalist")
    path = reverse("voting:poll", args=[poll.slug])
    folder = tempfile.mkdtemp(prefix="cog-bench-")
    cookies = Path(folder) / "cookies.txt"
    token = "b" * 32
    names = [browser.voter_cookie({poll.pk: voter}, is_secure=True) for voter in voters(poll, 2000)]
    cookies.write_text("".join(f"{name}={value}; csrftoken={token}\n" for name, value in names))
    numbers = [choice.idea.number for choice in poll.choices.select_related("idea__cycle")[:3]]
    form = f"csrfmiddlewaretoken={token}" + "".join(f"&choices={number}" for number in numbers)

    def run() -> float:
        before = Ballot.objects.filter(poll=poll).count()
        load = drive(
            product,
            seconds=seconds,
            expect=303,
            script="vote.lua",
            VOTE_COOKIES=str(cookies),
            VOTE_FORM=form,
            VOTE_PATH=path,
        )
        written = Ballot.objects.filter(poll=poll).count() - before
        if written < load.per_second * seconds * 0.98:
            raise SystemExit(f"{written} ballots are in the table, fewer than were acknowledged: no figure from this.")
        return load.per_second

    return Measure(
        name="vote_cast",
        unit="ballots/s",
        against="bare view doing one INSERT",
        run=run,
        yardstick=lambda: drive(f"{bare}/insert", seconds=seconds).per_second,
        queries=lambda: _vote_queries(poll, names[0], form, path),
    )


def _vote_queries(poll: Poll, cookie: tuple[str, str], form: str, path: str) -> int:
    client = Client(headers={"host": "localhost"})
    client.cookies[cookie[0]] = cookie[1]
    data = [pair.split("=") for pair in form.split("&")]
    fields = {"choices": [value for name, value in data if name == "choices"]}
    client.post(path, {**fields, "request_id": str(uuid4())}, secure=True)  # the paper is remembered from here on
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, {**fields, "request_id": str(uuid4())}, secure=True)
    if response.status_code != 303:
        raise SystemExit(f"A ballot was answered {response.status_code}: no figure from this.")
    return len(captured)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _tally(cycle: Cycle) -> Measure:
    """Seal and tally 100,000 ballots, against one GROUP BY of the same table."""
    polls = iter(lambda: closed_poll(cycle, 100_000), None)
    current: list[Poll] = []

    def seal_and_tally() -> None:
        services.seal_poll(current[0], at=clock.now())
        current[0].refresh_from_db()
        standings.result_of(current[0])

    def group_by() -> float:
        current[:] = [next(polls)]
        sql = """
            SELECT choice, count(*) FROM voting_ballot, jsonb_array_elements_text(choices) choice
             WHERE poll_id = %s GROUP BY 1
        """
        with connection.cursor() as cursor:
            return _seconds(lambda: cursor.execute(sql, [current[0].pk]))

    return Measure(
        name="tally_100k",
        unit="s",
        against="one GROUP BY of the ballots",
        run=lambda: _seconds(seal_and_tally),
        yardstick=group_by,
        higher_is_better=False,
    )


def _recount(cycle: Cycle) -> Measure:
    """`verify.py` over 200,000 published ballots as a process of its own, against reading the same file as JSON."""
    folder = Path(tempfile.mkdtemp(prefix="cog-bench-"))
    script = str(Path(verify.__file__))
    reading = "import json,sys; [json.loads(line) for line in open(sys.argv[1])]"

    def publish() -> None:
        poll = closed_poll(cycle, 200_000)
        services.seal_poll(poll, at=clock.now())
        services.publish_poll(poll, at=clock.now())
        client = Client(headers={"host": "localhost"})
        for name, file in PUBLISHED.items():
            answer = client.get(reverse(f"voting:{name}", args=[poll.slug]), secure=True)
            with (folder / file).open("wb") as target:
                target.writelines(answer.streaming_content if answer.streaming else [answer.content])

    def recount() -> float:
        return _seconds(lambda: subprocess.run([sys.executable, script, str(folder)], check=True, capture_output=True))

    def read() -> float:
        if not (folder / "log.jsonl").exists():
            publish()
        command = [sys.executable, "-c", reading, str(folder / "log.jsonl")]
        return _seconds(lambda: subprocess.run(command, check=True, capture_output=True))

    return Measure(
        name="recount_200k",
        unit="s",
        against="reading the log as JSON",
        run=recount,
        yardstick=read,
        higher_is_better=False,
    )
