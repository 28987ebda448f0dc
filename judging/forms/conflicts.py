"""Conflicts of interest as the secretariat declares and decides them; the services' refusals stand in the forms."""

from django import forms
from django.utils.translation import gettext_lazy

from common import clock
from ideas.models import Idea
from judging.models import Conflict, Judge, JudgingRefused
from judging.services import refuse_conflict, refuse_decision


class OfficeConflictForm(forms.ModelForm):
    """The secretariat's declaration for a judge; the service's refusals stand in the form."""

    judge = forms.ModelChoiceField(Judge.objects.select_related("user", "cycle"), label=gettext_lazy("審査委員"))
    idea = forms.ModelChoiceField(Idea.objects.handed_in().select_related("cycle"), label=gettext_lazy("アイデア"))

    class Meta:
        model = Conflict
        fields = ("judge", "idea", "kind", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:  # a page to be read only has none
            self.fields["reason"].required = True

    def clean(self):
        data = super().clean() or {}
        if {"judge", "idea", "reason"} <= data.keys():
            try:
                refuse_conflict(data["judge"], data["idea"], data["reason"], clock.now())
            except JudgingRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return data


class DecideConflictForm(forms.ModelForm):
    """What the secretariat makes of a conflict; the service's refusals stand in the form."""

    decision = forms.ChoiceField(
        label=gettext_lazy("扱い"),
        choices=[row for row in Conflict.State.choices if row[0] != Conflict.State.PROPOSED],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Conflict
        fields = ("decision_reason",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields and self.instance.state != Conflict.State.PROPOSED:
            self.fields["decision"].initial = self.instance.state

    def clean(self):
        data = super().clean() or {}
        state = data.get("decision")
        if state and state != self.instance.state:
            try:
                refuse_decision(self.instance, state, data.get("decision_reason", ""), clock.now())
            except JudgingRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return data
