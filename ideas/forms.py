"""What a team types. Only what cannot be stored at all is an error here; limits bind at handing in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.templatetags.site import or_english
from contest import forms as sheets
from contest.sheet import Question
from ideas.models import Idea, Member, Team
from ideas.services.teams import as_kana
from municipalities.models import Challenge

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


class PictureForm(forms.Form):
    """One picture and its words."""

    picture = forms.FileField(
        label=_("画像"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG・PNG・WebP、10MBまで。撮影場所などの情報は、こちらで消します。公開されます。"),
    )
    alt = sheets.PlainTextField(
        label=_("画像の説明"),
        max_length=120,
        help_text=_("画面を見ずに読む人のために、何が写っているかを。120字まで。公開されます。"),
    )
