"""What keeps a challenge from being handed in: one list for the form, the confirmation page and the service."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from contest.sheet import Problem, Question, missing, too_long
from municipalities.models import Challenge
from municipalities.sheet import DATA, RESOURCES, resource_name, sections_of, values_of

PHONE = re.compile(r"[0-9+()\-. ]*[0-9](?: ?内線 ?[0-9]+)?")
is_web_address = URLValidator(schemes=["http", "https"])


def problems_of(challenge: Challenge) -> list[Problem]:
    """Everything missing, too long or malformed, in the order of the form; empty means it may be handed in."""
    values = values_of(challenge)
    return [
        problem
        for section in sections_of(challenge)
        for problem in (
            *(p for question in section.questions for p in _problems_at(section.key, question, values)),
            *(_data_problems(section.questions, values) if section.key == DATA else ()),
        )
    ]


def _problems_at(section: str, question: Question, values: Mapping[str, str]) -> Iterator[Problem]:
    text = values[question.name]
    if not text and question.is_needed and section != DATA:
        yield Problem(section, question.name, _label(question), missing(question), is_missing=True)
    elif message := too_long(question, text) or _malformed(question.kind, text):
        yield Problem(section, question.name, _label(question), message)


def _label(question: Question) -> str:
    """The field's label; of a row of data with the row's number, since five rows have the same fields."""
    if not question.name.startswith("resource-"):
        return question.label
    row = int(question.name.split("-")[1]) + 1
    return _("データ %(n)d %(label)s") % {"n": row, "label": question.label}


def _malformed(kind: str, text: str) -> str:
    if not text:
        return ""
    try:
        if kind == "email":
            validate_email(text)
        elif kind == "url":
            is_web_address(text)
    except ValidationError:
        return {
            "email": _("メールアドレスの形になっていません。例: kikaku@city.example.jp"),
            "url": _("https:// ではじまるアドレスを書いてください。"),
        }[kind]
    if kind == "tel" and not PHONE.fullmatch(unicodedata.normalize("NFKC", text)):
        return _("電話番号を数字とハイフンで書いてください。例: 03-1234-5678")
    return ""


def _data_problems(questions: tuple[Question, ...], values: Mapping[str, str]) -> Iterator[Problem]:
    """At least one piece of data or knowledge; each has a name, and an address or a word on where it is."""
    labels = {question.name: _label(question) for question in questions}
    if not any(values[name] for name in labels):
        first, message = resource_name(0, "title"), _("関係するデータや情報を、1つは書いてください。")
        yield Problem(DATA, first, labels[first], message, is_missing=True)
    for number in range(RESOURCES):
        title, url, note = (resource_name(number, name) for name in ("title", "url", "note"))
        if not any(values[name] for name in labels if name.startswith(resource_name(number, ""))):
            continue
        if not values[title]:
            yield Problem(DATA, title, labels[title], _("データの名前を書いてください。"), is_missing=True)
        if not values[url] and not values[note]:
            yield Problem(DATA, url, labels[url], _("アドレスか説明のどちらかを書いてください。"), is_missing=True)
