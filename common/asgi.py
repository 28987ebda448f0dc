"""Django for an event loop: what waits for nobody is answered by the loop's doors, every page by a thread."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

# Bytes of a streamed answer that are gathered first: one that is shorter holds no thread for a slow phone.
HELD = 1 << 20
TOO_LONG = "送られたデータが大きすぎます。ファイルを小さくしてください。\nToo much: please send a smaller file.\n"
Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class ThreadedHandler(ASGIHandler):
    """Django's handler with its views, middleware and database connections in `WEB_THREADS` lasting threads.

    Django's own runs each request in a thread that ends with it, and opens a database connection for each.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is spoken here, not {scope['type']}.")
        try:
            body = await self.whole_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()

        def tell(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(send(message), loop).result()

        answer = await loop.run_in_executor(self.threads, partial(self.answer, scope, body, tell))
        for message in answer:
            await send(message)

    async def whole_body(self, receive: Receive) -> IO[bytes] | None:
        """All of it, on disk when it is long; None for what is longer than anyone may send, read to its end all the same.

        Raises RequestAborted when the sender goes away: half a form is never taken for a whole one.
        """
        body, length = tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE), 0  # noqa: SIM115  # `answer` closes it
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            part = message.get("body", b"")
            length += len(part)
            if length <= settings.REQUEST_MAX_BYTES:
                body.write(part)
            if not message.get("more_body", False):
                break
        body.seek(0)
        if length > settings.REQUEST_MAX_BYTES:
            body.close()
            return None
        return body

    def answer(self, scope: Scope, body: IO[bytes] | None, tell: Any) -> list[Message]:
        """What is left to be sent. A long stream is told from here, by the thread whose connection it reads from."""
        if body is None:
            return _messages(HttpResponse(TOO_LONG, content_type="text/plain; charset=utf-8", status=413))
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refused = self.create_request(scope, body)
            response: Any = self.get_response(request) if request else refused
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            try:
                return _told(response, tell) if response.streaming else _messages(response)
            finally:
                response.close()


def _told(response: HttpResponseBase, tell: Any) -> list[Message]:
    parts, held = iter(response), bytearray()
    for part in parts:
        held += part
        if len(held) > HELD:
            tell(_start(response))
            for more in chain([bytes(held)], parts):
                tell({"type": "http.response.body", "body": more, "more_body": True})
            return [{"type": "http.response.body"}]
    return [_start(response), {"type": "http.response.body", "body": bytes(held)}]


def _messages(response: HttpResponse) -> list[Message]:
    return [_start(response), {"type": "http.response.body", "body": response.content}]


def _start(response: HttpResponseBase) -> Message:
    headers: Iterable[tuple[str, str]] = chain(
        response.items(), (("Set-Cookie", cookie.output(header="").strip()) for cookie in response.cookies.values())
    )
    encoded = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": response.status_code, "headers": encoded}
