"""What a teacher types, and the code a pupil types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from contest.models import Cycle, EntryClass
from ideas.facts import classes_of, leader_class_label
from ideas.forms.teams import CHOOSE, UNTYPABLE, TeamForm
from ideas.models import Member
from ideas.services import AboutMe


class ClassForm(forms.Form):
    """A school class."""

    school = OneLineField(
        label=_("学校名"), max_length=80, error_messages={"required": _("学校名を書いてください。"), **UNTYPABLE}
    )
    name = OneLineField(
        label=_("クラス名"),
        max_length=60,
        help_text=_("例: 2年1組、総合探究ゼミ"),
        error_messages={"required": _("クラス名を書いてください。"), **UNTYPABLE},
    )


class ClassTeamForm(forms.Form):
    """A team of pupils; the first one leads. What is the same for all is asked once."""

    name = OneLineField(
        label=_("チーム名"),
        max_length=60,
        help_text=_("60字まで。公開されます。"),
        error_messages={"required": _("チーム名を書いてください。"), **UNTYPABLE},
    )
    kana = OneLineField(
        label=_("チーム名のよみ"),
        max_length=80,
        help_text=_("カタカナかひらがなで。"),
        error_messages={"required": _("チーム名のよみを書いてください。"), **UNTYPABLE},
    )
    pupils = forms.CharField(
        label=_("メンバーの名前"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("1行に1人。いちばん上の人が代表です。氏名でなくても、よび名でかまいません。公開されません。"),
        error_messages={"required": _("メンバーの名前を書いてください。")},
    )
    age_band = forms.ChoiceField(
        label=_("年代"), choices=Member.AgeBand.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    leader_class = forms.ChoiceField(label=_("代表と地域とのつながり"), widget=forms.RadioSelect, error_messages=CHOOSE)
    tie = forms.ChoiceField(
        label=_("ほかのメンバーと地域とのつながり"), widget=forms.RadioSelect, error_messages=CHOOSE
    )

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        leaders = [row for row in classes_of(cycle, EntryClass.Role.LEADER) if not row.needs_recommendation]
        self._offer("leader_class", [(row.key, leader_class_label(row)) for row in leaders])
        self._offer("tie", [(row.key, str(row)) for row in classes_of(cycle, EntryClass.Role.MEMBER)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices
        else:
            del self.fields[name]

    clean_kana = TeamForm.clean_kana

    def said(self) -> dict[str, Any]:
        """For the service."""
        data = self.cleaned_data
        both = {"age_band": data["age_band"], "is_student": True}
        return {
            "name": data["name"],
            "kana": data["kana"],
            "pupils": data["pupils"].splitlines(),
            "leads": AboutMe(entry_class=data.get("leader_class", ""), **both),
            "joins": AboutMe(entry_class=data.get("tie", ""), **both),
        }


class CardForm(forms.Form):
    """The code of a printed card."""

    code = forms.CharField(
        label=_("カードのコード"),
        max_length=60,
        help_text=_("カードに書いてある20文字です。大文字でも小文字でも、線はあってもなくても、かまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("カードのコードを入れてください。"), **UNTYPABLE},
    )
