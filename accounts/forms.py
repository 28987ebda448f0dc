"""What people tell of themselves, and the forms by which they come in."""

import re

from allauth.account.forms import ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm, LoginForm, SignupForm
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.chain import Head, NoSuchHead, read_head
from accounts.fields import HalfWidthCodeField, HalfWidthEmailField, KanaField, OneLineField
from accounts.models import User
from accounts.services import register_person
from common import clock

NAMES = ["family_name", "given_name", "family_kana", "given_kana"]
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ .'’-]+")
EMAIL_HELP = _("このアドレスに、ログインのための数字を送ります。")
MAILED = (_("メールで届いた数字"), _("メールに書いてある6けたの数字です。"))
DEVICE = (_("認証アプリの数字"), _("端末がないときは、リカバリーコードを入れてください。"))


def _agreement() -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse_lazy("pages:privacy"), gettext("利用のきまりと個人情報の扱いを読む")
    )


def _text(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, "class": "name"})


def _address() -> HalfWidthEmailField:
    wrong = _("メールアドレスの形になっていません。例：hanako@example.jp")
    messages = {"required": _("メールアドレスを書いてください。"), "invalid": wrong}
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return HalfWidthEmailField(label=_("メールアドレス"), help_text=EMAIL_HELP, widget=widget, error_messages=messages)


class NameFields(forms.Form):
    """Family name first, with kana; a name in Latin letters needs none, nor does anyone who reads the page in English."""

    family_name = OneLineField(
        label=_("姓"),
        max_length=50,
        widget=_text("family-name"),
        error_messages={"required": _("姓を書いてください。")},
    )
    given_name = OneLineField(
        label=_("名"),
        max_length=50,
        widget=_text("given-name"),
        error_messages={"required": _("名を書いてください。")},
    )
    family_kana = KanaField(
        label=_("セイ（姓の読みかた）"),
        max_length=50,
        widget=_text("off"),
        error_messages={"required": _("姓の読みかたを書いてください。")},
    )
    given_kana = KanaField(
        label=_("メイ（名の読みかた）"),
        max_length=50,
        widget=_text("off"),
        error_messages={"required": _("名の読みかたを書いてください。")},
        help_text=_("ローマ字の名前の人は、読みかたを書かなくてもかまいません。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [str(self[name].value() or "").strip() for name in ("family_name", "given_name")]
        is_english = get_language() == "en"
        if is_english:
            self.fields["given_kana"].help_text = ""
        if is_english or all(LATIN.fullmatch(name) for name in names):
            self._need_no_kana()
        elif not self.is_bound and not all(names):
            self._need_no_kana(_("※ローマ字の名前でなければ必須"))  # once sent, the name tells

    def _need_no_kana(self, need=""):
        for name in ("family_kana", "given_kana"):
            self.fields[name].required = False
            self.fields[name].need = need


class ProfileForm(NameFields, forms.ModelForm):
    """A person's own page: names and language."""

    class Meta:
        model = User
        fields = [*NAMES, "language"]
        widgets = {"language": forms.RadioSelect}


class JoinForm(NameFields, SignupForm):  # type: ignore[misc]  # both are forms, allauth's returns its data
    """Signing up: an address, a name, an agreement; no password."""

    agrees = forms.BooleanField(
        label=_("利用のきまりと個人情報の扱いに同意します"),
        help_text=lazy(_agreement, SafeString)(),
        error_messages={"required": _("登録するには、同意のしるしを付けてください。")},
    )
    field_order = ["email", *NAMES, "agrees"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address()
        self.order_fields(self.field_order)

    def try_save(self, request):
        """A second request that got there first is someone who already has an account: the same answer as for them."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            if not User.objects.filter(email=self.cleaned_data["email"]).exists():
                raise
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, request, user):
        names = {name: self.cleaned_data[name] for name in NAMES}
        register_person(user, names=names, language=get_language(), at=clock.now())


class EnterForm(LoginForm):
    """Logging in: the address alone; the code comes by mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address()

    def login(self, request, redirect_url=None):
        """Someone entered by the secretariat or a loader proves their address by this very code, not by a second."""
        if self.user:
            sync_user_email_address(self.user)
        return super().login(request, redirect_url)


def _code(label, help_text):
    """Digits read off a mail or a device, with the phone's number keys."""
    digits = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    missing = {"required": _("数字を入れてください。")}
    return HalfWidthCodeField(label=label, help_text=help_text, max_length=40, widget=digits, error_messages=missing)


class LoginCodeForm(ConfirmLoginCodeForm):
    code = _code(*MAILED)


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    code = _code(*MAILED)


class TotpForm(ActivateTOTPForm):
    code = _code(_("認証アプリの数字"), _("認証アプリに出ている6けたの数字です。"))


class SecondFactorForm(AuthenticateForm):
    code = _code(*DEVICE)


class SecondFactorAgainForm(ReauthenticateForm):
    code = _code(*DEVICE)


class PasskeyForm(AddWebAuthnForm):
    """A passkey that also lets its owner in without a mail, unless they say otherwise."""

    name = OneLineField(label=_("パスキーの名前"), max_length=100, required=False)
    passwordless = forms.BooleanField(
        label=_("このパスキーだけでログインできるようにする"),
        help_text=_("指紋・顔・暗証番号などで本人を確かめる端末で使えます。"),
        required=False,
        initial=True,
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = OneLineField(label=_("パスキーの名前"), max_length=100)


class HeadForm(forms.Form):
    """A head of the chain over the decisions, as somebody noted it down."""

    head = forms.CharField(
        label=_("前にひかえた先頭"),
        max_length=200,
        required=False,
        help_text=_("番号、「-」、しるしです。しるしは、初めの16文字だけでもかまいません。"),
    )

    def clean_head(self) -> Head | None:
        """The noted head; None where nothing was written."""
        text = self.cleaned_data["head"]
        try:
            return read_head(text) if text else None
        except NoSuchHead as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class LeaveForm(forms.Form):
    """That somebody means it."""

    understood = forms.BooleanField(
        label=_("何が消え、何が残るかを読みました"),
        error_messages={"required": _("読んでから、印をつけてください。")},
    )
