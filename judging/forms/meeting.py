"""What is typed at the committee's meeting."""

from django import forms
from django.utils.translation import gettext_lazy

from contest.models import Tier
from judging.forms.sheets import Words
from judging.models import MeetingNote, Placement


class NoteForm(forms.Form):
    text = Words(
        label=gettext_lazy("会議のメモ"),
        help_text=gettext_lazy("話に出たことを書きのこします。事務局だけが読みます。あとから直せません。"),
        max_length=MeetingNote._meta.get_field("text").max_length,
        error_messages={"required": gettext_lazy("メモを書いてください。")},
    )


class DecisionForm(forms.Form):
    """The tier the meeting decided, and why."""

    tier = forms.ModelChoiceField(
        Tier.objects.none(),
        label=gettext_lazy("層"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("層をえらんでください。")},
    )
    reason = Words(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("どうしてこの層にしたかを書きます。事務局だけが読みます。"),
        max_length=Placement._meta.get_field("reason").max_length,
        error_messages={"required": gettext_lazy("理由を書いてください。")},
    )

    def __init__(self, cycle, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tier"].queryset = cycle.tiers.all()
