"""The stage's own door, in front of Django: hundreds of screens ask for the same few bytes every second."""

import re
import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

STATE = re.compile(r"^/stage/[0-9]{4}/state\.json$")
FRESH = 0.2  # seconds for which a process answers the same
Answer = tuple[str, list[tuple[str, str]], bytes]


class QuickStage:
    """Answers what was asked a moment ago by itself; everything else goes on to Django."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.known: dict[str, tuple[float, Answer]] = {}
        self.locks: dict[str, Lock] = {}  # one a year: a year that is slow to answer holds up no other

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") != "GET" or not STATE.match(path):
            return self.application(environ, start_response)
        with self.locks.setdefault(path, Lock()):
            moment, answer = self.known.get(path, (0.0, None))
            if answer is None or time.monotonic() - moment >= FRESH:
                answer = self.ask(environ)
                if answer[0].startswith("200"):
                    self.known[path] = (time.monotonic(), answer)
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    def ask(self, environ: dict[str, Any]) -> Answer:
        """Django's answer for nobody: without cookies, so that it may be given to everybody."""
        told: list[Any] = []
        plain = {key: value for key, value in environ.items() if key not in ("HTTP_COOKIE", "HTTP_AUTHORIZATION")}
        response = self.application(plain, lambda status, headers, *_rest: told.extend((status, headers)))
        try:
            body = b"".join(response)
        finally:
            close = getattr(response, "close", None)
            if close:
                close()
        return told[0], list(told[1]), body
