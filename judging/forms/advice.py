"""What is written for a team, by judges and the secretariat; and what the team answers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from judging.forms.sheets import Words
from judging.models import MAX_WORDS, AdviceWords, Criterion
from judging.services.advice import STRENGTH, WORDS

LANGUAGES = ("strengths", "strengths_en")


class AdviceForm(forms.Form):
    """A strength by criterion and one improvement; a draft may lack any of them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, criteria: Iterable[Criterion], *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.criteria = list(criteria)
        for criterion in self.criteria:
            label = _("よいところ：%(criterion)s") % {"criterion": criterion}
            self._add(f"strengths-{criterion.key}", label, STRENGTH, 3, criterion.in_language("help"))
        support = _("いちばん伝えたいことを1つ。何を、どう直すと、よくなるか。")
        self._add("improvement", _("直すとよいところ"), MAX_WORDS, 6, support)
        for criterion in self.criteria:
            label = _("よいところ：%(criterion)s（英語）") % {"criterion": criterion}
            self._add(f"strengths_en-{criterion.key}", label, STRENGTH, 3)
        self._add("improvement_en", _("直すとよいところ（英語）"), MAX_WORDS, 6)

    def _add(self, name: str, label: str, limit: int, rows: int, support: str = "") -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        self.fields[name] = Words(label=label, help_text=support, max_length=limit, required=False, widget=widget)

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as an advice keeps it."""
        data = self.cleaned_data
        by_criterion = {
            name: {criterion.key: data[f"{name}-{criterion.key}"] for criterion in self.criteria} for name in LANGUAGES
        }
        return by_criterion | {name: data[name] for name in WORDS[2:]}

    def japanese(self) -> Iterator[tuple[BoundField, bool]]:
        """The fields every team is owed, and whether sending needs this one by itself."""
        return ((self[name], name == "improvement") for name in self._names() if "_en" not in name.split("-")[0])

    def english(self) -> Iterator[BoundField]:
        return (self[name] for name in self._names() if "_en" in name.split("-")[0])

    def _names(self) -> list[str]:
        return [name for name in self.fields if name != "seen"]


def typed_of(words: AdviceWords | None) -> dict[str, str]:
    """An advice as the form's own values."""
    if words is None:
        return {}
    told = {f"{name}-{key}": text for name in LANGUAGES for key, text in getattr(words, name).items()}
    return told | {name: getattr(words, name) for name in WORDS[2:]}


def with_more(typed: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    """What was typed, and below it in each field what is taken over; nothing twice, nothing lost."""
    joined = dict(typed)
    for name, text in more.items():
        there = typed.get(name, "").rstrip()
        joined[name] = there if text in there else f"{there}\n\n{text}".strip()
    return joined


class AnswerForm(forms.Form):
    """The team's answer."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    answer = Words(
        label=gettext_lazy("チームの返事"),
        help_text=gettext_lazy("読んで考えたこと、これからすること。空にして保存すると、返事を取り消します。"),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def typed(self) -> list[tuple[str, str]]:
        """Label and text as they came, for a page that cannot save them."""
        return [(str(self["answer"].label), self["answer"].value() or "")]
