"""What people type about teams and themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from contest import forms as sheets
from contest.models import Cycle, EntryClass
from ideas.facts import classes_of, leader_class_label
from ideas.models import Member
from ideas.services.members import AboutMe
from ideas.services.teams import as_kana

CHOOSE = {"required": _("どれかをえらんでください。"), "invalid_choice": _("えらびなおしてください。")}
KANA_EXTRA = set("ー・ -.,!?&'()0123456789")
STUDENT = [("yes", _("はい、学生・生徒・児童です")), ("no", _("いいえ"))]
SAID = ("entry_class", "age_band", "is_student", "name_is_public", "public_name")
UNTYPABLE = {
    "max_length": _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。"),
    "null_characters_not_allowed": sheets.HAS_NULL,
}


class AboutMeForm(forms.Form):
    """What one says of oneself in a team: how one belongs to the place, age as a band, student or not, and one's name."""

    role = EntryClass.Role.MEMBER

    entry_class = forms.ChoiceField(
        label=_("地域とのつながり"),
        widget=forms.RadioSelect,
        help_text=_("課題の地域と、あなたのつながりです。公開されません。"),
        error_messages=CHOOSE,
    )
    age_band = forms.ChoiceField(
        label=_("年代"),
        choices=Member.AgeBand.choices,
        widget=forms.RadioSelect,
        help_text=_("年代だけをたずねます。公開されません。"),
        error_messages=CHOOSE,
    )
    is_student = forms.TypedChoiceField(
        label=_("学生ですか"),
        choices=STUDENT,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("小学生から大学院生まで。チーム属性（市民・学生・混成）は、メンバーみんなの答えから決まります。"),
        error_messages=CHOOSE,
    )
    name_is_public = forms.BooleanField(
        label=_("わたしの名前を公開してよい"),
        required=False,
        help_text=_("えらばないと、名前はどこにも出ません。あとからいつでも変えられます。"),
    )
    public_name = OneLineField(
        label=_("公開する名前"),
        max_length=60,
        required=False,
        help_text=_("氏名のかわりに出したい名前があれば。書かなければ、登録した氏名が出ます。60字まで。"),
        error_messages=UNTYPABLE,
    )

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cycle = cycle
        offered = classes_of(cycle, self.role)
        if offered:
            self.fields["entry_class"].choices = [(row.key, str(row)) for row in offered]
        else:
            del self.fields["entry_class"]
        if cycle.guardian_below_age:
            words = gettext("年代だけをたずねます。公開されません。%(age)s歳より若い人は、保護者の同意が必要です。")
            self.fields["age_band"].help_text = words % {"age": cycle.guardian_below_age}

    def clean_public_name(self) -> str:
        name = self.cleaned_data["public_name"]
        if "://" in name:
            raise forms.ValidationError(gettext("公開する名前に、アドレスは書けません。"))
        return name

    def about(self) -> AboutMe:
        """What was said, for the services."""
        said = {name: self.cleaned_data[name] for name in SAID if name in self.cleaned_data}
        return AboutMe(**{"entry_class": "", **said})


class LeaderAboutForm(AboutMeForm):
    """The same for the leader, whose classes are others."""

    role = EntryClass.Role.LEADER

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(cycle, *args, **options)
        if field := self.fields.get("entry_class"):
            field.label = gettext("代表の資格")
            field.help_text = gettext("課題の地域と、あなたのつながりです。公開されません。")
            rows = classes_of(cycle, self.role)
            field.choices = [(row.key, leader_class_label(row)) for row in rows]


class TeamForm(LeaderAboutForm):
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
    field_order = ["name", "kana"]

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
