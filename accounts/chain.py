"""The chain over the decisions on record, and whether it holds (docs/decisions/0009-audit-chain.md)."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, AuditLink
from common.errors import ContestError

START = "0" * 64  # what stands before the first link
NOTED = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{16,64})")
SLACK = timedelta(hours=1)  # how far a decision may be dated before one linked earlier: servers' clocks, long acts


class NoSuchHead(ContestError):
    """This is not how a head of the chain is written."""


@dataclass(frozen=True)
class Head:
    """A link somebody noted down: its number, and its digest or the beginning of it (64 bits at least)."""

    number: int
    digest: str


@dataclass(frozen=True)
class Finding:
    """What a walk over the whole chain found. `fault` is empty where it holds; else it names the first broken entry."""

    newest: AuditLink | None
    waiting: int  # entries that no link covers yet
    fault: str = ""
    backdated: tuple[int, ...] = ()  # entries that are dated before what was linked ahead of them


def digest_of(previous: str, number: int, entry: AuditEntry, linked_at: datetime) -> str:
    """SHA-256 over everything a link stands for, in an unambiguous text, the digest before it included."""
    said = [entry.pk, entry.actor_id, entry.action, entry.subject, entry.detail, _text(entry.at)]
    row = [previous, number, _text(linked_at), *said]
    return sha256(json.dumps(row, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_head(text: str) -> Head:
    """What somebody noted down, as the office's page and `check_audit` print it; the first 16 letters are enough."""
    found = NOTED.fullmatch(re.sub(r"\s", "", text).lower())
    if found is None:
        raise NoSuchHead(_("「12-3f9a…」のように、番号、「-」、しるしの初めの16文字以上を書いてください。"))
    return Head(int(found[1]), found[2])


def check_chain(noted: Head | None = None) -> Finding:
    """Walk the chain from its first link and compute every digest anew; and compare it with a head noted earlier."""
    newest, fault, backdated = _walk(noted)
    return Finding(newest, AuditEntry.objects.unlinked().count(), fault, backdated)


def _walk(noted: Head | None) -> tuple[AuditLink | None, str, tuple[int, ...]]:
    link, latest = None, None
    backdated: list[int] = []
    for following in AuditLink.objects.in_order().iterator(chunk_size=2000):
        if fault := _fault(following, link) or _differs(following, noted):
            return link, fault, tuple(backdated)
        link = following
        if latest and link.entry.at < latest - SLACK:
            backdated.append(link.entry_id)
        latest = max(latest or link.entry.at, link.entry.at)
    return link, _cut(link.number if link else 0, noted), tuple(backdated)


def _fault(link: AuditLink, before: AuditLink | None) -> str:
    """What is wrong with this link, after one that holds."""
    due = before.number + 1 if before else 1
    if link.number != due:
        return _missing(due)
    if link.digest != digest_of(before.digest if before else START, link.number, link.entry, link.linked_at):
        entry = link.entry
        facts = {"number": link.number, "pk": entry.pk, "action": entry.get_action_display(), "subject": entry.subject}
        return _("つながりの%(number)d番、記録%(pk)d（%(action)s %(subject)s）が、つないだときと違います。") % facts
    return ""


def _differs(link: AuditLink, noted: Head | None) -> str:
    if noted is None or noted.number != link.number or link.digest.startswith(noted.digest):
        return ""
    words = _("つながりの%(number)d番が、ひかえと違います。そこまでの記録のどれかが変えられ、つなぎなおされています。")
    return words % {"number": link.number}


def _cut(reached: int, noted: Head | None) -> str:
    """Links that stand beyond where the walk ended (their entries are gone), or a noted one that is gone itself."""
    if (AuditLink.objects.aggregate(last=Max("number"))["last"] or 0) > reached:
        return _missing(reached + 1)
    if noted and noted.number > reached:
        words = _(
            "ひかえは%(noted)d番ですが、つながりは%(reached)d番までしかありません。終わりの記録が消されています。"
        )
        return words % {"noted": noted.number, "reached": reached}
    return ""


def _missing(number: int) -> str:
    return _("つながりの%(number)d番の記録がありません。消されたか、番号が変えられています。") % {"number": number}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
