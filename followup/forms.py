"""What a team or a municipality types a year later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.forms import PlainTextField
from followup.models import Report

TOO_LONG = _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。")


class ReportText(PlainTextField):
    """A long answer with its limit."""

    def __init__(self, *, is_needed: bool = False, **options: Any) -> None:
        super().__init__(max_length=1000, widget=forms.Textarea(attrs={"rows": 7}), **options)
        self.required = is_needed
        self.error_messages |= {"max_length": TOO_LONG, "required": _("したことを書いてください。")}


class ReportForm(forms.Form):
    """Four questions, one of them a choice."""

    state = forms.ChoiceField(
        label=_("いまの様子"),
        choices=Report.State.choices,
        widget=forms.RadioSelect,
        help_text=_("どの答えでもかまいません。やめたことも、だいじな報告です。"),
        error_messages={
            "required": _("いまの様子をえらんでください。"),
            "invalid_choice": _("えらびなおしてください。"),
        },
    )
    done = ReportText(
        label=_("したこと"),
        is_needed=True,
        help_text=_("いつ、だれと、何を。数があれば数も。1,000字まで。公開されます。"),
    )
    learned = ReportText(
        label=_("わかったこと・壁になったこと"),
        help_text=_("次に挑む人のために。個人の名前は書かないでください。1,000字まで。公開されます。"),
    )
    next_step = ReportText(
        label=_("つぎにすること"), help_text=_("ないときは、空けておいてください。1,000字まで。公開されます。")
    )
