"""One piece of data or of knowledge, as its officer types it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest import forms as sheets
from contest.sheet import Problem, Question, Section
from municipalities.data_rows import Row, questions_for, room_in, texts_of
from municipalities.forms.challenges import choice_field
from municipalities.models import DataResource
from municipalities.sheet import DATA

LICENCE, OTHER, FILE, WITHOUT_FILE = "licence", "_other", "file", "without_file"


class DataRowForm(sheets.SectionForm):
    """One piece of data or of knowledge."""

    def __init__(self, row: Row, *args: Any, **options: Any) -> None:
        self.row = row
        super().__init__(Section(DATA, "", tuple(_asked(type(row)))), *args, **options)
        if isinstance(row, DataResource) and row.file:
            self.fields[WITHOUT_FILE] = forms.BooleanField(label=_("いまのファイルをはずす"), required=False)

    def field_of(self, question: Question) -> forms.Field:
        if question.kind == "choice":
            return choice_field(_choices_of(type(self.row), question.name), **sheets.words_of(question))
        if question.kind == "file":
            return _file_field(**sheets.words_of(question))
        if question.kind == "date":
            return _date_field(**sheets.words_of(question))
        attrs = {"rows": 6} if question.kind == "text" else {}
        room = room_in(type(self.row), question.name.removesuffix(OTHER))
        return sheets.text_field(question, room=room, **attrs)

    def clean(self) -> dict[str, Any]:
        """Words beside a licence that was chosen would be lost: ask which of the two is meant."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get(LICENCE + OTHER) and cleaned.get(LICENCE) in DataResource.Licence.values:
            self.add_error(LICENCE + OTHER, _("上で「そのほか」をえらぶか、ここに書いたものを消してください。"))
        return cleaned

    def texts(self) -> dict[str, Any]:
        """As the row's fields: what was written beside 「そのほか」 is the licence."""
        fields = super().texts()
        for name in (FILE, WITHOUT_FILE):
            fields.pop(name, None)
        other = fields.pop(LICENCE + OTHER, "")
        if other or fields.get(LICENCE) == OTHER:
            fields[LICENCE] = other
        return fields

    def show(self, problems: Iterable[Problem], *, with_missing: bool) -> None:
        moved = (replace(p, field=LICENCE + OTHER) if p.field == LICENCE else p for p in problems)
        super().show(moved, with_missing=with_missing)

    def rows(self) -> Iterator[dict[str, Any]]:
        for row in super().rows():
            yield row
            if row["field"].name == FILE and WITHOUT_FILE in self.fields:
                yield {"field": self[WITHOUT_FILE], "limit": None, "is_needed": False, "shown": ""}

    def typed(self) -> list[tuple[str, str]]:
        """A file cannot be given back; its name can."""
        return [
            (label, getattr(text, "name", text)) for label, text in super().typed() if isinstance(text, str) or text
        ]

    @staticmethod
    def texts_for(row: Row) -> dict[str, str]:
        """What the controls show of a row as it is stored."""
        texts = texts_of(row)
        licence = texts.get(LICENCE, "")
        if licence and licence not in DataResource.Licence.values:
            texts |= {LICENCE: OTHER, LICENCE + OTHER: licence}
        return texts


def _asked(model: type[Row]) -> Iterator[Question]:
    for question in questions_for(model):
        yield question
        if question.name == LICENCE:
            yield Question(LICENCE + OTHER, _("そのほかの利用条件"), limit=question.limit)


def _choices_of(model: type[Row], name: str) -> list[tuple[str, Any]]:
    if name == LICENCE:
        return [*DataResource.Licence.choices, (OTHER, _("そのほか"))]
    return model.Kind.choices


def _date_field(**words: str) -> forms.Field:
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付になっていません。例: 2026-04-01")},
        **words,
    )


def _file_field(**words: str) -> forms.Field:
    accept = ".csv,.xlsx,.pdf,image/jpeg,image/png,image/webp"
    return forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": accept}), **words
    )
