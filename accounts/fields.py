"""Text as people in Japan type it: full width, half width, hiragana; taken in, and put in one form."""

import re
import unicodedata
from typing import Any

from allauth.account.fields import EmailField
from django import forms
from django.utils.translation import gettext_lazy as _

HIRAGANA = {code: code + 0x60 for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
MARKS = {0x309B: 0x3099, 0x309C: 0x309A}  # ゛ and ゜ typed as letters of their own belong to the letter before
KANA = re.compile(r"[ァ-ヺー・ヽヾ =]+")


def katakana(text: str) -> str:
    """Full-width katakana, whatever kana came in."""
    full_width = unicodedata.normalize("NFKC", text.translate(MARKS)).translate(HIRAGANA)
    return " ".join(unicodedata.normalize("NFC", full_width).split())


class OneLineField(forms.CharField):
    """Text on one line: line breaks and runs of spaces become one space; the characters of a name are left alone."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class KanaField(forms.CharField):
    """Full-width katakana; hiragana and half-width kana are turned into it."""

    default_error_messages = {"kana": _("カタカナかひらがなで書いてください（例: ヤマダ）。")}

    def to_python(self, value: Any) -> str:
        return katakana(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not KANA.fullmatch(value):
            raise forms.ValidationError(self.error_messages["kana"], code="kana")


class HalfWidthEmailField(EmailField):
    """An address typed with full-width letters is the same address."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip()


class HalfWidthCodeField(forms.CharField):
    """The digits of a code typed in full width, or with spaces, are the same digits."""

    def to_python(self, value: Any) -> str:
        return "".join(unicodedata.normalize("NFKC", super().to_python(value) or "").split())
