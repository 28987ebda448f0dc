"""Reads the files that Django's file backend writes mails to, in development and rehearsals."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
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
    """Files carry their time in the name, and hold one or more mails in the order they were sent."""
    for path in sorted(folder.glob("*.log"), reverse=True):
        parts = path.read_bytes().split(SEPARATOR)
        for part in reversed(parts):
            if part.strip():
                yield _read(part.lstrip())


def _read(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    text = message.get_body(("plain",))
    body = text.get_content() if text else ""
    code = CODE.search(body)
    sent = message["Date"]
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        body=body,
        code=code.group(1) if code else "",
        at=parsedate_to_datetime(str(sent)) if sent else None,
    )
