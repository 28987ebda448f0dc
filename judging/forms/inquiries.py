"""What the secretariat types about further questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.models import Cycle
from ideas.models import Idea
from judging.forms.sheets import Words
from judging.models import Inquiry, InquiryQuestion
from judging.services.inquiries import REASON
from judging.standings import finalists_of

MOMENT = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"})}


class QuestionsForm(forms.Form):
    """Questions from a list of lines, for one finalist or for all that were not sent any yet."""

    idea = forms.ModelChoiceField(
        Idea.objects.none(), label=_("アイデア"), required=False, empty_label=_("まだ送っていないファイナリスト全部")
    )
    to = forms.ChoiceField(
        label=_("だれに"), choices=InquiryQuestion.To, widget=forms.RadioSelect, initial=InquiryQuestion.To.BOTH
    )
    texts = Words(
        label=_("質問"),
        help_text=_("1行に1つ、300字まで。同じ質問は1回だけ入ります。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unsent = finalists_of(cycle).exclude(inquiry__sent_at__isnull=False).select_related("cycle")
        self.fields["idea"].queryset = self.unsent
        self.fields["idea"].label_from_instance = lambda idea: f"{idea.number} {idea}"

    def ideas(self) -> list[Idea]:
        one = self.cleaned_data["idea"]
        return [one] if one else list(self.unsent)


class SendForm(forms.Form):
    """Until when both sides answer."""

    closes_at = forms.DateTimeField(
        label=_("答えのしめきり"), help_text=_("この瞬間から受け付けません（10日いっぱいなら11日0:00）。"), **MOMENT
    )

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)


class ExtensionForm(forms.Form):
    """More time for one idea or for all, and why."""

    inquiry = forms.ModelChoiceField(
        Inquiry.objects.none(), label=_("アイデア"), required=False, empty_label=_("送ったアイデア全部")
    )
    closes_at = forms.DateTimeField(label=_("新しいしめきり"), **MOMENT)
    reason = Words(
        label=_("のばす理由"),
        help_text=_("300字まで。記録に残ります。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON,
    )

    def __init__(self, cycle: Cycle, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sent = Inquiry.objects.sent().filter(idea__in=finalists_of(cycle).order_by()).for_board()
        self.fields["inquiry"].queryset = self.sent

    def inquiries(self) -> list[Inquiry]:
        """The one that was chosen, or all whose deadline the new one moves; where it moves none, all, to be refused."""
        one, until = self.cleaned_data["inquiry"], self.cleaned_data["closes_at"]
        rows = [one] if one else list(self.sent)
        return [row for row in rows if row.closes_at < until] or rows
