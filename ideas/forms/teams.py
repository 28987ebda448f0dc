"""What people type about teams and themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contest import forms as sheets
from ideas.models import Member, Team
from ideas.services.teams import as_kana

CHOOSE = {"required": _("どれかをえらんでください。"), "invalid_choice": _("えらびなおしてください。")}
KANA_EXTRA = set("ー・ -.,!?&'()0123456789")
UNTYPABLE = {
    "max_length": _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。"),
    "null_characters_not_allowed": sheets.HAS_NULL,
}


class MembershipForm(forms.Form):
    """One person's own tie to the area and own consent."""

    tie = forms.ChoiceField(
        label=_("地域とのつながり"),
        choices=Member.Tie.choices,
        widget=forms.RadioSelect,
        help_text=_("課題の地域と、あなたのつながりです。公開されません。"),
        error_messages=CHOOSE,
    )
    name_is_public = forms.BooleanField(
        label=_("わたしの氏名を公開してよい"),
        required=False,
        help_text=_("えらばないと、氏名はどこにも出ません。あとからいつでも変えられます。"),
    )


class TeamForm(MembershipForm):
    """A new team, and the leader's own place in it."""

    name = forms.CharField(
        label=_("チーム名"),
        max_length=60,
        help_text=_("60字まで。公開されます。アイデアの作者として示されます。"),
        error_messages={"required": _("チーム名を書いてください。"), **UNTYPABLE},
    )
    kana = forms.CharField(
        label=_("チーム名のよみ"),
        max_length=80,
        help_text=_("カタカナかひらがなで。ならべる順に使います。"),
        error_messages={"required": _("チーム名のよみを書いてください。"), **UNTYPABLE},
    )
    attribute = forms.ChoiceField(
        label=_("チーム属性"),
        choices=Team.Attribute.choices,
        widget=forms.RadioSelect,
        help_text=_("学生と学生でない人がいるチームは「混成」です。公開されます。"),
        error_messages=CHOOSE,
    )
    field_order = ["name", "kana", "attribute", "tie", "name_is_public"]

    def clean_kana(self) -> str:
        kana = as_kana(self.cleaned_data["kana"])
        if not all("ァ" <= c <= "ヺ" or c in KANA_EXTRA or (c.isascii() and c.isalpha()) for c in kana):
            raise forms.ValidationError(_("よみは、カタカナかひらがなで書いてください。"))
        return kana


class InvitationForm(forms.Form):
    """To whom a link is mailed."""

    email = forms.EmailField(
        label=_("招待する人のメールアドレス"),
        help_text=_("14日間使えるリンクを送ります。1つのリンクで参加できるのは1人です。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("メールアドレスを書いてください。"),
            "invalid": _("メールアドレスの形になっていません。例: hanako@people.example"),
        },
    )
