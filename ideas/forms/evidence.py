"""One row of what an idea rests on, as a member types it; kept whole, so that a missing word is an error here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contest import forms as sheets
from contest.sheet import Question, Section
from ideas.evidence import RESOURCE, problem_at, questions_for, room_in
from ideas.models import Evidence, Note
from municipalities.models import DataResource


class EvidenceForm(sheets.SectionForm):
    """One citation, hypothesis or note; `offered` is the challenge's data to choose from."""

    def __init__(self, section: Section, *args: Any, shelf: type[Evidence], offered: Iterable[DataResource], **options):
        self.shelf, self.offered = shelf, list(offered)
        super().__init__(section, *args, **options)

    def field_of(self, question: Question) -> forms.Field:
        if question.kind == "choice":
            return forms.ChoiceField(
                choices=self._choices(question),
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("えらびなおしてください。")},
                **sheets.words_of(question),
            )
        if question.kind == "date":
            return _date_field(**sheets.words_of(question))
        attrs = {"rows": 10 if self.shelf is Note else 5} if question.kind == "text" else {}
        return sheets.text_field(question, room=room_in(self.shelf, question.name), **attrs)

    def clean(self) -> dict[str, Any]:
        """What the service would refuse, said by the field."""
        cleaned = super().clean() or self.cleaned_data
        for question in self.section.questions:
            if question.name in cleaned and (problem := problem_at(question, str(cleaned[question.name] or ""))):
                self.add_error(question.name, problem)
        return cleaned

    def _choices(self, question: Question) -> Any:
        if question.name == RESOURCE:
            return [(str(row.pk), resource_label(row)) for row in self.offered]
        return Note.Kind.choices


def section_of(shelf: type[Evidence], key: str, label: str, *, of_challenge: bool) -> Section:
    """A row's questions as a page of the form."""
    return Section(key, label, questions_for(shelf, of_challenge=of_challenge))


def resource_label(row: DataResource) -> str:
    """A piece of data with the terms under which it may be used."""
    words = {"title": row.title, "licence": row.licence or gettext("書かれていません")}
    return gettext("%(title)s（利用条件：%(licence)s）") % words


def _date_field(**words: str) -> forms.Field:
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付になっていません。例: 2026-04-01")},
        **words,
    )
