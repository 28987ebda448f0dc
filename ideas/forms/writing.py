"""What a team types. Only what cannot be stored at all is an error here; limits bind at handing in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.templatetags.site import or_english
from contest import forms as sheets
from contest.sheet import Question
from ideas.forms.teams import CHOOSE, UNTYPABLE
from ideas.models import Idea
from municipalities.models import Challenge


class TeamChoiceForm(forms.Form):
    """Which of my teams answers a challenge."""

    def __init__(self, teams: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        label = _("どのチームで応募しますか")
        self.fields["team"] = forms.ModelChoiceField(
            teams, label=label, widget=forms.RadioSelect, empty_label=None, error_messages=CHOOSE
        )


class ChallengeChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, challenge: Challenge) -> str:
        title = or_english(challenge.title, challenge.title_en)
        words = {"number": challenge.number, "municipality": challenge.participant.name, "title": title}
        return gettext("%(number)s　%(municipality)s　%(title)s") % words


class ChallengeChoiceForm(forms.Form):
    """Which challenge a team answers."""

    challenge = ChallengeChoiceField(
        Challenge.objects.none(),
        label=_("どの課題に応募しますか"),
        empty_label=_("えらんでください"),
        error_messages={
            "required": _("課題をえらんでください。"),
            "invalid_choice": _("課題をえらびなおしてください。"),
        },
    )

    def __init__(self, challenges: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["challenge"].queryset = challenges


class SectionForm(sheets.SectionForm):
    """One page of an idea's form; its one choice is the licence."""

    def field_of(self, question: Question) -> forms.Field:
        if question.kind != "choice":
            return sheets.text_field(question)
        return forms.ChoiceField(
            choices=[
                (Idea.Licence.CC_BY, _("CC BY 4.0（だれでも自由に使えます）")),
                (Idea.Licence.CC_BY_NC, _("CC BY-NC 4.0（営利目的では使えません）")),
            ],
            widget=forms.RadioSelect,
            error_messages=CHOOSE,
            **sheets.words_of(question),
        )


class LateForm(forms.Form):
    """The secretariat's code for a late entry."""

    code = forms.CharField(
        label=_("事務局からもらったコード"),
        max_length=60,
        help_text=_("20文字です。大文字でも小文字でも、線はあってもなくても、かまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("コードを入れてください。"), **UNTYPABLE},
    )
