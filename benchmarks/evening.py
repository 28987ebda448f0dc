"""The evening: so many people in so many minutes, each proves an address by a code made before and votes in three polls."""

import http.client
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.core import signing
from django.urls import reverse

from benchmarks.measure import Measure
from common import clock
from contest.models import Cycle, Tier
from ideas.models import Idea
from voting import browser
from voting.models import Ballot, Choice, MailCode, Poll
from voting.services.voters import keyed

TOKEN = "b" * 32
CODE = "135790"
POLLS = 3
AT_ONCE = 32
OPTIONS = 8
FIRST = 50  # people who come before anything is timed


@dataclass
class Visit:
    """What the evening met with."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def evening(product: str, cycle: Cycle, people: int, minutes: float) -> Measure:
    """Errors 0, or no figure; every ballot is in the table."""
    last = Visit()

    def run(count: int = people, within: float = 60 * minutes) -> float:
        nonlocal last
        polls = [_poll(cycle, number) for number in range(POLLS)]
        codes = _codes(cycle, count)
        last, start = Visit(), time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number, cookie in enumerate(codes):
                pool.submit(_come, product, polls, cookie, start + within * number / count, last)
        took = time.monotonic() - start
        written = Ballot.objects.filter(poll__in=[poll.pk for poll, _numbers in polls]).count()
        if last.errors or written != POLLS * count:
            raise SystemExit(f"{len(last.errors)} errors, {written} ballots: no figure from this. {last.errors[:3]}")
        return count * POLLS / took

    return Measure(
        name=f"vote_evening_{people}",
        unit=f"ballots/s, errors 0, in {minutes:g} minutes",
        against="as fast as they come",
        run=run,
        yardstick=lambda: people * POLLS / (60 * minutes),
        warm_up=lambda: run(FIRST, 0.0),
        more=lambda: {"errors": len(last.errors), **_latency(last.seconds)},
    )


def _latency(seconds: list[float]) -> dict[str, float]:
    """Of every answer somebody waited for."""
    return {"p99_ms": round(1000 * quantiles(seconds, n=100)[-1], 1), "worst_ms": round(1000 * max(seconds), 1)}


def _poll(cycle: Cycle, number: int) -> tuple[Poll, list[str]]:
    now, order = clock.now(), cycle.tiers.count()
    tier = Tier.objects.create(cycle=cycle, key=f"evening-{order}", name_ja=f"夜の層 {order}", order=order)
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=2)}
    poll = Poll.objects.create(cycle=cycle, tier=tier, slug=tier.key, **window)
    first = OPTIONS * number
    ideas = list(Idea.objects.filter(cycle=cycle).order_by("serial")[first : first + OPTIONS])
    Choice.objects.bulk_create(Choice(poll=poll, idea=idea, order=n) for n, idea in enumerate(ideas))
    return poll, [idea.number for idea in ideas]


def _codes(cycle: Cycle, people: int) -> list[str]:
    """Codes mailed before, as rows; the cookie of each browser that waits for its own."""
    now, browsers = clock.now(), [uuid4().hex for _ in range(people)]
    rows = MailCode.objects.bulk_create(
        MailCode(
            cycle=cycle, identity=keyed("identity", name), network="", browser=keyed("browser", name),
            code_hash=keyed("code", f"{name}:{CODE}"), sent_at=now, expires_at=now + timedelta(hours=1),
        )
        for name in browsers
    )  # fmt: skip
    name, salt = f"__Host-{browser.CODE[0]}", browser.CODE[0]
    return [
        f"{name}={signing.dumps([row.pk, kept, f'{kept}@voters.example'], salt=salt)}"
        for row, kept in zip(rows, browsers, strict=True)
    ]


def _come(product: str, polls: list[tuple[Poll, list[str]]], cookie: str, at: float, visit: Visit) -> None:
    """One person: waits for their moment, types the code, votes three times, each with a look at the paper."""
    time.sleep(max(0.0, at - time.monotonic()))
    try:
        line = http.client.HTTPConnection(urlsplit(product).netloc, timeout=60)
        ask = _asker(line, visit)
        answer = ask("POST", reverse("voting:code"), cookie, {"code": CODE}, expect=303)
        voter = next(part for part in answer.headers.get_all("Set-Cookie") if browser.VOTER[0] in part).partition(";")[
            0
        ]
        for poll, numbers in polls:
            address = reverse("voting:poll", args=[poll.slug])
            ask("GET", address, voter, {}, expect=200)
            form = {"choices": random.sample(numbers, 3), "request_id": str(uuid4())}
            ask("POST", address, voter, form, expect=303)
        line.close()
    except Exception as error:
        visit.errors.append(f"{type(error).__name__} {error}")


def _asker(line: http.client.HTTPConnection, visit: Visit) -> Callable[..., http.client.HTTPResponse]:
    def ask(method: str, path: str, cookie: str, form: dict, *, expect: int) -> http.client.HTTPResponse:
        headers = {
            "Host": "localhost", "Cookie": f"{cookie}; csrftoken={TOKEN}", "X-Forwarded-Proto": "https",
            "Referer": "https://localhost/", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}, doseq=True) if form else None
        start = time.perf_counter()
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        visit.seconds.append(time.perf_counter() - start)
        if answer.status != expect:
            raise SystemError(f"{method} {path} answered {answer.status}")
        return answer

    return ask
