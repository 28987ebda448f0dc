"""What an address looks like to the review. Plain Python over a list of domains; nothing of it is kept in clear."""

import hashlib
import hmac
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTS = Path(__file__).resolve().parents[1] / "data" / "mail_domains.toml"
NUMBERED = re.compile(r"[a-z][a-z._-]*\d{2,}")  # vote001, hanako1985
MIXED = re.compile(r"(?:[a-z]+\d+){2,}[a-z]*|\d+[a-z]+\d+[a-z0-9]*")  # a8f3k2, 4x9q
VOWELLESS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")


@dataclass(frozen=True)
class Look:
    """An address as the review sees it, still in clear: to be hashed at once."""

    domain: str = ""  # only a small one
    shape: str = ""
    is_disposable: bool = False
    is_institution: bool = False


def look_at(mailbox: str) -> Look:
    """What is worth comparing in a normalised address."""
    local, _, domain = mailbox.rpartition("@")
    common, disposable, institutions = _lists()
    is_institution = f".{domain}".endswith(institutions)
    if is_institution:
        return Look(is_institution=True)
    shape = shape_of(local)
    return Look(
        domain="" if domain in common else domain,
        shape=f"{shape}@{domain}" if shape else "",
        is_disposable=any(f".{domain}".endswith(f".{known}") for known in disposable),
    )


def shape_of(local: str) -> str:
    """How a local part looks generated: its letters with # for each digit, ? for each sign of a random one, or nothing."""
    if NUMBERED.fullmatch(local):
        return re.sub(r"\d", "#", local)
    if len(local) >= 6 and (MIXED.fullmatch(local) or VOWELLESS.search(local)):
        return "?" * len(local)
    return ""


def keyed_by(pepper: str, kind: str, value: str) -> str:
    """128 bits that say nothing without the poll's pepper; nothing stays nothing."""
    if not value:
        return ""
    return hmac.new(bytes.fromhex(pepper), f"{kind}\x00{value}".encode(), hashlib.sha256).hexdigest()[:32]


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    data = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    return frozenset(data["common"]), frozenset(data["disposable"]), tuple(data["institutions"])
