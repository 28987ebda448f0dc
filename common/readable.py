"""What is kept as data, as people read it: names beside values, lists as lists, yes and no, dates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.templatetags.site import date_ja

NOTHING = "–"


def readable(value: Any) -> SafeString:
    """HTML of any JSON value, lists in lists too; what its keys are called, the caller has said already."""
    if value in (None, "", [], {}, ()):
        return _plain(NOTHING)
    if isinstance(value, Mapping):
        rows = ((key, readable(part)) for key, part in value.items())
        return format_html("<dl>{}</dl>", format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows))
    if isinstance(value, list | tuple):
        return _list(value)
    return _one(value)


def _list(values: list[Any] | tuple[Any, ...]) -> SafeString:
    if all(isinstance(value, int | float) or (isinstance(value, str) and len(value) < 20) for value in values):
        return format_html_join(_("、"), "{}", ((_one(value),) for value in values))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((readable(part),) for part in values)))


def _one(value: Any) -> SafeString:
    if isinstance(value, bool):
        return _plain(_("はい") if value else _("いいえ"))
    if isinstance(value, str) and (moment := _moment(value)):
        return _plain(date_ja(moment))
    lines = str(value).split("\n")
    return (
        _plain(lines[0]) if len(lines) == 1 else format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))
    )


def _plain(text: str) -> SafeString:
    return format_html("{}", text)


def _moment(text: str) -> datetime | None:
    """A moment as `isoformat` writes it, with its zone; no other text is one."""
    try:
        found = parse_datetime(text) if len(text) >= len("2026-12-20T23:59Z") else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
