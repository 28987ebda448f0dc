"""A challenge as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from contest.models import FormSection
from municipalities.models import Challenge, DataResource

BASICS, DATA, CONTACT, ENGLISH = "basics", "data", "contact", "english"
RESOURCES = 5
RESOURCE_FIELDS = ("title", "url", "publisher", "format", "licence", "note")
TEXT_FIELDS = (
    "title",
    "origin",
    "department",
    "contact_name",
    "contact_email",
    "contact_phone",
    "title_en",
    "summary_en",
)
FIELDS = (*TEXT_FIELDS, "theme", "answers")
LONGEST = 20_000  # beyond this a text is no answer to any question and is not kept

Kind = Literal["line", "text", "email", "tel", "url", "theme", "origin"]


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
    """One page of the form."""

    key: str
    label: str
    questions: tuple[Question, ...]
    is_optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)


def sections_of(challenge: Challenge) -> list[Section]:
    """The pages of this challenge's form: ours around the questions its cycle asks."""
    asked = [row for row in challenge.cycle.form_sections.all() if row.form == FormSection.Form.CHALLENGE]
    return [_basics(), *map(_answer, asked), _data(), _contact(), _english()]


def _basics() -> Section:
    title = _("市民が読んで「自分のことだ」と思える言葉で。40字まで。公開されます。")
    questions = (
        Question("title", _("課題の名前"), limit=40, is_needed=True, support=title),
        Question("theme", _("分野"), "theme", is_needed=True, support=_("いちばん近いものを1つ。")),
        Question("origin", _("この課題に気づいたのは"), "origin"),
    )
    return Section(BASICS, _("基本のこと"), questions)


def _answer(row: FormSection) -> Section:
    limit = _("%(limit)s字まで。公開されます。") % {"limit": f"{row.max_chars:,}"}
    support = f"{row.in_language('help')} {limit}".strip()
    question = Question(answer_name(row.key), str(row), "text", row.max_chars, row.is_required, support)
    return Section(f"answer-{row.key}", str(row), (question,), is_optional=not row.is_required)


def _data() -> Section:
    return Section(DATA, _("データ"), tuple(q for number in range(RESOURCES) for q in _resource(number)))


def _resource(number: int) -> list[Question]:
    words: list[tuple[str, str, Kind, int, str]] = [
        ("title", _("データの名前"), "line", 100, ""),
        (
            "url",
            _("アドレス"),
            "url",
            500,
            _("https:// ではじまるもの。ないときは説明に、どこにあるかを書いてください。"),
        ),
        ("publisher", _("公開しているところ"), "line", 100, ""),
        ("format", _("形式"), "line", 30, _("例: CSV、PDF、ウェブページ")),
        ("licence", _("利用条件"), "line", 60, _("例: CC BY 4.0")),
        ("note", _("説明"), "text", 300, _("何が分かるか。数でないこと（決まり、決め方、声）も書けます。")),
    ]
    first = number == 0
    return [
        Question(resource_name(number, name), label, kind, limit, first and name == "title", support)
        for name, label, kind, limit, support in words
    ]


def _contact() -> Section:
    public = _("公開されます。")
    questions = (
        Question("department", _("担当部署"), limit=80, is_needed=True, support=public),
        Question("contact_name", _("担当者氏名"), limit=80, is_needed=True, support=public),
        Question("contact_email", _("メールアドレス"), "email", 254, is_needed=True, support=public),
        Question("contact_phone", _("電話番号"), "tel", 30, support=_("公開されます。例: 03-1234-5678")),
    )
    return Section(CONTACT, _("担当と支援"), questions)


def _english() -> Section:
    questions = (
        Question("title_en", _("課題の名前（英語）"), limit=100, support=_("海外の審査委員が読みます。")),
        Question("summary_en", _("英語の要約"), "text", 2000, support=_("2,000字まで。公開されます。")),
    )
    return Section(ENGLISH, _("英語の要約"), questions, is_optional=True)


def answer_name(key: str) -> str:
    return f"answer-{key}"


def resource_name(number: int, field: str) -> str:
    return f"resource-{number}-{field}"


def room_for(name: str) -> int:
    """How many characters the column behind a question holds; more cannot even be saved."""
    if name.startswith("answer-"):
        return LONGEST
    is_resource = name.startswith("resource-")
    field = (DataResource if is_resource else Challenge)._meta.get_field(name.rsplit("-", 1)[-1])
    return getattr(field, "max_length", None) or LONGEST


def values_of(challenge: Challenge) -> dict[str, str]:
    """Every text of the sheet by the name of its question; what nobody wrote is empty."""
    fields = {name: getattr(challenge, name) for name in TEXT_FIELDS}
    fields |= {"theme": challenge.theme_id, "answers": challenge.answers}
    rows = [{name: getattr(row, name) for name in RESOURCE_FIELDS} for row in challenge.resources.all()]
    blank = dict.fromkeys((name for section in sections_of(challenge) for name in section.names), "")
    return {**blank, **flatten(fields, rows)}


def flatten(fields: Mapping[str, Any], resources: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """`fields` and `resources` as `save_challenge` takes them, as values of the sheet."""
    flat = {name: str(getattr(value, "pk", value) or "") for name, value in fields.items() if name != "answers"}
    flat |= {answer_name(key): text for key, text in fields.get("answers", {}).items()}
    if resources is not None:
        rows = [*resources]
        rows += [{}] * (RESOURCES - len(rows))
        for number, row in enumerate(rows):
            flat |= {resource_name(number, name): row.get(name, "") for name in RESOURCE_FIELDS}
    return flat


def unflatten(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]] | None]:
    """Values of one page as `fields` and `resources` (none when the page is not the data page)."""
    fields = {name: value for name, value in values.items() if name in TEXT_FIELDS or name == "theme"}
    answers = {name.removeprefix("answer-"): text for name, text in values.items() if name.startswith("answer-")}
    if answers:
        fields["answers"] = answers
    if resource_name(0, "title") not in values:
        return fields, None
    rows = [{name: values[resource_name(number, name)] for name in RESOURCE_FIELDS} for number in range(RESOURCES)]
    return fields, [row for row in rows if any(row.values())]


def fingerprint(values: Mapping[str, str]) -> str:
    """A short mark of a set of values: two readers who see the same mark saw the same texts."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
