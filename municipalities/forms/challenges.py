"""What an officer types. Only what cannot be stored at all is an error here; limits bind at handing in."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from contest import forms as sheets
from contest.models import Theme
from contest.sheet import Question
from municipalities.models import Challenge, Participant
from municipalities.sheet import CONSENTS, consents, room_for

AUTOCOMPLETE = {"contact_name": "name", "department": "organization-title"}


class SectionForm(sheets.SectionForm):
    """One page of a challenge's form."""

    def field_of(self, question: Question) -> forms.Field:
        if question.kind == "choice":
            return CHOICES[question.name](**sheets.words_of(question))
        attrs = {"rows": 6} if question.kind == "text" else {}
        if question.name in AUTOCOMPLETE:
            attrs = {**attrs, "autocomplete": AUTOCOMPLETE[question.name]}
        return sheets.text_field(question, room=room_for(question.name), **attrs)


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


def _theme_field(**words: str) -> forms.Field:
    themes = {str(theme.pk): theme for theme in Theme.objects.all()}
    return forms.TypedChoiceField(
        choices=[("", _("えらんでください")), *((key, str(theme)) for key, theme in themes.items())],
        coerce=themes.get,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("分野をえらびなおしてください。")},
        **words,
    )


def _origin_field(**words: str) -> forms.Field:
    return choice_field(Challenge.Origin.choices, **words)


def choice_field(choices: Any, **words: str) -> forms.Field:
    return forms.ChoiceField(
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("えらびなおしてください。")},
        **words,
    )


def _consent_field(**words: str) -> forms.Field:
    return forms.ChoiceField(
        choices=consents(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("えらびなおしてください。")},
        **words,
    )


CHOICES = {"theme": _theme_field, "origin": _origin_field, **dict.fromkeys(CONSENTS, _consent_field)}
