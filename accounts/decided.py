"""The decisions on record in words: each room says what its own are called, and how what it kept with them reads.

Rooms append to `ROOMS` in `AppConfig.ready()`. On record stands the code alone (the chain's digests are over it); a
decision that nobody has put into words is not recorded.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.readable import readable

Words = str | Promise


@dataclass(frozen=True)
class Decisions:
    """What one room decides: the words of each action, the names of what is kept with it, and what stands for a value."""

    room: str
    actions: Mapping[str, Words]
    names: Mapping[str, Words] = field(default_factory=dict)
    shows: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # key → what is shown for its value


class NotInWords(LookupError):
    """A service records what its room has no words for (`decided.py` of that room)."""


ROOMS: list[Decisions] = []


def rooms() -> dict[str, Decisions]:
    """From the ground floor up, as the office lists them."""
    floors = list(apps.app_configs)
    return {each.room: each for each in sorted(ROOMS, key=lambda each: -floors.index(each.room))}


def choices() -> list[tuple[str, list[tuple[str, Words]]]]:
    """Every action there is, by room; the column itself names them, so that all pages show the words."""
    return [(title_of(each), list(each.actions.items())) for each in ROOMS]


def title_of(decisions: Decisions) -> str:
    return str(apps.get_app_config(decisions.room).verbose_name)


def room_of(action: str) -> Decisions | None:
    return next((room for room in ROOMS if action in room.actions), None)


def require_words(action: str, keys: Iterable[str]) -> None:
    """NotInWords for an action, or a key of what is kept with it, that its room does not name."""
    room = room_of(action)
    if room is None:
        raise NotInWords(action)
    if missing := set(keys) - room.names.keys():
        raise NotInWords(action, *sorted(missing))


def told(action: str, detail: Mapping[str, Any]) -> SafeString:
    """What was kept with a decision, as people read it; of an action of former days as it stands."""
    room = room_of(action)
    shows = room.shows if room else {}
    return readable(named(action, {key: shows[key](part) if key in shows else part for key, part in detail.items()}))


def named(action: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its keys in words and its values as they stand."""
    room = room_of(action)
    return _renamed(detail, room.names if room else {})


def _renamed(value: Any, names: Mapping[str, Words]) -> Any:
    if isinstance(value, Mapping):
        return {str(names.get(key, key)): _renamed(part, names) for key, part in value.items()}
    return [_renamed(part, names) for part in value] if isinstance(value, list) else value


def person(value: Any) -> Any:
    """Who stands behind a number on record; somebody who is gone goes by the number."""
    found = get_user_model().objects.filter(pk=value).first() if isinstance(value, int) else None
    return str(found) if found else value


def one_of(choices: Iterable[tuple[str, Words]]) -> Callable[[Any], Any]:
    """The words of a choice for its code."""
    words = dict(choices)
    return lambda value: str(words.get(value, value))


def named_by(rows: Callable[[], Any], key: str) -> Callable[[Any], Any]:
    """The name of the row that has this value as its `key`, or as it stands where there is none any more; lists and maps by each."""

    def show(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {show(name): part for name, part in value.items()}
        if isinstance(value, list):
            return [show(part) for part in value]
        found = rows().filter(**{key: value}).first() if value not in (None, "") else None
        return str(found) if found else value

    return show


REASON = _("理由")
DECISIONS = Decisions(
    room="accounts",
    actions={
        "accounts.change_standing": _("事務局の権限かアカウントの有効・無効を変えた"),
        "accounts.drop_second_factor": _("二段階認証を外した"),
        "accounts.erasure_asked": _("アカウントを消す申し出を受けた"),
        "accounts.erasure_undone": _("アカウントを消す申し出を取り消した"),
        "accounts.erase": _("アカウントを消した"),
    },
    names={"is_staff": _("事務局"), "is_active": _("有効"), "dropped": _("外した数")},
)
ROOMS.append(DECISIONS)
