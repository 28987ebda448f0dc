"""The stage's own door, in front of Django: hundreds of screens ask for the same few bytes every second."""

import re
import time
from asyncio import Lock

from common.asgi import Application, Message, Receive, Scope, Send

STATE = re.compile(r"^/stage/[0-9]{4}/state\.json$")
FRESH = 0.2  # seconds for which a process answers the same
PERSONAL = (b"cookie", b"authorization")


class QuickStage:
    """Answers what was asked a moment ago by itself; everything else goes on to Django."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.known: dict[str, tuple[float, list[Message]]] = {}
        self.locks: dict[str, Lock] = {}  # one a year: a year that is slow to answer holds up no other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not STATE.match(scope["path"]):
            await self.django(scope, receive, send)
            return
        path = scope["path"]
        async with self.locks.setdefault(path, Lock()):
            moment, answer = self.known.get(path, (0.0, []))
            if not answer or time.monotonic() - moment >= FRESH:
                answer = await self.ask(scope, receive)
                if answer and answer[0]["status"] == 200:
                    self.known[path] = (time.monotonic(), answer)
        for message in answer:
            await send(message)

    async def ask(self, scope: Scope, receive: Receive) -> list[Message]:
        """Django's answer for nobody: without cookies, so that it may be given to everybody."""
        told: list[Message] = []

        async def tell(message: Message) -> None:
            told.append(message)

        headers = [pair for pair in scope["headers"] if pair[0] not in PERSONAL]
        await self.django({**scope, "headers": headers}, receive, tell)
        return told
