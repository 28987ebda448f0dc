"""What a voter types in, and how the secretariat asks for a void."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import ContestError
from voting import services
from voting.identity import mailed_code, receipt_code
from voting.models import CARDS_AT_ONCE, Appeal, CardBatch, Rules, Void, VoidRule


class AddressForm(forms.Form):
    """Where the code is sent."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        help_text=_("6けたのコードを送ります。投票のほかには使いません。"),
        error_messages={"required": _("メールアドレスを入れてください。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class CodeForm(forms.Form):
    """The code from the mail; full-width digits, spaces, dashes and the words around it are taken as meant."""

    code = forms.CharField(
        label=_("6けたのコード"),
        max_length=40,
        help_text=_("メールに書いてある数字です。10分のあいだ使えます。"),
        error_messages={"required": _("6けたのコードを入れてください。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
    )

    def clean_code(self) -> str:
        code = mailed_code(self.cleaned_data["code"])
        if len(code) != 6:
            raise forms.ValidationError(_("コードは6けたの数字です。メールを見て、もう一度入れてください。"))
        return code


class CardForm(forms.Form):
    """The number on a venue card."""

    code = forms.CharField(
        label=_("カードの番号"),
        max_length=60,
        help_text=_("カードに書いてある英数字16文字です。大文字でも小文字でもかまいません。"),
        error_messages={"required": _("カードの番号を入れてください。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code long"}
        ),
    )


class CardBatchForm(forms.ModelForm):
    """How many cards to make, and what they are called."""

    count = forms.IntegerField(
        label=_("枚数"), min_value=1, max_value=CARDS_AT_ONCE, help_text=_("A4の紙1枚に10枚ずつ。")
    )

    class Meta:
        model = CardBatch
        fields = ["cycle", "label", "count"]


class GroupForm(forms.Form):
    """What is decided on one group; the service checks it, so that leaving one needs no rule."""

    key = forms.CharField(widget=forms.HiddenInput)
    rule = forms.ChoiceField(label=_("決まり（除外するとき）"), choices=[("", "―"), *VoidRule.choices], required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


class AppealForm(forms.Form):
    """What a voter says against the void of their ballot."""

    receipt = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = forms.CharField(
        label=_("申し立て"),
        max_length=1000,
        help_text=_("なぜ数えるべきかを書いてください。名前やアドレスは書かないでください。"),
        error_messages={"required": _("言いたいことを書いてください。")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.ModelForm):
    """The answer to an appeal: the service writes the row, or its refusal is shown with everything kept."""

    by: User  # the person who answers, set by the page
    is_accepted = forms.TypedChoiceField(
        label=_("返事"),
        choices=[("yes", _("認める（この票を数える）")), ("no", _("認めない"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("申し立てた人が結果のページで読みます。"),
    )

    class Meta:
        model = Appeal
        fields = ["is_accepted", "answer"]

    def clean(self) -> None:
        if self.errors:
            return
        try:
            self.instance = services.answer_appeal(self.instance, **self.cleaned_data, by=self.by, at=clock.now())
        except ContestError as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit=True):
        return self.instance

    def save_m2m(self):
        """Nothing: the service wrote the row."""


class RulesForm(forms.ModelForm):
    """The rules in words: the service writes the row, or its refusal is shown with everything kept."""

    class Meta:
        model = Rules
        fields = ["cycle", "text_ja", "text_en", "appeal_days"]

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        values = {name: self.cleaned_data[name] for name in ("text_ja", "text_en", "appeal_days")}
        try:
            self.instance = services.write_rules(self.cleaned_data.get("cycle") or self.instance.cycle, **values)
        except ContestError as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit=True):
        return self.instance

    def save_m2m(self):
        """Nothing: the service wrote the row."""


class VoidForm(forms.ModelForm):
    """Asking for a void: the service writes the row, or its refusal is shown above the form with everything kept."""

    by: User  # the person who asks, set by the page
    receipt = forms.CharField(label=_("控え番号"), max_length=40, help_text=_("ハイフンはなくてもかまいません。"))

    class Meta:
        model = Void
        fields = ["poll", "receipt", "rule", "reason"]

    def clean_receipt(self) -> str:
        return receipt_code(self.cleaned_data["receipt"])

    def clean(self) -> None:
        if self.errors:
            return
        try:
            self.instance = services.ask_void(**self.cleaned_data, by=self.by, at=clock.now())
        except ContestError as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit=True):
        return self.instance

    def save_m2m(self):
        """Nothing: the service wrote the row."""
