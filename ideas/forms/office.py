"""What the secretariat types."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.forms.asking import PaperConsentForm
from ideas.forms.teams import CHOOSE, UNTYPABLE
from ideas.models import Member


class MemberConsentForm(PaperConsentForm):
    """A consent on paper, of one member's guardian."""

    member = forms.ChoiceField(label=_("メンバー"), error_messages=CHOOSE)
    field_order = ["member"]

    def __init__(self, members: Sequence[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(member.pk): member for member in members}
        self.fields["member"].choices = [(key, str(member)) for key, member in self.members.items()]

    def clean_member(self) -> Member:
        return self.members[self.cleaned_data["member"]]


TELLS = {"label": _("チームにメールで知らせる"), "required": False, "initial": True}


class RemarkForm(forms.Form):
    """What the secretariat asks of a team."""

    text = forms.CharField(
        label=_("確かめたいこと"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("チームのページに出ます。すむまで、チームは応募できません。500字まで。"),
        error_messages={"required": _("確かめたいことを書いてください。"), **UNTYPABLE},
    )
    tells = forms.BooleanField(**TELLS)


class SettleForm(forms.Form):
    """Whether the team hears of it."""

    tells = forms.BooleanField(**TELLS)


class ReasonForm(forms.Form):
    """Why; told to the team and kept on record."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("チームにメールで伝わり、記録に残ります。"),
        error_messages={"required": _("理由を書いてください。"), **UNTYPABLE},
    )


class LeaveForm(ReasonForm):
    """Until when, and why, something may be written after the deadline."""

    until = forms.SplitDateTimeField(
        label=_("いつまで"),
        help_text=_("この瞬間から受け付けません。例: 2026-12-25 と 0:00"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"aria-label": _("いつまで（日）")}, time_attrs={"aria-label": _("いつまで（時刻）")}
        ),
        error_messages={
            "required": _("日と時刻を書いてください。"),
            "invalid": _("日は 2026-12-25、時刻は 18:00 の形で書いてください。"),
            "invalid_date": _("日は 2026-12-25 の形で書いてください。"),
            "invalid_time": _("時刻は 18:00 の形で書いてください。"),
        },
    )
