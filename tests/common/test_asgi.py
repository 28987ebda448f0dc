"""What the web server hands on reaches Django whole or not at all, and what Django answers is told in full."""

import threading
from pathlib import Path

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path

from common import asgi
from tests.support.loops import run

SEEN: list[bytes] = []
THREADS: list[set[str]] = []


def echo(request):
    SEEN.append(request.body)
    response = HttpResponse(request.body)
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def long_list(request):
    """Lines made by one thread, as rows of one database connection are."""
    made: set[str] = set()
    THREADS.append(made)

    def lines():
        for number in range(int(request.GET["lines"])):
            made.add(threading.current_thread().name)
            yield f"{number:09}\n".encode()

    return StreamingHttpResponse(lines())


def this_file(request):
    return FileResponse(Path(__file__).open("rb"))


urlpatterns = [path("echo/", echo), path("long/", long_list), path("file/", this_file)]


@pytest.fixture
def handler(settings):
    """Django with the three views above and nothing on the way to them."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE, settings.REQUEST_MAX_BYTES = __name__, [], 1000
    SEEN.clear()
    THREADS.clear()
    return asgi.ThreadedHandler()


def ask(handler, address: str, *heard: dict) -> list[dict]:
    """What is told when this is asked, and the request's body comes in these messages."""
    left, told = list(heard) or [{"type": "http.request", "body": b""}], []

    async def receive():
        return left.pop(0)

    async def send(message):
        told.append(message)

    where, _, query = address.partition("?")
    scope = {
        "type": "http", "method": "POST" if heard else "GET", "path": where, "query_string": query.encode(), "scheme": "http",
        "headers": [(b"host", b"testserver")], "server": ("testserver", 80), "client": ("127.0.0.1", 5000),
    }  # fmt: skip
    run(handler(scope, receive, send))
    assert not left or not told
    return told


def body_of(told: list[dict]) -> bytes:
    """The whole body; only the last message may end it."""
    assert [message.get("more_body", False) for message in told[1:]] == [True] * (len(told) - 2) + [False]
    return b"".join(message.get("body", b"") for message in told[1:])


def test_a_body_in_parts_is_one_and_every_cookie_is_told(handler):
    told = ask(
        handler,
        "/echo/",
        {"type": "http.request", "body": b"one ", "more_body": True},
        {"type": "http.request", "more_body": True},
        {"type": "http.request", "body": b"two"},
    )
    assert (told[0]["status"], body_of(told), SEEN) == (200, b"one two", [b"one two"])
    cookies = [value for name, value in told[0]["headers"] if name == b"Set-Cookie"]
    assert [cookie.partition(b";")[0] for cookie in cookies] == [b"one=1", b"two=2"]


def test_half_a_body_reaches_no_page(handler):
    told = ask(
        handler, "/echo/", {"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}
    )
    assert (told, SEEN) == ([], [])


@pytest.mark.parametrize(("length", "status"), [(1000, 200), (1001, 413)])
def test_what_is_too_long_is_heard_to_its_end_and_refused_in_words(handler, length, status):
    told = ask(
        handler,
        "/echo/",
        {"type": "http.request", "body": b"x" * 999, "more_body": True},
        {"type": "http.request", "body": b"x" * (length - 999)},
    )
    assert told[0]["status"] == status
    assert ("ファイルを小さくしてください" in body_of(told).decode()) == (status == 413)
    assert len(SEEN) == (status == 200)


@pytest.mark.parametrize("lines", [0, 10, 105_000, 300_000])
def test_a_long_answer_is_told_whole_and_in_order_by_one_thread(handler, lines):
    told = ask(handler, f"/long/?lines={lines}")
    assert body_of(told) == b"".join(f"{number:09}\n".encode() for number in range(lines))
    assert (len(told) > 3) == (lines * 10 > asgi.HELD)
    assert len(THREADS[0]) == min(lines, 1)
    assert "page" in "".join(THREADS[0]) or not lines


def test_a_file_is_told_whole(handler):
    told = ask(handler, "/file/")
    assert body_of(told) == Path(__file__).read_bytes()


def test_only_http_is_spoken(handler):
    with pytest.raises(ValueError, match="lifespan"):
        run(handler({"type": "lifespan"}, None, None))
