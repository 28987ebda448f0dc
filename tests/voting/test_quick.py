"""The vote's own door answers as Django does, in every case: a matrix of requests sent to both."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections

from config import wsgi
from tests.factories import voting as make
from voting import browser, quick, standings
from voting.models import Ballot

pytestmark = pytest.mark.django_db
TOKEN = "b" * 32


@dataclass
class Answer:
    """What came back, and whether Django was asked."""

    status: str
    headers: dict[str, str]
    asked_django: bool


class Both:
    """The door and the Django behind it."""

    def __init__(self) -> None:
        self.handler, self.calls = WSGIHandler(), 0
        self.door = quick.QuickCast(self.django)

    def django(self, environ, start_response):
        self.calls += 1
        return self.handler(environ, start_response)

    def ask(self, application: Callable, environ: dict) -> Answer:
        got, before = {}, self.calls

        def start_response(status, headers, exc_info=None):
            got.update(status=status, headers=dict(headers))

        body = application(environ, start_response)
        b"".join(body)
        if hasattr(body, "close"):
            body.close()
        headers = {name: value for name, value in got["headers"].items() if name not in ("Expires", "Content-Language")}
        return Answer(got["status"], headers, self.calls > before)


@pytest.fixture
def both(settings):
    """With the test's own connection left open between requests, as Django's test client leaves it."""
    settings.VOTE_PAPER_SECONDS = 60
    standings.forget_papers()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Both()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    standings.forget_papers()


def cookies_of(voter) -> dict[str, str]:
    return dict([("csrftoken", TOKEN), browser.voter_cookie({voter.poll_id: voter.pk}, is_secure=False)])


def sheet(poll, voter, **changes) -> dict:
    """A filled-in paper as a browser sends it."""
    fields = {"csrfmiddlewaretoken": TOKEN, "choices": make.numbers(poll)[:2], "request_id": str(uuid4())}
    fields |= changes.pop("fields", {})
    cookies = cookies_of(voter) | changes.pop("cookies", {})
    body = urlencode({name: value for name, value in fields.items() if value is not None}, doseq=True).encode()
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"/vote/{poll.slug}/", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
        "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.errors": BytesIO(), "SCRIPT_NAME": "", "QUERY_STRING": "",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
        **changes,
    }  # fmt: skip


def known(both, poll) -> None:
    """A first ballot, which Django answers."""
    assert both.ask(both.door, sheet(poll, make.voter(poll))).asked_django


def test_the_site_comes_through_this_door():
    assert isinstance(wsgi.application, quick.QuickCast)


def test_from_the_second_ballot_on_django_is_not_asked_and_the_answer_is_the_same(both, django_assert_num_queries):
    poll = make.poll()
    first = both.ask(both.door, sheet(poll, make.voter(poll)))
    voter = make.voter(poll)
    paper = sheet(poll, voter)
    with django_assert_num_queries(1):
        second = both.ask(both.door, paper)
    by_django = both.ask(both.django, sheet(poll, make.voter(poll)))
    assert (first.asked_django, second.asked_django) == (True, False)
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
            assert answer.status.startswith("303")
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
    "another site": {"HTTP_ORIGIN": "https://evil.example"},
    "no origin": {"HTTP_ORIGIN": "null"},
    "nothing chosen": {"fields": {"choices": None}},
    "too many": {"fields": {"choices": ["a", "b", "c", "d"]}},
    "a stranger": {"fields": {"choices": ["COG2026-I-9999"]}},
    "no request id": {"fields": {"request_id": None}},
    "no proper request id": {"fields": {"request_id": "x"}},
    "a query": {"QUERY_STRING": "a=b"},
    "another type": {"CONTENT_TYPE": "text/plain"},
    "another address": {"PATH_INFO": "/vote/nothing/"},
    "another method": {"REQUEST_METHOD": "PUT"},
    "no length": {"CONTENT_LENGTH": ""},
    "another page": {"PATH_INFO": "/vote/verify/"},
}


@pytest.mark.parametrize("case", UNUSUAL)
def test_what_is_not_plain_is_answered_by_django(case, both):
    poll = make.poll()
    known(both, poll)
    seen = []
    for application in (both.django, both.door):
        changes = {name: dict(value) if isinstance(value, dict) else value for name, value in UNUSUAL[case].items()}
        before = Ballot.objects.count()
        answer = both.ask(application, sheet(poll, make.voter(poll), **changes))
        answer.headers.pop("Set-Cookie", None)  # the choices kept for later are signed with the time
        answer.headers.pop("Content-Length", None)  # a page that is shown again has a token of its own
        seen.append((answer.status, answer.headers, Ballot.objects.count() - before, answer.asked_django))
    assert seen[0] == seen[1]


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
    assert (answer.status, answer.asked_django) == ("200 OK", True)
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
    voter, cast, fails = make.voter(poll), quick.services.cast_ballot, [DatabaseError("gone")]

    def cast_at_the_second_try(*args, **kwargs):
        if fails:
            raise fails.pop()
        return cast(*args, **kwargs)

    monkeypatch.setattr(quick.services, "cast_ballot", cast_at_the_second_try)
    answer = both.ask(both.door, sheet(poll, voter))
    assert (answer.status, answer.asked_django) == ("303 See Other", True)
    assert Ballot.objects.filter(voter=voter).count() == 1


def test_hosts_made_up_do_not_fill_the_memory(both, monkeypatch):
    monkeypatch.setattr(quick, "PLACES", 2)
    poll = make.poll()
    for number in range(4):
        both.ask(both.door, sheet(poll, make.voter(poll), HTTP_HOST=f"testserver:{8000 + number}"))
    assert len(both.door.answers) == 2
