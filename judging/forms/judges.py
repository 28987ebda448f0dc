"""Judges: asked by mail, or entered by the address they log in with; and how they answer."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contest.models import Theme
from judging.models import Judge, JudgeInvitation, JudgingRefused
from judging.services import refuse_seat


class JudgeForm(forms.ModelForm):
    """A judge by the address they log in with."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        help_text=gettext_lazy("この人がログインに使うアドレスです。先に登録しておいてもらいます。"),
    )

    stepping_down = forms.CharField(
        label=gettext_lazy("辞退の理由"),
        help_text=gettext_lazy("書いて保存すると、この人は審査委員をやめ、終わっていない採点表ははずれます。"),
        max_length=Judge._meta.get_field("left_reason").max_length,
        required=False,
    )

    class Meta:
        model = Judge
        fields = (
            "cycle",
            "title",
            "affiliation",
            "scope",
            "organization",
            "tier",
            "reads",
            "themes",
            "max_load",
            "is_chair",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "email" in self.fields:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                _("このアドレスで登録した人はいません。本人に一度ログインしてもらってください。")
            )
        self.instance.user = user
        return email

    def clean(self):
        data = super().clean() or {}
        there = Judge.objects.filter(cycle=data.get("cycle"), user__email=data.get("email")).exclude(
            pk=self.instance.pk
        )
        if there.exists():
            self.add_error("email", _("この人は、この年度の審査委員にもう登録されています。"))
        return data


class InviteForm(forms.ModelForm):
    """An invitation by mail."""

    class Meta:
        model = JudgeInvitation
        fields = ("cycle", "email", "title", "affiliation", "scope", "organization", "tier", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def clean(self):
        data = super().clean() or {}
        if {"cycle", "email"} <= data.keys():
            seat = {name: data.get(name) for name in ("scope", "organization", "tier")}
            try:
                refuse_seat(data["cycle"], email=data["email"].lower(), **seat)
            except JudgingRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return data


class SelectForm(forms.Form):
    """What somebody who agrees to select for a sponsor's or Harvard's award tells of themselves."""

    affiliation = forms.CharField(
        label=gettext_lazy("所属"),
        help_text=gettext_lazy("学校・会社・自治体の名前。利益相反をさがすのに使います。"),
        max_length=Judge._meta.get_field("affiliation").max_length,
        required=False,
    )


class AgreeForm(SelectForm):
    """What somebody who agrees to judge tells besides: what the sheets are given out by."""

    reads = forms.ChoiceField(
        label=gettext_lazy("読めることば"), choices=Judge.Reads.choices, widget=forms.RadioSelect, initial="ja"
    )
    max_load = forms.IntegerField(
        label=gettext_lazy("引き受けられる件数"),
        help_text=gettext_lazy("空なら、ほかの審査委員と同じ件数です。"),
        min_value=1,
        max_value=1000,
        required=False,
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("くわしい分野"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def agreeing_form(invitation: JudgeInvitation, data: QueryDict | None = None) -> SelectForm:
    """The form of the role that is asked for; sheets are given to the committee alone."""
    form = AgreeForm if invitation.gets_sheets else SelectForm
    return form(data, initial={"affiliation": invitation.affiliation})


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("事務局だけが読みます。書かなくてもかまいません。"),
        max_length=JudgeInvitation._meta.get_field("decline_reason").max_length,
        required=False,
    )
