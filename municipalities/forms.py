"""What an officer types. Only what cannot be stored at all is an error here; limits bind at handing in."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from contest.models import Theme
from municipalities.completeness import Problem
from municipalities.models import Challenge, Participant
from municipalities.sheet import RESOURCES, Question, Section, resource_name, room_for

TOO_LONG = _("長すぎて保存できません。%(limit_value)d字以内にしてください（いま %(show_value)d字）。")
HAS_NULL = _("使えない文字（NULL文字）が入っています。消してください。")
WIDGETS: dict[str, tuple[type[forms.Widget], dict[str, str]]] = {
    "line": (forms.TextInput, {}),
    "text": (forms.Textarea, {"rows": "6"}),
    "email": (forms.EmailInput, {"autocomplete": "email"}),
    "tel": (forms.TextInput, {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    "url": (forms.URLInput, {}),
}
AUTOCOMPLETE = {"contact_name": "name", "department": "organization-title"}


class PlainTextField(forms.CharField):
    """Text of any length its column holds, with line breaks as one character."""

    def __init__(self, **options):
        super().__init__(required=False, **options)
        self.validators = [MaxLengthValidator(self.max_length, TOO_LONG), ProhibitNullCharactersValidator(HAS_NULL)]

    def to_python(self, value):
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))


class SectionForm(forms.Form):
    """One page of a challenge's form."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, section: Section, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.section = section
        for question in section.questions:
            self.fields[question.name] = _field(question)

    def texts(self) -> dict[str, Any]:
        """What was typed, by the name of its question."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def show(self, problems: Iterable[Problem], *, with_missing: bool) -> None:
        """Put the sheet's problems of this page beside their fields."""
        for problem in problems:
            if problem.section == self.section.key and (with_missing or not problem.is_missing):
                self.add_error(problem.field, problem.message)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Fields with what the field tag needs: the limit people are held to, and whether handing in needs it."""
        for question in self.section.questions:
            limit = question.limit if question.kind in {"line", "text", "tel"} else None
            yield {"field": self[question.name], "limit": limit, "is_needed": question.is_needed}

    def groups(self) -> Iterator[dict[str, Any]]:
        """The data page's rows, five by five; open where something is written or wrong, and always the first."""
        rows = list(self.rows())
        for number in range(RESOURCES):
            mine = [row for row in rows if row["field"].name.startswith(resource_name(number, ""))]
            is_open = number == 0 or any(row["field"].value() or row["field"].errors for row in mine)
            yield {"number": number + 1, "rows": mine, "is_open": is_open}


class NewChallengeForm(forms.Form):
    """For which municipality; asked only of those who serve several."""

    participant = forms.ModelChoiceField(
        Participant.objects.none(),
        label=_("参加自治体"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("自治体をえらんでください。"),
            "invalid_choice": _("自治体をえらびなおしてください。"),
        },
    )

    def __init__(self, participants: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ModelChoiceField, self.fields["participant"])
        field.queryset = participants
        if len(participants) == 1:
            field.required, field.widget = False, forms.HiddenInput()
            self.only = participants[0]

    def chosen(self) -> Participant:
        return self.cleaned_data["participant"] or self.only


class RemarksForm(forms.Form):
    """Why a challenge is sent back."""

    remarks = forms.CharField(
        label=_("差戻しの理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("自治体の担当者にメールで送られます。どこを、どう直すかを書いてください。1,000字まで。"),
        error_messages={"required": _("差戻しの理由を書いてください。")},
    )


def _field(question: Question) -> forms.Field:
    words: dict[str, Any] = {"label": question.label, "help_text": question.support}
    if question.kind == "theme":
        themes = {str(theme.pk): theme for theme in Theme.objects.all()}
        return forms.TypedChoiceField(
            choices=[("", _("えらんでください")), *((key, str(theme)) for key, theme in themes.items())],
            coerce=themes.get,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": _("分野をえらびなおしてください。")},
            **words,
        )
    if question.kind == "origin":
        return forms.ChoiceField(
            choices=Challenge.Origin.choices,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("えらびなおしてください。")},
            **words,
        )
    widget, attrs = WIDGETS[question.kind]
    if question.name in AUTOCOMPLETE:
        attrs = {**attrs, "autocomplete": AUTOCOMPLETE[question.name]}
    return PlainTextField(max_length=room_for(question.name), widget=widget(attrs=attrs), **words)
