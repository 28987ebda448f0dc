"""Q1: a broker that is down or paused costs a request nothing, and no mail is lost by it.

A real web server, worker and beat on their own PostgreSQL, Redis and mail server. The negative control is the same
measure on a view that speaks to the broker inside the request.
"""

import ast
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any

import httpx
import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from kombu import Connection
from kombu.simple import SimpleQueue
from kombu.transport.redis import Channel

from config import broker
from deploy.processes import wait_until
from deploy.site import ROOT
from tests.support.booth import Booth, Person, open_booths
from tests.support.empty import empty_site
from tests.support.servers import Valkey, valkey

ROOMS = [*django_settings.ROOMS, "rehearsal"]
AWAY = {"stopped": (Valkey.stop, Valkey.start), "paused": (Valkey.pause, Valkey.resume)}
BROKER = {"socket_timeout": 5, "socket_connect_timeout": 5}
SLOW = 3.0  # seconds: a busy machine may take one, a broker that is away takes five and more


@dataclass
class Measure:
    """What a number of requests met with."""

    seconds: list[float] = field(default_factory=list)
    bad: list[int | str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def ask(self, request: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        response = request()
        self.seconds.append(time.perf_counter() - start)
        if response.status_code not in (200, 302):
            self.bad.append(response.status_code)
        return response

    @property
    def p99(self) -> float:
        return quantiles(self.seconds, n=100)[-1]

    @property
    def stalled(self) -> int:
        return sum(second > SLOW for second in self.seconds)


def visit(base_url: str, name: str, people: int) -> Measure:
    """Each person looks at the home page, asks for a login code and sees where to enter it."""
    measure = Measure()
    for number in range(people):
        address = f"{name}{number}@people.example"
        with httpx.Client(base_url=base_url, timeout=30) as client:
            measure.ask(lambda c=client: c.get("/"))
            page = measure.ask(lambda c=client: c.get("/accounts/login/"))
            data = {
                "login": address,
                "csrfmiddlewaretoken": page.text.split('name="csrfmiddlewaretoken" value="')[1][:64],
            }
            sent = measure.ask(lambda c=client, d=data: c.post("/accounts/login/", data=d))
            measure.ask(lambda c=client, s=sent: c.get(s.headers["location"]))
        measure.addresses.append(address)
    return measure


def vote(base_url: str, booth: Booth) -> Measure:
    """Each voter casts one ballot; a paper that has to be sent again is a bad answer."""
    measure = Measure()
    for voter in booth.cookies:
        person, start = Person(base_url, booth, voter), time.perf_counter()
        person.cast(booth.numbers[:1])
        measure.seconds.append(time.perf_counter() - start)
        measure.bad += ["no receipt"] * (person.tries - 1)
    return measure


@pytest.mark.postgres
@pytest.mark.parametrize("people", [10, pytest.param(250, marks=pytest.mark.promise)])
def test_a_broker_that_is_away_costs_a_request_nothing(people: int, pytestconfig: pytest.Config) -> None:
    with valkey() as redis, empty_site(redis) as site:
        (booth,) = open_booths(site, "finalist", voters=4 * people)
        measures = {"usual": visit(site.base_url, "usual", people)}
        votes = {"votes, usual": vote(site.base_url, booth)}
        for name, (leave, come_back) in AWAY.items():
            leave(redis)
            measures[name] = visit(site.base_url, name, people)
            votes[f"votes, {name}"] = vote(site.base_url, booth)
            come_back(redis)
        expected = sorted(address for measure in measures.values() for address in measure.addresses)

        def arrived() -> list[str]:
            return sorted(str(message["To"]) for message in site.sink.messages)

        wait_until(lambda: arrived() == expected, seconds=90, every=0.5)
        assert arrived() == expected
        for name, measure in {**measures, **votes}.items():
            figures = f"Q1 {name}: {len(measure.seconds)} requests, p99 {measure.p99 * 1000:.0f} ms"
            pytestconfig.get_terminal_writer().line(figures)
            assert (name, measure.bad, measure.stalled) == (name, [], 0)


@pytest.fixture
def talkative(settings: Any) -> Iterator[Valkey]:
    """Pages of which one does what ours never do: it hands a task to the broker while the visitor waits."""
    with valkey() as redis:
        app = Celery("control", broker=redis.url, set_as_current=False)
        app.conf.broker_transport_options = BROKER

        @app.task(name="control.nothing")
        def task() -> None:
            """Nothing."""

        def delaying(request: Any) -> HttpResponse:
            task.delay()
            return HttpResponse("queued")

        control = type("control_urls", (), {"urlpatterns": [path("delay/", delaying)]})
        settings.ROOT_URLCONF = control
        yield redis


@pytest.mark.parametrize("how", list(AWAY))
def test_the_measure_sees_a_page_that_speaks_to_the_broker(talkative: Valkey, how: str) -> None:
    measure = Measure()
    ask = Client(raise_request_exception=False).get
    measure.ask(lambda: ask("/delay/"))
    assert (measure.bad, measure.stalled) == ([], 0)
    leave, come_back = AWAY[how]
    leave(talkative)
    visitor = Thread(target=lambda: measure.ask(lambda: ask("/delay/")), daemon=True)
    visitor.start()
    visitor.join(timeout=2 * SLOW)
    hangs = visitor.is_alive()
    come_back(talkative)
    visitor.join(timeout=60)
    assert hangs or measure.bad or measure.stalled


def lose(redis: Valkey) -> None:
    """What a worker does when Redis dies: two channels are listening, and a message of the first is in hand, then done."""
    with Connection(redis.url, transport_options=BROKER) as line:
        work, orders = line.SimpleQueue("work"), SimpleQueue(line.channel(), "orders")
        work.put({})
        message = work.get(timeout=5)
        orders.consumer.consume()
        with suppress(work.Empty):
            work.get(timeout=0.1)
        redis.stop(signal.SIGKILL)
        line.collect(socket_timeout=1)
        line.close()
        message.ack_log_error(logging.getLogger("test.broker"), line.connection_errors)


def test_a_worker_outlives_the_redis_it_loses_with_a_task_in_hand() -> None:
    with valkey() as redis:
        lose(redis)


@pytest.mark.parametrize(("puts_back", "asks"), [(True, "hostname"), (False, "client")])
def test_control_as_kombu_has_it_the_worker_ends(puts_back: bool, asks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker.Transport, "Channel", Channel)
    monkeypatch.setattr(Channel, "do_restore", puts_back)
    with valkey() as redis, pytest.raises(AttributeError, match=f"has no attribute '{asks}'"):
        lose(redis)


@pytest.mark.django_db
@pytest.mark.parametrize("how", list(AWAY))
def test_the_cache_may_go_and_come_back(settings: Any, how: str) -> None:
    with valkey() as redis:
        settings.CACHES = {"default": {"BACKEND": "config.caches.ForgivingRedisCache", "LOCATION": redis.url}}
        cache.set("a", 1)
        assert cache.get("a") == 1
        leave, come_back = AWAY[how]
        leave(redis)
        start = time.perf_counter()
        for number in range(10):
            response = Client().post(reverse("account_login"), {"login": f"p{number}@people.example"})
            assert response.status_code == 302
        assert cache.get_many(["a"]) == {}
        assert (cache.add("b", 1), cache.incr("c"), cache.delete("a"), cache.has_key("a")) == (True, 1, False, False)
        assert time.perf_counter() - start < 10 * SLOW
        come_back(redis)
        assert wait_until(lambda: cache.set("a", 2) or cache.get("a") == 2, seconds=10, every=0.2)


def _modules() -> list[Path]:
    return [module for room in ROOMS for module in (ROOT / room).rglob("*.py") if "migrations" not in module.parts]


def _speaks_to_broker(module: Path) -> set[str]:
    """Celery, or a room's tasks, imported or called in a module: `celery`, `ideas.tasks`, `delay`."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return {name for name in found if name.split(".")[0] in {"celery", "kombu"} or name.endswith(".tasks")} | (
        found & {"delay", "apply_async", "send_task", "delay_on_commit"}
    )


def test_only_tasks_know_celery() -> None:
    modules = {str(module.relative_to(ROOT)): _speaks_to_broker(module) for module in _modules()}
    assert len(modules) > 50
    tasks = {name: found for name, found in modules.items() if name.endswith("tasks.py")}
    assert all(found <= {"celery", "celery.shared_task"} for found in tasks.values())
    assert {name: found for name, found in modules.items() if found and name not in tasks} == {}


def test_the_search_sees_a_module_that_speaks_to_the_broker(tmp_path: Path) -> None:
    module = tmp_path / "views.py"
    module.write_text("from ideas.tasks import make_thumbnails\n\ndef view(request):\n    make_thumbnails.delay()\n")
    assert _speaks_to_broker(module) == {"ideas.tasks", "delay"}
