"""What keeps a challenge from being handed in: one list for the form, the confirmation page and the service."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from contest.sheet import Problem, Question, missing, too_long
from municipalities.data_rows import Row, numbered, questions_for, row_label, row_name, texts_of
from municipalities.models import Challenge, DataResource
from municipalities.sheet import DATA, sections_of, values_of

NOTHING_YET = "data"  # where the want of any row is said
PHONE = re.compile(r"[0-9+()\-. ]*[0-9](?: ?内線 ?[0-9]+)?")
is_web_address = URLValidator(schemes=["http", "https"])


def problems_of(challenge: Challenge) -> list[Problem]:
    """Everything missing, too long or malformed, in the order of the form; empty means it may be handed in."""
    values = values_of(challenge)
    return [
        problem
        for section in sections_of(challenge)
        for problem in (
            _data_problems(challenge)
            if section.key == DATA
            else (p for question in section.questions for p in _problems_at(section.key, question, values))
        )
    ]


def row_problems(row: Row) -> Iterator[Problem]:
    """What one piece of data or knowledge lacks, by the names of its own fields."""
    values = texts_of(row)
    for question in questions_for(type(row)):
        yield from _problems_at(DATA, question, values)
    if isinstance(row, DataResource) and not (row.url or row.file or row.note):
        words = _("アドレス、ファイル、説明のどれか1つは足してください。")
        yield Problem(DATA, "url", _("アドレス"), words, is_missing=True)


def _problems_at(section: str, question: Question, values: Mapping[str, str]) -> Iterator[Problem]:
    text = values[question.name]
    if not text and question.is_needed:
        yield Problem(section, question.name, question.label, missing(question), is_missing=True)
    elif message := too_long(question, text) or _malformed(question.kind, text):
        yield Problem(section, question.name, question.label, message)


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


def _data_problems(challenge: Challenge) -> Iterator[Problem]:
    """At least one piece of data or knowledge; then whatever each of them lacks, with its number."""
    rows = list(numbered(challenge))
    if not rows:
        words = _("関係するデータか知識を、1つは足してください。")
        yield Problem(DATA, NOTHING_YET, _("データと知識"), words, is_missing=True)
    for number, row in rows:
        for problem in row_problems(row):
            label = f"{row_label(row, number)} {problem.label}"
            yield replace(problem, field=row_name(row, problem.field), label=label)
