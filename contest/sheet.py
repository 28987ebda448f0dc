"""A form as a flat sheet of texts: which questions, on which page, with which limit. Each room says what its own asks."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from common.errors import ContestError
from common.text import count
from contest.models import FormSection

LONGEST = 20_000  # beyond this a text is no answer to any question and is not kept
ANSWER = "answer-"
ENGLISH = "english"


class SheetClosed(ContestError):
    """Nothing can be written on this sheet now: too early, too late, or out of its writers' hands."""


class ChangedElsewhere(ContestError):
    """What is about to be saved or handed in was written over in the meantime, in another tab or by somebody else."""


class DoesNotFit(ContestError):
    """A text longer than any column holds."""


Shown = Literal["public", "office", "team", "chosen", ""]
Kind = Literal["line", "text", "email", "tel", "url", "date", "file", "choice"]


@dataclass(frozen=True)
class Question:
    """One field of the form. `limit` and `is_needed` bind at handing in only; a draft may break both.

    `shown` says who will read it: everybody, only those who run the contest, the team alone, or as the writer chooses on this page.
    """

    name: str
    label: str
    kind: Kind = "line"
    limit: int = 0
    is_needed: bool = False
    support: str = ""
    shown: Shown = "public"


@dataclass(frozen=True)
class Section:
    """One page of the form; a page may have no texts."""

    key: str
    label: str
    questions: tuple[Question, ...] = ()
    is_optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)


@dataclass(frozen=True)
class Problem:
    """One thing to put right: on which page, at which field, in which words."""

    section: str
    field: str
    label: str
    message: str
    is_missing: bool = False


def answer_question(row: FormSection, name: str, label: str) -> Question:
    """The question a cycle asks, under this name."""
    limit = _("%(limit)s字まで。") % {"limit": f"{row.max_chars:,}"}
    support = f"{row.in_language('help')} {limit}".strip()
    shown: Shown = "public" if row.is_public else "office"
    return Question(name, label, "text", row.max_chars, row.is_required, support, shown)


def answer_section(row: FormSection) -> Section:
    """The page of one question a cycle asks."""
    name = answer_name(row.key)
    return Section(name, str(row), (answer_question(row, name, str(row)),), is_optional=not row.is_required)


def english_section(title: str) -> Section:
    """The page for readers abroad; `title` names the title's field."""
    questions = (
        Question("title_en", title, limit=100, support=_("海外の審査委員が読みます。")),
        Question("summary_en", _("英語の要約"), "text", 2000, support=_("2,000字まで。")),
    )
    return Section(ENGLISH, _("英語の要約"), questions, is_optional=True)


def answer_name(key: str) -> str:
    return f"{ANSWER}{key}"


def flatten_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers by key as values of the sheet."""
    return {answer_name(key): text for key, text in answers.items()}


def answers_among(values: Mapping[str, str]) -> dict[str, str]:
    """The answers by key among values of the sheet."""
    return {name.removeprefix(ANSWER): text for name, text in values.items() if name.startswith(ANSWER)}


def blank(sections: Iterable[Section]) -> dict[str, str]:
    """The sheet before anybody wrote on it."""
    return dict.fromkeys((name for section in sections for name in section.names), "")


def fingerprint(values: Mapping[str, str]) -> str:
    """A short mark of a set of values: two readers who see the same mark saw the same texts."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def missing(question: Question) -> str:
    """The sentence for a needed question nobody answered."""
    words = _("%(label)sをえらんでください。") if question.kind == "choice" else _("%(label)sを書いてください。")
    return words % {"label": question.label}


def too_long(question: Question, text: str) -> str:
    """The sentence for a text over its limit; empty when it fits."""
    length = count(text)
    if not question.limit or length <= question.limit:
        return ""
    counted = {"limit": f"{question.limit:,}", "length": f"{length:,}"}
    return _("%(limit)s字以内にしてください（いま %(length)s字）。") % counted
