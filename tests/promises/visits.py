"""Asks the site as each role, and says in one word what came of it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.printing.reading import words_of

# What differs between two answers by design: form tokens, a form's own number, a passkey's challenge.
CHANGING = re.compile(
    rb'name="(?:csrfmiddlewaretoken|request_id)" value="[^"]*"|"challenge": ?"[^"]*"|&quot;challenge&quot;: ?&quot;[^&]*'
)
UNSAID = {"set-cookie", "date", "expires"}  # cookies are compared by name
FORM = "application/x-www-form-urlencoded"
DOORS = ("/accounts/login/", "/office/login/", "/judge/login/")


def browsers(people: dict[str, User | None]) -> dict[str, Client]:
    """A browser a role, signed in where there is someone to be; 500s come back as answers, not as exceptions."""
    made = {role: Client(raise_request_exception=False) for role in people}
    for role, person in people.items():
        if person:
            made[role].force_login(person)
    return made


def visit(client: Client, method: str, path: str) -> HttpResponse:
    """One request whose effects on the database, the cache and the browser are undone; the body is read."""
    kept = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = client.generic(method, path, **({"content_type": FORM} if method == "POST" else {}))
        response.body = response.getvalue()
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    cache.clear()
    return response


@contextmanager
def only_errors_logged() -> Iterator[None]:
    """Thousands of refusals, each logged with its traceback, cost more than the visits."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def outcome(response: HttpResponse) -> str:
    """One word: reached, login, again (prove yourself once more), factor (set one up first), forbidden, hidden, method."""
    status = response.status_code
    if 300 <= status < 400:
        return _led_to(urlsplit(response["Location"]).path)
    words = {403: "forbidden", 404: "hidden", 405: "method"}
    return words.get(status, "reached" if status < 400 else str(status))


def _led_to(path: str) -> str:
    if path.startswith(DOORS):
        return "login"
    words = {"/accounts/2fa/reauthenticate/": "again", "/accounts/reauthenticate/": "again"}
    return {**words, "/accounts/second-factor/": "factor"}.get(path, "reached")


def fingerprint(response: HttpResponse) -> tuple:
    """Status, headers, names of cookies and the body, without what changes at every answer by design."""
    headers = sorted((name, value) for name, value in response.items() if name.lower() not in UNSAID)
    return response.status_code, headers, sorted(response.cookies), CHANGING.sub(b"", _unpacked(response.body))


def _unpacked(body: bytes) -> bytes:
    """An office document as what it holds: the second it was packed in is no secret."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


def reads(response: HttpResponse, text: str) -> bool:
    """Whether somebody who opens this answer of `visit` finds the text, on a page or on paper."""
    if response["Content-Type"].startswith("application/pdf") and b"%%EOF" in response.body:
        return "".join(text.split()) in words_of(response.body)
    return text.encode() in response.body
