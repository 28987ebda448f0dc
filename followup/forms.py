"""What a team or a municipality types a year later, and where a team can be reached then."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import HalfWidthEmailField
from contest.forms import PlainTextField
from followup.models import NEEDS_REASON, Report

TOO_LONG = _("%(limit_value)d字以内にしてください（いま %(show_value)d字）。")


class ReportText(PlainTextField):
    """A long answer with its limit."""

    def __init__(self, *, is_needed: bool = False, rows: int = 5, **options: Any) -> None:
        super().__init__(max_length=1000, widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.required = is_needed
        self.error_messages |= {"max_length": TOO_LONG, "required": _("したことを書いてください。")}


class ReportForm(forms.Form):
    """One choice, and what one says about it."""

    state = forms.ChoiceField(
        label=_("いまの様子"),
        choices=Report.State.choices,
        widget=forms.RadioSelect,
        help_text=_("どの答えでもかまいません。やめたことも、だいじな報告です。"),
        error_messages={
            "required": _("いまの様子をえらんでください。"),
            "invalid_choice": _("えらびなおしてください。"),
        },
    )
    reason = ReportText(
        label=_("その理由"),
        rows=3,
        help_text=_(
            "「まだはじめていない」「引継」「中止」のときに書いてください。引継なら、だれに引きついだかも。公開されます。"
        ),
    )
    done = ReportText(
        label=_("したこと"),
        is_needed=True,
        rows=7,
        help_text=_("いつ、だれと、何を。1,000字まで。公開されます。"),
    )
    figures = ReportText(
        label=_("数でわかること"),
        rows=3,
        help_text=_("参加した人、回数、変わった数など。例：夜道を歩いた人 延べ120人。公開されます。"),
    )
    evidence = ReportText(
        label=_("たしかめられるもの"), rows=3, help_text=_("記事、写真、資料のアドレスなど。1行に1つ。公開されます。")
    )
    learned = ReportText(
        label=_("わかったこと・壁になったこと"),
        help_text=_("次に挑む人のために。個人の名前は書かないでください。1,000字まで。公開されます。"),
    )
    next_step = ReportText(
        label=_("つぎにすること"), help_text=_("ないときは、空けておいてください。1,000字まで。公開されます。")
    )

    def clean(self) -> dict[str, Any]:
        """A reason where the state asks for one; elsewhere none is kept."""
        given = super().clean() or self.cleaned_data
        if given.get("state") in NEEDS_REASON and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("その理由を書いてください。"))
        return given


class ContactForm(forms.Form):
    """An address, asked before it is mailed anything else."""

    email = HalfWidthEmailField(
        label=_("メールアドレス"),
        help_text=_("卒業や引っこしのあとも読めるアドレス。受け取ってよいか、まずメールでたずねます。公開されません。"),
        error_messages={
            "required": _("メールアドレスを書いてください。"),
            "invalid": _("メールアドレスの形になっていません。"),
        },
    )


class SkipForm(forms.Form):
    """Why the secretariat asks for a report no more."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("リンクを開いた人にも見えます。300字まで。"),
        error_messages={"required": _("理由を書いてください。")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].widget.attrs.pop("maxlength", None)  # a text that is too long is said, not cut


class MentoringForm(forms.Form):
    """What one writes to the others, about a report or not."""

    text = PlainTextField(
        label=_("内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("チーム、自治体、メンター、事務局だけが読みます。2,000字まで。"),
        error_messages={"required": _("内容を書いてください。"), "max_length": TOO_LONG},
    )
    report = forms.ModelChoiceField(
        label=_("どの報告について"), queryset=Report.objects.none(), required=False, empty_label=_("とくにない")
    )

    def __init__(self, reports: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].required = True
        self.fields["report"].queryset = reports  # type: ignore[attr-defined]
        if not reports:
            del self.fields["report"]
