"""Links: asked politely, of a real server, and never one of our own machines."""

import socket

import pytest

from files import weblinks
from files.weblinks import opens
from tests.files.web import Pages, web_server


@pytest.fixture
def web(settings):
    settings.LINKS_MAY_BE_LOCAL = True
    with web_server() as address:
        yield address


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/200", True), ("/204", True), ("/401", True), ("/403", True), ("/429", True), ("/404", False), ("/410", False),
        ("/500", False), ("/503", False), ("/no-head", True), ("/to//200", True), ("/to//404", False), ("/to//to//200", True),
        ("/200?q=港", True),
    ],
)  # fmt: skip
def test_what_a_server_says_is_understood(web, path, is_open):
    assert opens(f"{web}{path}") is is_open


def test_only_the_head_is_asked_where_it_is_answered(web):
    opens(f"{web}/200")
    assert Pages.asked == [("HEAD", "/200")]


def test_redirects_without_end_are_left(web):
    Pages.asked = []
    assert opens(f"{web}/to/" + "/to/" * 20 + "/200") is False
    assert len(Pages.asked) <= 2 * (weblinks.REDIRECTS + 1)


def test_nobody_there_is_not_open(settings):
    settings.LINKS_MAY_BE_LOCAL = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert opens(f"http://127.0.0.1:{taken.getsockname()[1]}/") is False


PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00::1]/", "http://0.0.0.0/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/", "http://100.64.0.1/", "http://224.0.0.1/", "http://2130706433/",
    "http://0x7f000001/", "http://127.1/", "https://127.0.0.1/",
]  # fmt: skip
ODD = [
    "ftp://x.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "http://",
    "http:///x",
    "x",
    "http://[bad/",
    "http://a:99999/",
]


@pytest.mark.parametrize("url", PRIVATE + ODD)
def test_our_own_machines_and_other_ways_are_never_asked(url, monkeypatch):
    def must_not_connect(*args, **options):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", must_not_connect)
    assert opens(url) is False


def test_a_redirect_to_one_of_our_machines_is_not_followed(settings, web, monkeypatch):
    """The first step is allowed, the second looked at anew."""
    allowed = weblinks._may_be_asked
    steps = iter([True, False])
    monkeypatch.setattr(weblinks, "_may_be_asked", lambda address: allowed(address) and next(steps))
    assert opens(f"{web}/to/{web}/200") is False
    assert [path for _method, path in Pages.asked] == [f"/to/{web}/200"]


def test_control_with_leave_the_same_redirect_is_followed(web):
    assert opens(f"{web}/to/{web}/200") is True
