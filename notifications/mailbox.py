"""Reads the files that Django's file backend writes mails to, in development and rehearsals."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"
CODE = re.compile(r"^\s+(\d{4,8})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One mail as a person reads it; `code` is the number that stands on a line of its own."""

    to: str
    subject: str
    body: str
    code: str
    at: datetime | None


def newest_mails(folder: Path | str | None, limit: int = 50) -> list[Mail]:
    """The last mails written, newest first."""
    return list(islice(_mails(Path(folder)), limit)) if folder else []


def _mails(folder: Path) -> Iterator[Mail]:
    """A file holds the mails of one connection, in the order they were sent."""
    for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        parts = path.read_bytes().split(SEPARATOR)
        for part in reversed(parts):
            if part.strip():
                yield _read(part.lstrip())


def _read(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    text = message.get_body(("plain",))
    body = text.get_content() if text else ""
    code = CODE.search(body)
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        body=body,
        code=code.group(1) if code else "",
        at=_moment(str(message["Date"] or "")),
    )


def _moment(date: str) -> datetime | None:
    """Django writes UTC as -0000, which Python reads as a time of no zone."""
    moment = parsedate_to_datetime(date) if date else None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
