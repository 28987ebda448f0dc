"""Whether an address on the web can still be opened, asked politely and of the public web alone."""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

SECONDS, REDIRECTS = 8, 5
HEADERS = {"User-Agent": "challenge-open-governance link check", "Accept": "*/*"}
# There is something, only not for a program, not now, or not by this method.
THERE = {401, 403, 405, 406, 429}
ALREADY = "%/:=&?~#+!$,;'@()*[]"
PORTS = {"http": 80, "https": 443}


class NotOpened(Exception):
    """An address that does not answer, or that is nobody's business to ask."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str


def opens(url: str) -> bool:
    """Whether a reader would get something there. Each step of a redirect is looked at before it is taken."""
    try:
        for _step in range(REDIRECTS + 1):
            answer = _ask("HEAD", url)
            if answer.status >= 400:  # some servers do not know HEAD
                answer = _ask("GET", url)
            if not (300 <= answer.status < 400 and answer.location):
                return answer.status < 400 or answer.status in THERE
            url = urljoin(url, answer.location)
    except (NotOpened, OSError, http.client.HTTPException, ValueError):
        return False
    return False


def _ask(method: str, url: str) -> Answer:
    """One request; of a body not even the first byte is read."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotOpened(url)
    connection = _Pinned(parts, _public_address(parts))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, quote(path, safe=ALREADY), headers=HEADERS)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Location") or "")
    finally:
        connection.close()


def _public_address(parts: SplitResult) -> tuple[str, int]:
    """Where the name leads, if every address it leads to is on the public web: none of our own machines is asked."""
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(_may_be_asked(address) for address in addresses):
        raise NotOpened(parts.hostname)
    return addresses[0], port


def _may_be_asked(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None) or known
    if settings.LINKS_MAY_BE_LOCAL and inner.is_loopback:
        return True
    return inner.is_global and not inner.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was looked at, so that the name cannot lead elsewhere the second time it is asked."""

    def __init__(self, parts: SplitResult, address: tuple[str, int]) -> None:
        super().__init__(str(parts.hostname), parts.port or PORTS[parts.scheme], timeout=SECONDS)
        self.default_port = PORTS[parts.scheme]
        self.is_encrypted = parts.scheme == "https"
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection(self.address, timeout=SECONDS)
        if self.is_encrypted:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
