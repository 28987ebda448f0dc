"""The judge's sheet and the declaration of a conflict."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contest.forms import SectionForm, text_field
from contest.models import Tier
from contest.sheet import Question
from ideas.models import Idea
from judging.matching import scorers
from judging.models import Assignment, Conflict, Criterion, Judge, Reopening
from judging.sheet import WORDS, RubricSection, points_in
from judging.standings import RankedIdea, ideas_of

MANY_POINTS = 10  # longer scales are typed, not clicked


class Words(forms.CharField):
    """Text whose line breaks count once, however the browser sends them."""

    widget = forms.Textarea

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\r\n", "\n")


class SheetForm(SectionForm):
    """Points by criterion, none of them required to save, and the two boxes."""

    section: RubricSection

    def field_of(self, question: Question) -> forms.Field:
        criterion = self.section.criteria.get(question.name)
        if criterion is None:
            return text_field(question, room=question.limit, rows=6)
        field = _typed_points(criterion) if criterion.max_points > MANY_POINTS else _clicked_points(criterion)
        field.label, field.help_text = question.label, question.support
        return field

    @property
    def points(self) -> dict[int, int]:
        """The points given, by criterion; those left out are not in it."""
        return points_in(self.as_values(), self.section)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    def typed(self) -> list[tuple[str, str]]:
        """Label and value as people read them."""
        return [(str(self[name].label), _in_words(self[name])) for name in self.section.names]


def _in_words(bound: BoundField) -> str:
    """A value as people read it: of a point its word too."""
    value = str(bound.value() or "")
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value) or value)


def _typed_points(criterion: Criterion) -> forms.Field:
    return forms.IntegerField(min_value=1, max_value=criterion.max_points, required=False)


def _clicked_points(criterion: Criterion) -> forms.Field:
    """A radio button a point, with its word where the rubric has one."""
    is_worded = len(criterion.labels) == criterion.max_points
    words = criterion.labels if is_worded else [""] * criterion.max_points
    choices = [(str(point), f"{point} {word}".strip()) for point, word in enumerate(words, 1)]
    widget = forms.RadioSelect(attrs={"class": "worded"} if is_worded else None)
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, widget=widget, required=False)


class ReopeningForm(forms.Form):
    """Why a closed round is to take scores again, and until when."""

    reason = Words(label=gettext_lazy("やりなおす理由"), max_length=Reopening._meta.get_field("reason").max_length)
    closes_at = forms.DateTimeField(
        label=gettext_lazy("新しいしめきり"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


class RecusalForm(forms.Form):
    reason = Words(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("事務局だけが読みます。例：この分野を判断できません。体調がすぐれません。"),
        max_length=Assignment._meta.get_field("recusal_reason").max_length,
    )


class ConflictForm(forms.Form):
    reason = Words(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("例：所属する団体がこのチームを支援しています。事務局だけが読みます。"),
        max_length=Conflict._meta.get_field("reason").max_length,
    )


class JudgeChoice(forms.ModelChoiceField):
    def label_from_instance(self, judge):
        named = _("%(name)s（%(title)s）") % {"name": judge, "title": judge.title}
        return named if judge.title else str(judge)


class TeamConflictForm(forms.Form):
    """Which of the committee has a stake in the team's idea, and which."""

    judge = JudgeChoice(
        Judge.objects.none(),
        label=gettext_lazy("審査委員"),
        empty_label=gettext_lazy("えらんでください"),
        error_messages={"required": gettext_lazy("審査委員をえらんでください。")},
    )
    reason = Words(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("どんな関わりがあるかを書いてください。事務局だけが読みます。例：メンバーのおじです。"),
        max_length=Conflict._meta.get_field("reason").max_length,
        error_messages={"required": gettext_lazy("理由を書いてください。")},
    )

    def __init__(self, judges, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judge"].queryset = judges


class PairForm(forms.Form):
    """One judge for one idea, by hand."""

    idea = forms.ModelChoiceField(Idea.objects.none(), label=gettext_lazy("アイデア"))
    judge = forms.ModelChoiceField(Judge.objects.none(), label=gettext_lazy("審査委員"))

    def __init__(self, round, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idea"].queryset = ideas_of(round).select_related("cycle")
        self.fields["idea"].label_from_instance = lambda idea: f"{idea.number} {idea}"
        self.fields["judge"].queryset = scorers(round)


class PlacementForm(forms.Form):
    """A tier for every idea of a ranking, or none yet."""

    def __init__(self, *args, rows: list[RankedIdea], tiers: list[Tier], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.tiers = {str(tier.pk): tier for tier in tiers}
        choices = [("", _("まだ決めない")), *((key, str(tier)) for key, tier in self.tiers.items())]
        for row in rows:
            label = _("%(number)s の層") % {"number": row.idea.number}
            self.fields[self.name_of(row)] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"aria-label": label}),
                initial=str(row.tier.pk) if row.tier else "",
            )

    @staticmethod
    def name_of(row: RankedIdea) -> str:
        return f"tier_{row.idea.pk}"

    def placements(self) -> list[tuple[Idea, Tier | None]]:
        chosen = ((row.idea, self.cleaned_data[self.name_of(row)]) for row in self.rows)
        return [(idea, self.tiers.get(key)) for idea, key in chosen]
