"""The sheet on which officers write their municipality's word."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.forms import PlainTextField
from dialogue.models import Statement
from dialogue.wording import STEP, STEPS, TEXT

ROOM = 20000  # what a draft keeps, however long
STANCES = {
    Statement.Stance.TOGETHER: _("協働する — いっしょに実行する、またはためす"),
    Statement.Stance.SUPPORT: _("応援する — データや場所、紹介などで手伝う"),
    Statement.Stance.HARD: _("むずかしい — いまはできない（理由を書く）"),
}


class StatementForm(forms.Form):
    """Everything is kept as it is typed; what is missing for handing in, `dialogue.wording` says."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    stance = forms.ChoiceField(
        label=_("自治体のこたえ"),
        choices=[(stance.value, label) for stance, label in STANCES.items()],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("点数ではありません。どのこたえでも、審査の点には入りません。"),
        error_messages={"invalid_choice": _("こたえをえらびなおしてください。")},
    )
    text = PlainTextField(
        label=_("ことば"),
        max_length=ROOM,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("1,000字まで。よいと思うところ、できること、できないこととその理由。公開されます。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {"who": _("だれが"), "what": _("何を"), "by": _("いつまでに")}
        for number in range(1, STEPS + 1):
            for name, label in labels.items():
                self.fields[f"{name}_{number}"] = PlainTextField(label=label, max_length=ROOM)

    def words(self) -> dict[str, Any]:
        """What was typed, as a statement keeps it."""
        data = self.cleaned_data
        steps = [{name: data[f"{name}_{number}"] for name in STEP} for number in range(1, STEPS + 1)]
        return {"stance": data["stance"], "text": data["text"], "steps": steps}

    def parts(self) -> list[dict[str, Any]]:
        """The fields above the steps, with what the field tag needs."""
        return [
            {"field": self["stance"], "limit": None, "is_needed": True},
            {"field": self["text"], "limit": TEXT, "is_needed": True},
        ]

    def steps(self) -> Iterator[dict[str, Any]]:
        """The rows of who does what by when; handing in needs none or, where the municipality joins in, one."""
        for number in range(1, STEPS + 1):
            fields = [(self[f"{name}_{number}"], limit) for name, limit in STEP.items()]
            yield {"number": number, "fields": fields}

    def show(self, problems: Mapping[str, str]) -> None:
        for name, said in problems.items():
            self.add_error(name, said)


def typed_words(words: Mapping[str, Any], seen: str) -> dict[str, str]:
    """The values of StatementForm for words that are kept."""
    steps = {f"{name}_{n}": step[name] for n, step in enumerate(words["steps"], 1) for name in STEP}
    return {"seen": seen, "stance": words["stance"], "text": words["text"], **steps}
