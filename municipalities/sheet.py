"""A challenge as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from contest.models import FormSection, Theme
from contest.sheet import (
    ANSWER,
    LONGEST,
    Kind,
    Question,
    Section,
    answer_section,
    answers_among,
    blank,
    english_section,
    flatten_answers,
)
from municipalities.models import Challenge, DataResource

BASICS, DATA, CONTACT = "basics", "data", "contact"
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
CONSENTS = {"name_is_public": "contact_name", "email_is_public": "contact_email", "phone_is_public": "contact_phone"}
FIELDS = (*TEXT_FIELDS, *CONSENTS, "theme", "answers")
YES, NO = "yes", "no"


def sections_of(challenge: Challenge) -> list[Section]:
    """The pages of this challenge's form: ours around the questions its cycle asks."""
    asked = challenge.cycle.questions(FormSection.Form.CHALLENGE)
    return [_basics(), *map(answer_section, asked), _data(), _contact(), english_section(_("課題の名前（英語）"))]


def _basics() -> Section:
    title = _("市民が読んで「自分のことだ」と思える言葉で。40字まで。")
    questions = (
        Question("title", _("課題の名前"), limit=40, is_needed=True, support=title),
        Question("theme", _("分野"), "choice", is_needed=True, support=_("いちばん近いものを1つ。")),
        Question("origin", _("この課題に気づいたのは"), "choice", shown="office"),
    )
    return Section(BASICS, _("基本のこと"), questions)


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
    questions = (
        Question("department", _("担当部署"), limit=80, is_needed=True),
        Question("contact_name", _("担当者氏名"), limit=80, is_needed=True, shown="chosen"),
        Question("name_is_public", _("担当者氏名の公開"), "choice", shown=""),
        Question("contact_email", _("メールアドレス"), "email", 254, is_needed=True, shown="chosen"),
        Question("email_is_public", _("メールアドレスの公開"), "choice", shown=""),
        Question("contact_phone", _("電話番号"), "tel", 30, support=_("例: 03-1234-5678"), shown="chosen"),
        Question("phone_is_public", _("電話番号の公開"), "choice", shown=""),
    )
    return Section(CONTACT, _("担当と支援"), questions)


def resource_name(number: int, field: str) -> str:
    return f"resource-{number}-{field}"


def room_for(name: str) -> int:
    """How many characters the column behind a question holds; more cannot even be saved."""
    if name.startswith(ANSWER):
        return LONGEST
    is_resource = name.startswith("resource-")
    field = (DataResource if is_resource else Challenge)._meta.get_field(name.rsplit("-", 1)[-1])
    return getattr(field, "max_length", None) or LONGEST


def values_of(challenge: Challenge) -> dict[str, str]:
    """Every text of the sheet by the name of its question; what nobody wrote is empty."""
    fields = {name: getattr(challenge, name) for name in (*TEXT_FIELDS, *CONSENTS)}
    fields |= {"theme": challenge.theme_id, "answers": challenge.answers}
    rows = [{name: getattr(row, name) for name in RESOURCE_FIELDS} for row in challenge.resources.all()]
    return blank(sections_of(challenge)) | flatten(fields, rows)


def in_words(values: Mapping[str, str]) -> dict[str, str]:
    """Values as people read them: what is stored as a key is said in the words that were chosen."""
    words = dict(values)
    if theme := values.get("theme"):
        words["theme"] = str(Theme.objects.filter(pk=theme).first() or "")
    choices = {"origin": Challenge.Origin.choices} | dict.fromkeys(CONSENTS, consents())
    return words | {name: str(dict(choices[name]).get(values[name], "")) for name in choices if values.get(name)}


def consents() -> list[tuple[str, str]]:
    return [(YES, _("公開する")), (NO, _("公開しない"))]


def unshown(challenge: Challenge) -> list[tuple[str, str]]:
    """What was written and only those who run the contest will read: label and text."""
    values = values_of(challenge)
    private = {field for consent, field in CONSENTS.items() if values[consent] == NO}
    asked = [
        question
        for section in sections_of(challenge)
        for question in section.questions
        if (question.shown == "office" or question.name in private) and values[question.name]
    ]
    words = in_words({question.name: values[question.name] for question in asked})
    return [(question.label, words[question.name]) for question in asked]


def flatten(fields: Mapping[str, Any], resources: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """`fields` and `resources` as `save_challenge` takes them, as values of the sheet."""
    flat = {name: _as_text(value) for name, value in fields.items() if name != "answers"}
    flat |= flatten_answers(fields.get("answers", {}))
    if resources is not None:
        rows = [*resources]
        rows += [{}] * (RESOURCES - len(rows))
        for number, row in enumerate(rows):
            flat |= {resource_name(number, name): row.get(name, "") for name in RESOURCE_FIELDS}
    return flat


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(getattr(value, "pk", value) or "")


def unflatten(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]] | None]:
    """Values of one page as `fields` and `resources` (none when the page is not the data page)."""
    fields = {name: value for name, value in values.items() if name in TEXT_FIELDS or name == "theme"}
    fields |= {name: value == YES for name, value in values.items() if name in CONSENTS}
    if answers := answers_among(values):
        fields["answers"] = answers
    if resource_name(0, "title") not in values:
        return fields, None
    rows = [{name: values[resource_name(number, name)] for name in RESOURCE_FIELDS} for number in range(RESOURCES)]
    return fields, [row for row in rows if any(row.values())]
