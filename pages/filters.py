"""Filters that are links: every value passes through a dict of allowed ones, the rest is as if not given."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Label = str | Promise


@dataclass(frozen=True)
class Option:
    label: str
    query: str
    is_on: bool


@dataclass(frozen=True)
class Filter:
    label: str
    options: tuple[Option, ...]


def chosen_of(parameters: Mapping[str, str], allowed: Mapping[str, Mapping[str, Label]]) -> dict[str, str]:
    """The parameters that are allowed, by name; anything else is dropped."""
    asked = {name: parameters.get(name, "") for name in allowed}
    return {name: value for name, value in asked.items() if value in allowed[name]}


def make_filter(label: str, name: str, labels: Mapping[str, Label], chosen: Mapping[str, str]) -> Filter:
    """Links for one parameter that keep the others as they are; `すべて` takes it away."""
    others = {key: value for key, value in chosen.items() if key != name}
    on = chosen.get(name, "")
    choices: dict[str, Label] = {"": _("すべて"), **labels}
    return Filter(
        label,
        tuple(
            Option(str(text), urlencode({**others, **({name: value} if value else {})}), value == on)
            for value, text in choices.items()
        ),
    )


def rest_of_query(chosen: Mapping[str, str]) -> str:
    """What pagination puts before `page=`."""
    return f"{urlencode(chosen)}&" if chosen else ""
