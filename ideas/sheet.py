"""An idea as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from contest.models import FormSection
from ideas.models import TEXTS, Idea

BASICS, PICTURE, ENGLISH = "basics", "picture", "english"
LONGEST = 20_000  # beyond this a text is no answer to any question and is not kept

Kind = Literal["line", "text", "licence"]


@dataclass(frozen=True)
class Question:
    """One field of the form. `limit` and `is_needed` bind at handing in only; a draft may break both."""

    name: str
    label: str
    kind: Kind = "line"
    limit: int = 0
    is_needed: bool = False
    support: str = ""


@dataclass(frozen=True)
class Section:
    """One page of the form; the picture's page has no texts."""

    key: str
    label: str
    questions: tuple[Question, ...] = ()
    is_optional: bool = False


def sections_of(idea: Idea) -> list[Section]:
    """The pages of this idea's form: ours around the questions its cycle asks."""
    asked = [row for row in idea.cycle.form_sections.all() if row.form == FormSection.Form.IDEA]
    picture = Section(PICTURE, _("画像"), is_optional=True)
    return [_basics(), *map(_answer, asked), picture, _english()]


def _basics() -> Section:
    licence = _("「アイデアの説明」は、この条件で公開されます。作者としてチーム名が示されます。")
    questions = (
        Question(
            "title",
            _("アイデア名"),
            limit=40,
            is_needed=True,
            support=_("ひと目で分かる名前を。40字まで。公開されます。"),
        ),
        Question(
            "summary",
            _("ひとことで言うと"),
            limit=100,
            is_needed=True,
            support=_("だれの、何が、どう変わるか。100字まで。公開されます。"),
        ),
        Question("licence", _("利用条件"), "licence", is_needed=True, support=licence),
    )
    return Section(BASICS, _("基本のこと"), questions)


def _answer(row: FormSection) -> Section:
    limit = _("%(limit)s字まで。公開されます。") % {"limit": f"{row.max_chars:,}"}
    support = f"{row.in_language('help')} {limit}".strip()
    question = Question(answer_name(row.key), str(row), "text", row.max_chars, row.is_required, support)
    return Section(answer_name(row.key), str(row), (question,), is_optional=not row.is_required)


def _english() -> Section:
    questions = (
        Question("title_en", _("アイデア名（英語）"), limit=100, support=_("海外の審査委員が読みます。")),
        Question("summary_en", _("英語の要約"), "text", 2000, support=_("2,000字まで。公開されます。")),
    )
    return Section(ENGLISH, _("英語の要約"), questions, is_optional=True)


def answer_name(key: str) -> str:
    return f"answer-{key}"


def values_of(idea: Idea) -> dict[str, str]:
    """Every text of the sheet as it stands now, by the name of its question; what nobody wrote is empty."""
    blank = dict.fromkeys((question.name for section in sections_of(idea) for question in section.questions), "")
    return blank | flatten(idea.working)


def flatten(fields: Mapping[str, Any]) -> dict[str, str]:
    """`fields` as `save_idea` takes them, as values of the sheet."""
    flat = {name: fields[name] for name in TEXTS if name in fields}
    return flat | {answer_name(key): text for key, text in fields.get("answers", {}).items()}


def unflatten(values: Mapping[str, str]) -> dict[str, Any]:
    """Values of the sheet as `fields`."""
    fields: dict[str, Any] = {name: values[name] for name in TEXTS if name in values}
    answers = {name.removeprefix("answer-"): text for name, text in values.items() if name.startswith("answer-")}
    return fields | ({"answers": answers} if answers else {})


def fingerprint(values: Mapping[str, str]) -> str:
    """A short mark of a set of values: two readers who see the same mark saw the same texts."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
