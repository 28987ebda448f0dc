"""What the secretariat types when it answers a challenge, and when it sets the moment of publication."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contest.forms import text_field
from contest.sheet import Question, too_long
from municipalities.reading import Page
from municipalities.services.review import LONGEST_REMARK

REMARK = "remark-"


class ReviewForm(forms.Form):
    """What is asked of each page and of the whole, which earlier remarks are done, and who answers."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_reviewer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label=pgettext_lazy("office", "担当"),
        required=False,
        empty_label=_("まだいません"),
        error_messages={"invalid_choice": _("担当をえらびなおしてください。")},
    )

    def __init__(self, pages: Iterable[Page], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pages = list(pages)
        self.fields["reviewer"].queryset = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
        asked = [remark for page in self.pages for remark in page.remarks]
        self.fields["settled"] = forms.MultipleChoiceField(
            choices=[(str(remark.pk), remark.text) for remark in asked], required=False
        )
        label = _("「%(label)s」で直してほしいこと")
        self.questions = [
            Question(f"{REMARK}{page.key}", label % {"label": page.label}, "text", LONGEST_REMARK)
            for page in self.pages
        ]
        self.questions += [Question("remarks", str(_("ぜんたいで直してほしいこと")), "text", LONGEST_REMARK)]
        for question in self.questions:
            self.fields[question.name] = text_field(question, rows=4)

    def clean(self):
        """Held to the limit as people count."""
        for question in self.questions:
            if message := too_long(question, self.cleaned_data.get(question.name, "")):
                self.add_error(question.name, message)
        return self.cleaned_data

    @property
    def has_words(self) -> bool:
        """Whether something was typed that would be lost with the page."""
        return any(self.data.get(question.name, "").strip() for question in self.questions)

    def sections(self) -> dict[str, str]:
        """What is asked, by page."""
        return {page.key: self.cleaned_data[f"{REMARK}{page.key}"] for page in self.pages}

    def rows(self):
        """Each page with the box beside it."""
        return [(page, self[f"{REMARK}{page.key}"]) for page in self.pages]


class PublicationForm(forms.Form):
    """The one moment at which all accepted challenges become public; empty means that it is not decided."""

    day = forms.DateField(
        label=_("公開する日"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("日付を、2026-09-01 のように書いてください。")},
    )
    time = forms.TimeField(
        label=_("公開する時刻"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("時刻を、10:00 のように書いてください。")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """Both or neither."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if not self.errors and (day is None) != (time is None):
            words = _("日付と時刻は、両方書くか、両方空けておいてください。")
            self.add_error("time" if time is None else "day", words)
        return self.cleaned_data

    @property
    def moment(self) -> datetime | None:
        """What was typed, in the time of Japan."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return timezone.make_aware(datetime.combine(day, time)) if day else None
