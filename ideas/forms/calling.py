"""What is typed to find each other, and to part."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from contest.models import Cycle
from ideas.forms.teams import CHOOSE, UNTYPABLE, AboutMeForm
from ideas.forms.writing import ChallengeChoiceForm
from ideas.models import Member


class CallForm(ChallengeChoiceForm):
    """The call on the board of one challenge."""

    text = forms.CharField(
        label=_("募集のことば"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("どんな人と何をしたいか。だれでも読めます。氏名や連絡先は書かないでください。600字まで。"),
        error_messages={"required": _("募集のことばを書いてください。"), **UNTYPABLE},
    )


class AskForm(AboutMeForm):
    """Somebody who would like to join, and a word to the team."""

    message = forms.CharField(
        label=_("チームへのひとこと"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("あなたの氏名といっしょに、チームの代表が読みます。300字まで。"),
        error_messages={"required": _("ひとことを書いてください。"), **UNTYPABLE},
    )
    field_order = ["message"]

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(cycle, *args, **options)
        del self.fields["name_is_public"], self.fields["public_name"]

    def clean_public_name(self) -> str:
        return ""


class LeaderChoiceForm(forms.Form):
    """Who leads from now on."""

    member = forms.ChoiceField(label=_("新しい代表"), widget=forms.RadioSelect, error_messages=CHOOSE)

    def __init__(self, members: Sequence[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(member.pk): member for member in members}
        self.fields["member"].choices = [(key, str(member)) for key, member in self.members.items()]

    def clean_member(self) -> Member:
        return self.members[self.cleaned_data["member"]]


class RemovalForm(forms.Form):
    """Why a member is taken out."""

    reason = OneLineField(
        label=_("理由"),
        max_length=200,
        help_text=_("本人にメールで伝わります。200字まで。"),
        error_messages={"required": _("理由を書いてください。"), **UNTYPABLE},
    )
