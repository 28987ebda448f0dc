"""Forms several rooms share: windows in order; pages that may be kept unfinished, held to their limits at handing in."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from common.text import length_of, one_line, several_lines
from contest.hiding import DETAIL, REASON, AbstractReport
from contest.sheet import LONGEST, Problem, Question, Section

TOO_LONG = _("長すぎて保存できません。%(limit_value)d字以内にしてください（いま %(show_value)d字）。")
HAS_NULL = _("使えない文字（NULL文字）が入っています。消してください。")
OVER_LIMIT = _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。")
WIDGETS: dict[str, tuple[type[forms.Widget], dict[str, Any]]] = {
    "line": (forms.TextInput, {}),
    "text": (forms.Textarea, {"rows": 10}),
    "email": (forms.EmailInput, {"autocomplete": "email"}),
    "tel": (forms.TextInput, {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    "url": (forms.URLInput, {}),
}
COUNTED = {"line", "text", "tel"}


class PlainTextField(forms.CharField):
    """Text of any length its column holds: a line, or several where the control has room for them."""

    def __init__(self, **options):
        super().__init__(required=False, **options)
        self.validators = [MaxLengthValidator(self.max_length, TOO_LONG), ProhibitNullCharactersValidator(HAS_NULL)]

    def to_python(self, value):
        tidy = several_lines if isinstance(self.widget, forms.Textarea) else one_line
        return super().to_python(tidy(str(value or "")))


class FitsValidator(MaxLengthValidator):
    """Counts the way the counter beside the field does."""

    def clean(self, text: str) -> int:
        return length_of(text)


class CountedField(PlainTextField):
    """Text of so many characters as people count them; `empty` is the sentence where it is needed."""

    def __init__(self, *, empty: Any = None, rows: int = 0, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(widget=widget, **options)
        self.required = empty is not None
        self.validators = [FitsValidator(self.max_length, OVER_LIMIT), ProhibitNullCharactersValidator(HAS_NULL)]
        self.error_messages |= {"required": empty}


class InOrderForm(forms.ModelForm):
    """Says by the field what the constraint would refuse; `order` is the beginning, the end and the sentence."""

    order = ("", "", "")

    def clean(self):
        super().clean()
        first, last, sentence = self.order
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends <= begins:
            self.add_error(last, sentence)
        return self.cleaned_data


class SectionForm(forms.Form):
    """One page of a sheet; a room says in `field_of` which control a question gets."""

    # A browser that fills forms in again by itself must not bring back what was seen long ago.
    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, section: Section, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.section = section
        for question in section.questions:
            self.fields[question.name] = self.field_of(question)

    def field_of(self, question: Question) -> forms.Field:
        return text_field(question)

    def texts(self) -> dict[str, Any]:
        """What was typed, by the name of its question."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def as_values(self) -> dict[str, str]:
        """What was typed, as values of the sheet."""
        return {name: str(getattr(value, "pk", value) or "") for name, value in self.texts().items()}

    def typed(self) -> list[tuple[str, str]]:
        """Label and text as they came, for a page that cannot save them."""
        return [(str(row["field"].label), row["field"].value() or "") for row in self.rows()]

    def show(self, problems: Iterable[Problem], *, with_missing: bool) -> None:
        """Put the sheet's problems of this page beside their fields."""
        for problem in problems:
            if (
                problem.section == self.section.key
                and problem.field in self.fields
                and (with_missing or not problem.is_missing)
            ):
                self.add_error(problem.field, problem.message)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Fields with what the field tag needs: the limit people are held to, whether handing in needs it, who reads it."""
        for question in self.section.questions:
            limit = question.limit if question.kind in COUNTED else None
            field = self[question.name]
            yield {"field": field, "limit": limit, "is_needed": question.is_needed, "shown": question.shown}


def words_of(question: Question) -> dict[str, str]:
    """What every control of this question says."""
    return {"label": question.label, "help_text": question.support}


def text_field(question: Question, *, room: int = LONGEST, **attrs: Any) -> PlainTextField:
    """A control for words, as long as its column; `attrs` are the widget's."""
    widget, usual = WIDGETS[question.kind]
    return PlainTextField(max_length=room, widget=widget(attrs={**usual, **attrs}), **words_of(question))


class ReportForm(forms.Form):
    """Why the secretariat should look at what somebody wrote."""

    kind = forms.ChoiceField(
        label=_("知らせる理由"),
        choices=AbstractReport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("理由をえらんでください。"),
            "invalid_choice": _("理由をえらびなおしてください。"),
        },
    )
    text = CountedField(
        label=_("くわしく"),
        max_length=DETAIL,
        rows=4,
        help_text=_("500字まで。どの言葉のことかが分かると、早く確かめられます。"),
    )


class HideForm(forms.Form):
    """Why something goes out of sight; its writer reads it."""

    reason = CountedField(
        label=_("かくす理由"),
        max_length=REASON,
        rows=4,
        help_text=_("300字まで。書いた人に、メールでそのまま送られます。"),
        empty=_("かくす理由を書いてください。"),
    )
