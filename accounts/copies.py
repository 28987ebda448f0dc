"""The copy of what the site holds about a person, in words they understand: labels, choices and dates as pages say them.

Each room names the fields that are told (`Held.tells`); what is not named is not in it, so that a new field tells nothing by itself.
"""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import pgettext

from accounts.erasure import Held, all_held
from accounts.models import User
from common.templatetags.site import date_ja, day_ja

SELF = Held(
    User,
    "pk",
    tells=(
        *("email", "family_name", "given_name", "family_kana", "given_kana", "language"),
        *("is_staff", "date_joined", "last_login", "erases_at"),
    ),
)


def copy_of(user: User, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Kind of row → its rows, each a label and what stands there; nothing the person could not see on a page at this moment."""
    kinds = {str(User._meta.verbose_name): [_told(user, SELF, at)]}
    for held in all_held():
        rows = held.shown(held.rows(user), at).order_by("pk") if held.tells else ()
        if told := [_told(row, held, at) for row in rows]:
            kinds.setdefault(str(held.model._meta.verbose_name), []).extend(told)
    return kinds


def _told(row: models.Model, held: Held, at: datetime) -> dict[str, Any]:
    found = [(path, *_at_end(row, path)) for path in held.tells]
    return {
        str(kept.verbose_name): held.words[path](row, at) if path in held.words else _in_words(owner, kept)
        for path, owner, kept in found
    }


def _at_end(row: models.Model, path: str) -> tuple[models.Model, Any]:
    """The row and field a path like `member__team` leads to."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    return row, row._meta.get_field(last)


def _in_words(row: models.Model, kept: Any) -> Any:
    """One value as a page would say it; an empty text where there is none."""
    value = getattr(row, kept.name)
    if kept.many_to_many:
        return [str(one) for one in value.all()]
    if kept.flatchoices:
        return str(getattr(row, f"get_{kept.name}_display")())
    if isinstance(value, bool):
        return pgettext("copy", "はい") if value else pgettext("copy", "いいえ")
    if isinstance(value, datetime):
        return date_ja(value)
    if isinstance(value, date):
        return day_ja(value)
    if value is None:
        return ""
    return str(value) if kept.is_relation else value
