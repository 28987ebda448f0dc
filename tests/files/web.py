"""A real web server with pages that answer in every way."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Pages(BaseHTTPRequestHandler):
    """/200 answers 200, /to/X redirects to X, /no-head knows no HEAD; what was asked is remembered."""

    asked: list[tuple[str, str]] = []

    def answer(self) -> None:
        self.asked.append((self.command, self.path))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
        elif self.path == "/no-head":
            self.send_response(501 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(self.path.strip("/").partition("?")[0] or 200))
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *args: object) -> None:
        """Silence."""


@contextmanager
def web_server() -> Iterator[str]:
    """Its address; gone afterwards."""
    Pages.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
