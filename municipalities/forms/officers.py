"""What is typed about who writes for a municipality."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import HalfWidthEmailField, OneLineField
from accounts.models import User
from common import clock
from contest.forms import HAS_NULL
from municipalities.domains import domain_of
from municipalities.models import OfficerInvitation, OfficerRefused
from municipalities.services import invite_officer

TYPED = {
    "max_length": _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。"),
    "null_characters_not_allowed": HAS_NULL,
}


def department_field() -> forms.Field:
    return OneLineField(
        label=_("部署"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text=_("例：企画課"),
        error_messages={"required": _("部署を書いてください。"), **TYPED},
    )


class FindForm(forms.Form):
    """Which local government."""

    q = OneLineField(
        label=_("自治体をさがす"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
        help_text=_("名前、よみ、都道府県、全国地方公共団体コードのどれかを。例：静岡 森町"),
        error_messages={"required": _("さがすことばを書いてください。"), **TYPED},
    )


class AskForm(forms.Form):
    """Why one should write for it."""

    message = forms.CharField(
        label=_("事務局へのひとこと"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "職員であることを確かめる手がかり（代表電話、上司の部署など）があれば書いてください。公開されません。"
        ),
        error_messages=TYPED,
    )
    field_order = ["department", "message"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["department"] = department_field()
        self.order_fields(self.field_order)


class InviteForm(forms.Form):
    """Who is to serve: the address the link goes to, and their department."""

    email = HalfWidthEmailField(
        label=_("メールアドレス"),
        help_text=_("職場のアドレスを。14日間使えるリンクを送ります。リンクは、このアドレスの人だけが使えます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={
            "required": _("メールアドレスを書いてください。"),
            "invalid": _("メールアドレスの形になっていません。例：hanako@example.jp"),
        },
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["department"] = department_field()


class OfficeInviteForm(forms.ModelForm):
    """The secretariat invites: the service writes the row, or its refusal is shown above the form with everything kept."""

    by: User  # set by the page

    class Meta:
        model = OfficerInvitation
        fields = ["participant", "email", "department", "hands_over"]
        help_texts = {
            "hands_over": _("えらぶと、招待された人が引き受けた時に、この担当が終わり、下書きと連絡先が移ります。")
        }

    def clean(self):
        if self.errors:
            return
        try:
            self.instance = invite_officer(**self.cleaned_data, by=self.by, at=clock.now())
        except OfficerRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def validate_constraints(self):
        """The service cancels the older link."""

    def save(self, commit=True):
        return self.instance

    def save_m2m(self):
        """Nothing: the service wrote the row."""


class ApproveForm(forms.Form):
    """For which entry, and whether its list of domains grows; `email` is the address the secretariat has looked at."""

    participant = forms.ChoiceField(label=_("参加自治体"), required=False, widget=forms.RadioSelect)
    adds_domain = forms.BooleanField(required=False)
    email = forms.EmailField(widget=forms.HiddenInput)

    def __init__(self, asked, entries, *args, **options):
        super().__init__(*args, initial={"email": asked.user.email}, **options)
        self.entries = {str(entry.pk): entry for entry in entries}
        self._offer_entries(asked)
        self._offer_domain(asked)

    def _offer_entries(self, asked):
        """Asked only where there are several: its own entry first, then unions."""
        if len(self.entries) < 2:
            del self.fields["participant"]
            return
        field = self.fields["participant"]
        field.required, field.initial = True, next(iter(self.entries))
        field.choices = [(key, f"{entry.number} {entry}") for key, entry in self.entries.items()]

    def _offer_domain(self, asked):
        """Asked only where some entry lacks it."""
        email = asked.user.email
        if self.entries and all(entry.lists_domain_of(email) for entry in self.entries.values()):
            del self.fields["adds_domain"]
            return
        words = _("%(domain)s を、この自治体の職員のメールのドメインに加える")
        self.fields["adds_domain"].label = words % {"domain": domain_of(email)}
        self.fields["adds_domain"].help_text = _(
            "加えると、次からこのドメインの人は先に確かめられます。ドメインが一つでもあると、ほかのドメインの人は担当になれません。"
        )

    def clean(self):
        data = super().clean()
        return {
            "adds_domain": data.get("adds_domain", False),
            "email": data.get("email", ""),
            "participant": self.entries.get(data.get("participant") or next(iter(self.entries), "")),
        }


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("認めない理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("本人にメールで送られます。どうすれば認められるかも書いてください。500字まで。"),
        error_messages={"required": _("認めない理由を書いてください。"), **TYPED},
    )
