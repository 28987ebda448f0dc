"""A challenge as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from contest.models import FormSection, Theme
from contest.sheet import (
    ANSWER,
    ENGLISH,
    LONGEST,
    Question,
    Section,
    answer_name,
    answer_section,
    answers_among,
    blank,
    english_section,
    flatten_answers,
)
from municipalities.data_rows import row_questions, row_values, row_words
from municipalities.models import Challenge

BASICS, DATA, CONTACT = "basics", "data", "contact"
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
    return [
        _basics(),
        *map(answer_section, asked),
        _data(challenge),
        _contact(),
        _english(),
    ]


def section_at(challenge: Challenge, key: str) -> Section | None:
    """One page of texts, with no more queries than it needs; the page of data is a list of its own."""
    if key in (own := {BASICS: _basics, CONTACT: _contact, ENGLISH: _english}):
        return own[key]()
    asked = challenge.cycle.questions(FormSection.Form.CHALLENGE) if key.startswith(ANSWER) else []
    return next((answer_section(row) for row in asked if answer_name(row.key) == key), None)


def _english() -> Section:
    return english_section(_("課題の名前（英語）"))


def _basics() -> Section:
    title = _("市民が読んで「自分のことだ」と思える言葉で。40字まで。")
    questions = (
        Question("title", _("課題の名前"), limit=40, is_needed=True, support=title),
        Question("theme", _("分野"), "choice", is_needed=True, support=_("いちばん近いものを1つ。")),
        Question("origin", _("この課題に気づいたのは"), "choice", shown="office"),
    )
    return Section(BASICS, _("基本のこと"), questions)


def _data(challenge: Challenge) -> Section:
    """The page of data and knowledge is a list; its questions are those of the rows there are."""
    return Section(DATA, _("データと知識"), tuple(row_questions(challenge)))


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


def room_for(name: str) -> int:
    """How many characters the column behind a question holds; more cannot even be saved."""
    if name.startswith(ANSWER):
        return LONGEST
    return getattr(Challenge._meta.get_field(name), "max_length", None) or LONGEST


def values_of(challenge: Challenge) -> dict[str, str]:
    """Every text of the sheet as its writers see it now, by the name of its question; what nobody wrote is empty."""
    return blank(sections_of(challenge)) | _texts_of(challenge) | challenge.draft | row_values(challenge)


def values_at(challenge: Challenge, names: Iterable[str]) -> dict[str, str]:
    """The same of these questions alone; asks the database nothing."""
    texts = _texts_of(challenge) | challenge.draft
    return {name: texts.get(name, "") for name in names}


def handed_in_values(challenge: Challenge) -> dict[str, str]:
    """What was handed in last, without what was written since."""
    return blank(sections_of(challenge)) | _texts_of(challenge) | row_values(challenge)


def _texts_of(challenge: Challenge) -> dict[str, str]:
    fields = {name: getattr(challenge, name) for name in (*TEXT_FIELDS, *CONSENTS)}
    return flatten(fields | {"theme": challenge.theme_id, "answers": challenge.answers})


def drafted(challenge: Challenge, values: Mapping[str, str]) -> dict[str, str]:
    """Its `draft` once these values are written too: only what differs from what was handed in."""
    handed_in = _texts_of(challenge)
    draft = challenge.draft | values
    return {name: text for name, text in draft.items() if text != handed_in.get(name, "")}


def as_fields(challenge: Challenge, values: Mapping[str, str]) -> dict[str, Any]:
    """Values of the sheet as fields of the challenge; a theme that is no more is none."""
    fields = unflatten(values)
    if "theme" in fields:
        fields["theme"] = Theme.objects.filter(pk=fields["theme"]).first() if fields["theme"] else None
    if "answers" in fields:
        fields["answers"] = challenge.answers | fields["answers"]
    return fields


def as_written(challenge: Challenge) -> Challenge:
    """The challenge with what was written since it was handed in, as it will be when that is handed in too."""
    shown = copy(challenge)
    for name, value in as_fields(challenge, challenge.draft).items():
        setattr(shown, name, value)
    shown.draft = {}
    return shown


def in_words(values: Mapping[str, str]) -> dict[str, str]:
    """Values as people read them: what is stored as a key is said in the words that were chosen."""
    words = {name: row_words(name, text) for name, text in values.items()}
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


def flatten(fields: Mapping[str, Any]) -> dict[str, str]:
    """`fields` as `save_challenge` takes them, as values of the sheet."""
    flat = {name: _as_text(value) for name, value in fields.items() if name != "answers"}
    return flat | flatten_answers(fields.get("answers", {}))


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(getattr(value, "pk", value) or "")


def unflatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of one page as the `fields` of `save_challenge`."""
    fields = {name: value for name, value in values.items() if name in TEXT_FIELDS or name == "theme"}
    fields |= {name: value == YES for name, value in values.items() if name in CONSENTS}
    if answers := answers_among(values):
        fields["answers"] = answers
    return fields
