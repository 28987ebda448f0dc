"""What a voter types in."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _


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
    """The code from the mail; full-width digits and spaces are taken as meant."""

    code = forms.CharField(
        label=_("6けたのコード"),
        max_length=40,
        help_text=_("メールに書いてある数字です。10分のあいだ使えます。"),
        error_messages={"required": _("6けたのコードを入れてください。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
    )

    def clean_code(self) -> str:
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace("-", "").split())
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("コードは6けたの数字です。メールを見て、もう一度入れてください。"))
        return code
