"""What is typed to ask somebody outside the team, and what they answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import HalfWidthEmailField, OneLineField
from contest.models import EntryClass
from ideas.forms.teams import CHOOSE, UNTYPABLE
from municipalities.models import Participant

ADDRESS = {
    "required": _("メールアドレスを書いてください。"),
    "invalid": _("メールアドレスの形になっていません。例: hanako@people.example"),
}


class RecommendationForm(forms.Form):
    """Whom the leader asks to speak for them, and for which municipality."""

    participant = forms.ChoiceField(label=_("どの自治体の人ですか"), widget=forms.RadioSelect, error_messages=CHOOSE)
    name = OneLineField(
        label=_("推薦を頼む人の氏名"),
        max_length=80,
        error_messages={"required": _("氏名を書いてください。"), **UNTYPABLE},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = HalfWidthEmailField(
        label=_("推薦を頼む人のメールアドレス"),
        help_text=_("推薦するかどうかを答えるリンクを送ります。先に、本人に話しておいてください。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=ADDRESS,
    )

    def __init__(self, participants: Sequence[Participant], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.participants = {str(row.pk): row for row in participants}
        self.fields["participant"].choices = [(key, row.name) for key, row in self.participants.items()]
        if len(participants) == 1:
            self.fields["participant"].initial = participants[0].pk

    def clean_participant(self) -> Participant:
        return self.participants[self.cleaned_data["participant"]]


class RecommendForm(forms.Form):
    """A recommender's yes, with how they belong to the place; or their no."""

    entry_class = forms.ChoiceField(
        label=_("あなたと地域とのつながり"), widget=forms.RadioSelect, required=False, error_messages=CHOOSE
    )
    statement = forms.CharField(
        label=_("推薦のことば"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("チームと事務局が読みます。公開されません。500字まで。"),
        error_messages=UNTYPABLE,
    )
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)

    def __init__(self, classes: Sequence[EntryClass], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entry_class"].choices = [(row.key, str(row)) for row in classes]

    def clean(self):
        data = super().clean()
        if data.get("answer") == "yes" and not data.get("entry_class") and "entry_class" not in self.errors:
            self.add_error("entry_class", CHOOSE["required"])
        return data


class GuardianForm(forms.Form):
    """Who the guardian is, and where the link goes."""

    name = OneLineField(
        label=_("保護者の氏名"),
        max_length=80,
        error_messages={"required": _("保護者の氏名を書いてください。"), **UNTYPABLE},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = HalfWidthEmailField(
        label=_("保護者のメールアドレス"),
        help_text=_("同意するかどうかを答えるリンクを送ります。公開されません。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=ADDRESS,
    )


class PaperConsentForm(forms.Form):
    """A consent on paper, seen by whoever records it."""

    guardian_name = OneLineField(
        label=_("保護者の氏名"),
        max_length=80,
        error_messages={"required": _("保護者の氏名を書いてください。"), **UNTYPABLE},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_seen = forms.BooleanField(
        label=_("署名のある同意書を見ました"),
        error_messages={"required": _("同意書を見てから、しるしを付けてください。")},
    )
