"""Forms of this room: the desk's for one award, a selector's, the moment of publication, one's own certificate."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from awards.models import CITATION_LENGTH, Award, Decision, StageItem
from awards.public import place_label
from awards.standings import Evidence, Paper
from common.templatetags.site import or_english
from common.text import several_lines
from contest.forms import PlainTextField
from contest.models import Tier
from contest.sheet import fingerprint
from ideas.models import Idea, Team
from voting.models import Poll

Kind = StageItem.Kind


class AwardForm(forms.Form):
    """Fields for every place; what is shown is what is decided now. Errors stand by the field.

    `mark` is of what is decided now; the page sends back the one it was made with (`seen`), so that a page that stood open
    while somebody else decided takes nothing back.
    """

    is_withheld = forms.BooleanField(label=gettext_lazy("今年は受賞なし"), required=False)
    reason = PlainTextField(label=gettext_lazy("受賞なしの理由"), max_length=200)

    def __init__(self, *args, award: Award, eligible: list[Evidence], decisions: list[Decision], **kwargs):
        self.award = award
        self.ideas = {str(row.idea.pk): row.idea for row in eligible}
        self.decisions = decisions
        self.decided = {decision.place: decision for decision in decisions}
        initial = {"is_withheld": award.is_withheld, "reason": award.withheld_reason}
        super().__init__(*args, prefix=f"award-{award.pk}", initial=initial, **kwargs)
        choices = [("", _("まだ決めない")), *((str(row.idea.pk), _option(row)) for row in eligible)]
        places = {name: field for place in self.places for name, field in self._place_fields(place, choices).items()}
        self.fields = places | self.fields
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # a text that is too long is said, not cut
        shown = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        self.mark = _mark_of(shown)

    @property
    def seen(self) -> str:
        """The mark of the page that was filled in; empty where none came back."""
        return str(self.data.get(f"{self.prefix}-seen", ""))

    @property
    def is_as_shown(self) -> bool:
        """Whether nothing of this award was changed on the page, whatever others decided meanwhile."""
        return self.seen == _mark_of({name: self.data.get(self.add_prefix(name), "") for name in self.fields})

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else decided this award after the page was opened."""
        return bool(self.seen) and self.seen != self.mark

    @property
    def gone(self) -> list[Decision]:
        """What is decided for ideas that may not get the award any more."""
        return [row for row in self.decided_in_order if str(row.idea_id) not in self.ideas]

    @property
    def places(self) -> range:
        """None where numbers decide the places."""
        return range(0) if self.award.is_counted else range(1, self.award.places + 1)

    @property
    def decided_in_order(self) -> list[Decision]:
        return sorted(self.decisions, key=lambda decision: (decision.place, decision.idea.serial))

    def _place_fields(self, place: int, choices: list[tuple[str, str]]) -> dict[str, forms.Field]:
        decision = self.decided.get(place)
        name = place_label(place, self.award.places)
        label = _("%(place)sを受けるアイデア") % {"place": name} if name else _("受けるアイデア")
        idea = str(decision.idea_id) if decision else ""
        citations = {
            f"citation_{language}_{place}": PlainTextField(
                label=words,
                max_length=CITATION_LENGTH,
                initial=getattr(decision, f"citation_{language}", ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            for language, words in (("ja", _("授賞のことば")), ("en", _("授賞のことば（英語）")))
        }
        return {
            f"idea_{place}": forms.ChoiceField(label=label, choices=choices, required=False, initial=idea)
        } | citations

    def clean(self):
        data = super().clean()
        chosen = [data.get(f"idea_{place}") for place in self.places]
        if data.get("is_withheld") and any(chosen):
            self.add_error(
                "is_withheld", _("アイデアをえらんだ賞を「受賞なし」にはできません。どちらかにしてください。")
            )
        if data.get("is_withheld") and not data.get("reason"):
            self.add_error("reason", _("受賞なしの理由を書いてください。"))
        if data.get("reason") and not data.get("is_withheld"):
            self.add_error("reason", _("理由を書いたら「今年は受賞なし」に印をつけてください。"))
        for place in self.places:
            self._clean_place(data, place, chosen)
        return data

    def _clean_place(self, data: dict, place: int, chosen: list[str | None]) -> None:
        idea = data.get(f"idea_{place}")
        if idea and chosen.index(idea) + 1 < place:
            self.add_error(f"idea_{place}", _("同じアイデアが二つの順位にえらばれています。"))
        said = any(data.get(f"citation_{language}_{place}") for language in ("ja", "en"))
        if not idea and f"idea_{place}" not in self.errors and said:
            self.add_error(f"idea_{place}", _("授賞のことばを書いたら、アイデアをえらんでください。"))

    def winners(self) -> list[tuple[int, Idea | None, dict[str, str]]]:
        """Every place with its idea, if any, and its citations."""
        data = self.cleaned_data
        return [
            (
                place,
                self.ideas.get(data[f"idea_{place}"]),
                {f"citation_{language}": data[f"citation_{language}_{place}"] for language in ("ja", "en")},
            )
            for place in self.places
        ]


def _mark_of(values: dict[str, Any]) -> str:
    """A short mark of what stands in a form, whether it comes from the database or from a browser."""
    texts = {name: "on" if value is True else str(value or "") for name, value in values.items()}
    return fingerprint({name: several_lines(text) for name, text in texts.items()})


def _option(row: Evidence) -> str:
    rank = next((rank for rank in reversed(row.ranks) if rank and rank.place), None)
    values = {"number": row.idea.number, "title": row.idea.title, "team": row.idea.team.name}
    if rank is None:
        return _("%(number)s %(title)s（%(team)s）") % values
    return _("%(number)s %(title)s（%(team)s、審査%(place)d位）") % {**values, "place": rank.place}


SHOWN = gettext_lazy(
    "受賞したアイデアのページに出ます。なぜこのアイデアか、一言で。どちらかのことばだけでもかまいません。"
)


class SelectionForm(forms.Form):
    """A selector's choice among the ideas that may get the award."""

    idea = forms.ChoiceField(
        label=gettext_lazy("受けるアイデア"), required=False, widget=forms.RadioSelect(attrs={"class": "many"})
    )
    citation_ja = PlainTextField(
        label=gettext_lazy("授賞のことば（日本語）"),
        help_text=SHOWN,
        max_length=CITATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    citation_en = PlainTextField(
        label=gettext_lazy("授賞のことば（英語）"),
        help_text=SHOWN,
        max_length=CITATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, ideas: list[Idea], decision: Decision | None, **kwargs):
        if decision:
            words = {name: getattr(decision, name) for name in ("citation_ja", "citation_en")}
            kwargs["initial"] = {"idea": str(decision.idea_id), **words}
        super().__init__(*args, **kwargs)
        named = [(str(idea.pk), _named(idea)) for idea in ideas]
        self.fields["idea"].choices = [("", _("まだ決めない")), *named]
        if get_language() == "en":
            self.order_fields(["idea", "citation_en", "citation_ja"])

    def clean(self):
        data = super().clean()
        if not data.get("idea") and "idea" not in self.errors and (data.get("citation_ja") or data.get("citation_en")):
            self.add_error("idea", _("授賞のことばを書いたら、アイデアをえらんでください。"))
        return data


def _named(idea: Idea) -> str:
    """In the reader's language, as far as the team wrote it."""
    title = or_english(idea.title, idea.title_en)
    return _("%(number)s %(title)s（%(team)s）") % {"number": idea.number, "title": title, "team": idea.team.name}


class AskForm(forms.Form):
    """Which of one's papers, in which language."""

    paper = forms.ChoiceField(label=gettext_lazy("どれをつくりますか"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=gettext_lazy("ことば"),
        choices=[("ja", gettext_lazy("日本語")), ("en", gettext_lazy("英語"))],
        initial="ja",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, asks: list[Paper], **kwargs):
        super().__init__(*args, **kwargs)
        self.asks = {ask.key: ask for ask in asks}
        self.fields["paper"].choices = [
            (key, f"{ask.what}　{ask.idea.number} {ask.idea}") for key, ask in self.asks.items()
        ]
        self.fields["paper"].initial = next(iter(self.asks), None)

    @property
    def idea(self) -> Idea:
        return self.asks[self.cleaned_data["paper"]].idea

    @property
    def decision(self) -> Decision | None:
        return self.asks[self.cleaned_data["paper"]].decision


class MomentForm(forms.Form):
    """When the awards come out; empty: as soon as the second person agrees."""

    goes_public_at = forms.SplitDateTimeField(
        label=gettext_lazy("公開する日時"),
        help_text=gettext_lazy("空なら、もう一人が認めたときに公開します。日本の時刻で書いてください。"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": gettext_lazy("公開する日")},
            time_attrs={"type": "time", "aria-label": gettext_lazy("公開する時刻")},
        ),
    )


class YearAndTier:
    """A choice among tiers of several years: their names alone are the same every year."""

    def label_from_instance(self, tier: Tier) -> str:
        return f"{tier.cycle.code} {tier}"


class TierField(YearAndTier, forms.ModelChoiceField):
    """One tier."""


class TiersField(YearAndTier, forms.ModelMultipleChoiceField):
    """Any number of tiers, as boxes."""

    widget = forms.CheckboxSelectMultiple


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = several_lines(super().clean(value)).split("\n")
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), several_lines(data or ""))


class AwardRowForm(forms.ModelForm):
    """A row of an award, its tiers and team attributes as boxes, its other names one a line."""

    aliases = LinesField(
        label=gettext_lazy("ほかの呼び名"), help_text=gettext_lazy("1行に1つ。"), max_length=1000, required=False
    )
    tier = TierField(
        label=gettext_lazy("投票の層"),
        help_text=gettext_lazy("投票で決まる賞だけ。この層の投票が決めます。層ごとに賞を作ります。"),
        queryset=Tier.objects.none(),
        required=False,
    )
    tiers = TiersField(
        label=gettext_lazy("対象の層"),
        help_text=gettext_lazy("人が決める賞だけ。いくつでも。一つもえらばなければ、全部の層。"),
        queryset=Tier.objects.none(),
        required=False,
    )

    team_attributes = forms.MultipleChoiceField(
        label=gettext_lazy("対象のチーム属性"),
        help_text=gettext_lazy("学生賞は「学生」、年度によっては「混成」も。空ならどのチームも。"),
        choices=Team.Attribute.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Award
        fields = [
            *("cycle", "key", "name_ja", "name_en", "aliases", "order"),
            *("decided_by", "sponsor", "tier", "tiers", "team_attributes", "places"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tiers = Tier.objects.select_related("cycle").order_by("-cycle__fiscal_year", "order", "pk")
        if self.instance.pk:
            tiers = tiers.filter(cycle=self.instance.cycle_id)
        self.fields["tier"].queryset = self.fields["tiers"].queryset = tiers

    def clean(self):
        data = super().clean()
        for name, chosen in (("tier", [data.get("tier")]), ("tiers", data.get("tiers") or [])):
            if any(tier and tier.cycle != data.get("cycle") for tier in chosen):
                self.add_error(name, _("この賞とはちがう年度の層です。同じ年度の層をえらんでください。"))
        if data.get("tiers") and data.get("decided_by") in (Award.DecidedBy.VIEWERS, Award.DecidedBy.COMBINED):
            self.add_error("tiers", _("投票で決まる賞の層は、「投票の層」でえらびます。ここの印は外してください。"))
        return data


class StageItemForm(forms.ModelForm):
    """A point of the running order; what it shows is of its own year."""

    year: int | None = None  # the cycle's key, once it is known

    class Meta:
        model = StageItem
        fields = ["cycle", "order", "kind", "title", "idea", "poll", "award", "minutes", "script"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = {
            "idea": Idea.objects.handed_in().filter(placement__isnull=False).select_related("cycle", "team"),
            "poll": Poll.objects.select_related("cycle", "tier"),
            "award": Award.objects.select_related("cycle", "tier"),
        }
        for name, choices in rows.items():
            self.fields[name].queryset = choices.filter(cycle=self.year) if self.year else choices

    def clean(self):
        data = super().clean()
        for name in ("idea", "poll", "award"):
            if data.get(name) and data[name].cycle != data.get("cycle"):
                self.add_error(name, _("この進行とはちがう年度のものです。えらびなおしてください。"))
        needed = {Kind.PRESENTATION: "idea", Kind.POLL: "poll", Kind.AWARD: "award"}.get(data.get("kind"), "")
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("この種類では、えらんでください。"))
        return data


class ReasonForm(forms.Form):
    """Why a paper is revoked, or an award was given back; stays with the secretariat."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("記録に残ります。外には出ません。300字まで。"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("理由を書いてください。")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("maxlength", None)  # a text that is too long is said, not cut
