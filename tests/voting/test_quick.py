"""The vote's own door answers as Django does, in every case: a matrix of requests sent to both."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection, connections

from common.asgi import Application, ThreadedHandler
from config import asgi
from tests.factories import voting as make
from tests.support.loops import run
from voting import browser, quick, standings
from voting.models import Ballot

pytestmark = pytest.mark.django_db(transaction=True)  # ballots are cast by another thread
TOKEN = "b" * 32


@dataclass
class Answer:
    """What came back, and whether Django was asked."""

    status: int
    headers: dict[str, str]
    asked_django: bool


@dataclass
class Sheet:
    """A filled-in paper as the web server hands it on: its body in so many parts, to its end or not."""

    scope: dict
    body: bytes
    parts: int = 1
    is_whole: bool = True
    left: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = -(-len(self.body) // self.parts)
        parts = [self.body[start : start + size] for start in range(0, len(self.body), size)]
        self.left = [{"type": "http.request", "body": part, "more_body": part is not parts[-1]} for part in parts]
        if not self.is_whole:
            self.left[-1] = {"type": "http.disconnect"}

    async def receive(self) -> dict:
        return self.left.pop(0) if self.left else await asyncio.sleep(60, {"type": "http.disconnect"})


class Both:
    """The door and the Django behind it, and what the door asked the database."""

    def __init__(self) -> None:
        self.handler, self.calls = ThreadedHandler(), 0
        self.door = quick.QuickCast(self.django)

    async def django(self, scope, receive, send):
        self.calls += 1
        await self.handler(scope, receive, send)

    def close(self) -> None:
        """No thread keeps a connection: the database is emptied, and in the end dropped."""
        run(sync_to_async(connections.close_all)())
        self.handler.threads.submit(connections.close_all).result()
        self.handler.threads.shutdown()

    def ask(self, application: Application, sheet: Sheet) -> Answer:
        told, before = [], self.calls

        async def send(message):
            told.append(message)

        run(application(sheet.scope, sheet.receive, send))
        start = told[0] if told else {"status": 0, "headers": []}
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        for changing in ("Expires", "Content-Language"):
            headers.pop(changing, None)
        return Answer(start["status"], headers, self.calls > before)


@pytest.fixture
def both(settings):
    settings.VOTE_PAPER_SECONDS, settings.WEB_THREADS = 60, 1
    standings.forget_papers()
    both = Both()
    yield both
    both.close()
    standings.forget_papers()


def cookies_of(voter) -> dict[str, str]:
    return dict([("csrftoken", TOKEN), browser.voter_cookie({voter.poll_id: voter.pk}, is_secure=False)])


def sheet(poll, voter, **changes) -> Sheet:
    """A filled-in paper as a browser sends it; `changes` to its fields, cookies, headers, parts and scope."""
    fields = {"csrfmiddlewaretoken": TOKEN, "choices": make.numbers(poll)[:2], "request_id": str(uuid4())}
    fields |= changes.pop("fields", {})
    cookies = cookies_of(voter) | changes.pop("cookies", {})
    how = {name: changes.pop(name) for name in ("parts", "is_whole") if name in changes}
    body = urlencode({name: value for name, value in fields.items() if value is not None}, doseq=True).encode()
    headers = {
        "host": "testserver",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
        **changes.pop("headers", {}),
    }
    scope = {
        "type": "http", "method": "POST", "path": f"/vote/{poll.slug}/", "query_string": b"", "scheme": "http",
        "http_version": "1.1", "server": ("testserver", 80), "client": ("127.0.0.1", 5000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        **changes,
    }  # fmt: skip
    return Sheet(scope, body, **how)


def known(both, poll) -> None:
    """A first ballot, which Django answers."""
    assert both.ask(both.door, sheet(poll, make.voter(poll))).asked_django


def test_the_site_comes_through_this_door():
    assert isinstance(asgi.application, quick.QuickCast)


def test_from_the_second_ballot_on_django_is_not_asked_and_the_answer_is_the_same(both):
    poll = make.poll()
    first = both.ask(both.door, sheet(poll, make.voter(poll)))
    both.ask(both.door, sheet(poll, make.voter(poll)))  # the door's own connection is made
    voter, asked = make.voter(poll), []

    def listen() -> None:
        connection.execute_wrappers.append(lambda execute, *what: asked.append(what[0]) or execute(*what))

    run(sync_to_async(listen)())
    second = both.ask(both.door, sheet(poll, voter))
    by_django = both.ask(both.django, sheet(poll, make.voter(poll)))
    assert (first.asked_django, second.asked_django, len(asked)) == (True, False, 1), asked
    assert (second.status, second.headers) == (by_django.status, by_django.headers)
    assert second.headers["Location"] == f"/vote/receipt/?poll={poll.slug}"
    assert {"Content-Security-Policy", "Cache-Control", "X-Frame-Options"} < set(second.headers)
    assert Ballot.objects.get(voter=voter).choices == make.numbers(poll)[:2]


def test_the_same_paper_is_one_ballot_through_either_door_and_another_one_is_another(both):
    poll, request_id = make.poll(), str(uuid4())
    known(both, poll)
    voter, (one, two, *_) = make.voter(poll), make.numbers(poll)
    for application in (both.django, both.door, both.django):
        for choices in ([one, two], [two, one]):
            answer = both.ask(application, sheet(poll, voter, fields={"request_id": request_id, "choices": choices}))
            assert answer.status == 303
    assert Ballot.objects.filter(voter=voter).count() == 1
    for application in (both.door, both.django):
        both.ask(application, sheet(poll, voter, fields={"request_id": request_id, "choices": [two]}))
    assert [ballot.choices for ballot in Ballot.objects.filter(voter=voter).order_by("pk")] == [[one, two], [two]]


UNUSUAL = {
    "not verified": {"cookies": {"cog-voter": ""}},
    "a cookie made up": {"cookies": {"cog-voter": "eyIxIjoxfQ:1x:made-up"}},
    "no token": {"fields": {"csrfmiddlewaretoken": None}},
    "another token": {"fields": {"csrfmiddlewaretoken": "c" * 32}},
    "no token cookie": {"cookies": {"csrftoken": ""}},
    "another site": {"headers": {"origin": "https://evil.example"}},
    "no origin": {"headers": {"origin": "null"}},
    "nothing chosen": {"fields": {"choices": None}},
    "too many": {"fields": {"choices": ["a", "b", "c", "d"]}},
    "a stranger": {"fields": {"choices": ["COG2026-I-9999"]}},
    "no request id": {"fields": {"request_id": None}},
    "no proper request id": {"fields": {"request_id": "x"}},
    "a query": {"query_string": b"a=b"},
    "another type": {"headers": {"content-type": "text/plain"}},
    "another address": {"path": "/vote/nothing/"},
    "another method": {"method": "PUT"},
    "too long": {"fields": {"more": "x" * quick.LONGEST}},
    "no text": {"headers": {"cookie": "\xff"}},
    "another page": {"path": "/vote/verify/"},
}


def test_what_is_not_plain_is_answered_by_django(both):
    poll = make.poll()
    known(both, poll)
    for case, changed in UNUSUAL.items():
        seen = []
        for application in (both.django, both.door):
            changes = {name: dict(value) if isinstance(value, dict) else value for name, value in changed.items()}
            before = Ballot.objects.count()
            answer = both.ask(application, sheet(poll, make.voter(poll), **changes))
            answer.headers.pop("Set-Cookie", None)  # the choices kept for later are signed with the time
            answer.headers.pop("Content-Length", None)  # a page that is shown again has a token of its own
            seen.append((answer.status, answer.headers, Ballot.objects.count() - before, answer.asked_django))
        assert seen[0] == seen[1], case


@pytest.mark.parametrize("state", ["closed", "sealed"])
def test_a_poll_that_closed_meanwhile_takes_nothing(state, both):
    poll = make.poll()
    known(both, poll)
    voter = make.voter(poll)
    if state == "closed":
        make.close(poll)
    else:
        type(poll).objects.update(sealed_at=poll.opens_at)
    answer = both.ask(both.door, sheet(poll, voter))
    assert (answer.status, answer.asked_django) == (200, True)
    assert not Ballot.objects.filter(voter=voter).exists()


def test_choices_kept_from_before_are_let_go_by_django(both):
    poll = make.poll()
    known(both, poll)
    stranger = sheet(poll, make.voter(poll), cookies={"cog-voter": ""})
    kept = both.ask(both.django, stranger).headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    answer = both.ask(both.door, sheet(poll, make.voter(poll), cookies={"cog-kept": kept}))
    assert answer.asked_django
    assert answer.headers["Set-Cookie"].strip().startswith('cog-kept=""')


def test_a_database_that_went_away_is_djangos_to_answer_and_the_ballot_is_cast_once(both, monkeypatch):
    poll = make.poll()
    known(both, poll)
    voter, cast, fails = make.voter(poll), quick.dialects.cast, []

    def cast_at_the_second_try(papers):
        if fails:
            raise fails.pop()
        return cast(papers)

    monkeypatch.setattr(quick.dialects, "cast", cast_at_the_second_try)
    both.door = quick.QuickCast(both.django)
    known(both, poll)
    fails.append(DatabaseError("gone"))
    answer = both.ask(both.door, sheet(poll, voter))
    assert (answer.status, answer.asked_django) == (303, True)
    assert Ballot.objects.filter(voter=voter).count() == 1


def test_a_paper_that_comes_in_parts_is_read_to_its_end(both):
    poll = make.poll()
    known(both, poll)
    voter = make.voter(poll)
    answer = both.ask(both.door, sheet(poll, voter, parts=3))
    assert (answer.status, answer.asked_django) == (303, False)
    assert Ballot.objects.get(voter=voter).choices == make.numbers(poll)[:2]


def test_half_a_paper_is_no_ballot(both):
    poll = make.poll()
    known(both, poll)
    voter = make.voter(poll)
    assert both.ask(both.door, sheet(poll, voter, parts=3, is_whole=False)).status == 0
    assert not Ballot.objects.filter(voter=voter).exists()


def test_hosts_made_up_do_not_fill_the_memory(both, monkeypatch):
    monkeypatch.setattr(quick, "PLACES", 2)
    poll = make.poll()
    for number in range(4):
        both.ask(both.door, sheet(poll, make.voter(poll), headers={"host": f"testserver:{8000 + number}"}))
    assert len(both.door.answers) == 2
