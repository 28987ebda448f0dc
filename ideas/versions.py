"""What an idea has said over time: each handing-in and the draft as it stands, and what differs between any two."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext as _

from contest.sheet import answer_name, blank
from ideas.models import TEXTS, Idea, IdeaVersion
from ideas.sheet import flatten, section_at, sections_of, values_of

DRAFT = "draft"
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?」』）]*|\n")
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Edition:
    """One state of the text; `mark` names it in addresses: a number, or `draft`."""

    mark: str
    label: str
    values: dict[str, str]
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of sentences that both texts have, only the earlier, or only the later."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A question whose answers differ."""

    label: str
    pieces: tuple[Piece, ...]


def editions_of(idea: Idea) -> list[Edition]:
    """The draft as it stands, then what was handed in, the last first."""
    versions = idea.versions.select_related("handed_in_by").order_by("-number")
    now = Edition(DRAFT, _("いまの下書き"), values_of(idea), idea.updated_at)
    return [now, *(_handed_in(idea, version) for version in versions)]


def fields_of(idea: Idea, version: IdeaVersion) -> dict[str, Any]:
    """The version's texts as `save_idea` takes them: every question still asked, those it left open being empty."""
    keys = {*version.answers, *idea.working["answers"]}
    asked = {key: version.answers.get(key, "") for key in keys if section_at(idea, answer_name(key))}
    return {name: getattr(version, name) for name in TEXTS} | {"answers": asked}


def changes(idea: Idea, before: Edition, after: Edition) -> list[Change]:
    """Every question on which the two differ, in the order of the form; questions no longer asked come last."""
    labels = {question.name: question.label for section in sections_of(idea) for question in section.questions}
    names = dict.fromkeys([*labels, *before.values, *after.values])
    pairs = ((name, before.values.get(name, ""), after.values.get(name, "")) for name in names)
    gone = _("いまはない項目")
    return [Change(labels.get(name, gone), tuple(diff(old, new))) for name, old, new in pairs if old != new]


def diff(before: str, after: str) -> Iterable[Piece]:
    """What both have, what went and what came, sentence by sentence."""
    old, new = SENTENCE.findall(before), SENTENCE.findall(after)
    for _tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[k:m]:
            yield Piece("same", "".join(old[i:j]))
            continue
        if j > i:
            yield Piece("gone", "".join(old[i:j]))
        if m > k:
            yield Piece("new", "".join(new[k:m]))


def _handed_in(idea: Idea, version: IdeaVersion) -> Edition:
    said = {name: getattr(version, name) for name in TEXTS} | {"answers": version.answers}
    label = _("%(n)d回目の応募") % {"n": version.number}
    values = blank(sections_of(idea)) | flatten(said)
    return Edition(str(version.number), label, values, version.handed_in_at, str(version.handed_in_by or ""))
