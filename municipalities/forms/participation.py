"""What is typed about taking part in a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.services.participation import MOST_LETTERS


class WithdrawForm(forms.Form):
    """Why an entry takes part no longer."""

    reason = forms.CharField(
        label=_("やめる理由"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("事務局と、同じ自治体の担当者が読みます。公開はしません。"),
        error_messages={"required": _("やめる理由を書いてください。")},
    )
