"""A year as it is remembered: published numbers with their sources, partners by role, entries and bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.standings import is_published, published_decisions
from contest.models import Cycle, Figure, Partnership
from events.models import Event
from ideas.models import Idea
from municipalities.models import Participant, Participation, bodies
from pages import now
from pages.results import published_polls

FIGURES = {
    "municipalities": pgettext_lazy("plural", "参加自治体"),
    "municipalities_with_ideas": _("アイデアが集まった自治体"),
    "challenges": pgettext_lazy("plural", "課題"),
    "challenges_with_ideas": _("アイデアが集まった課題"),
    "ideas": pgettext_lazy("plural", "アイデア"),
    "ideas_citizens": _("市民のアイデア"),
    "ideas_students": _("学生のアイデア"),
    "ideas_mixed": _("混成のアイデア"),
    "finalists": _("ファイナリスト"),
    "semifinalists": _("セミファイナリスト"),
    "posters": _("ポスター展"),
    "web_only": _("ウェブ公開"),
}
OVERVIEW = ("municipalities", "challenges", "ideas", "finalists")


@dataclass(frozen=True)
class Number:
    """A published number; `values` holds more than one where sources disagree, none where nobody knows."""

    key: str
    label: str
    values: tuple[int, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        return " / ".join(f"{value:,}" for value in self.values)


@dataclass(frozen=True)
class Row:
    """A cycle in the list of years, with its numbers in the order of OVERVIEW."""

    cycle: Cycle
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class PartnerGroup:
    role: str
    names: tuple[tuple[str, str], ...]  # name on the day, website


def numbers_of(figures: Iterable[Figure]) -> dict[str, Number]:
    """A cycle's figures by key, in the order of FIGURES; keys nobody labelled come last under their own name."""
    rows = list(figures)
    keys = [key for key in FIGURES if any(row.key == key for row in rows)]
    keys += [key for key in dict.fromkeys(row.key for row in rows) if key not in FIGURES]
    return {key: _number(key, [row for row in rows if row.key == key]) for key in keys}


def _number(key: str, rows: list[Figure]) -> Number:
    return Number(
        key,
        str(FIGURES.get(key, key)),
        tuple(row.value for row in rows if row.value is not None),
        tuple(row.note for row in rows if row.note),
        tuple(row.source for row in rows if row.source),
    )


def overview(cycles: Iterable[Cycle]) -> list[Row]:
    """The list of years; `cycles` come with their figures."""
    return [Row(cycle, _in_overview(cycle)) for cycle in cycles]


def _in_overview(cycle: Cycle) -> tuple[Number, ...]:
    numbers = numbers_of(cycle.figures.all())
    return tuple(numbers.get(key) or _number(key, []) for key in OVERVIEW)


def overview_labels() -> list[str]:
    return [str(FIGURES[key]) for key in OVERVIEW]


def partner_groups(partnerships: Iterable[Partnership], cycle: Cycle) -> list[PartnerGroup]:
    """Partners by role in the house's order, each under the name it had in that year."""
    order = [role.value for role in Partnership.Role]
    rows = sorted(partnerships, key=lambda row: (order.index(row.role), row.order, row.pk))
    return [
        PartnerGroup(
            str(Partnership.Role(role).label),
            tuple((row.organization.name_on(cycle.final_on), row.organization.url) for row in group),
        )
        for role, group in groupby(rows, key=lambda row: row.role)
    ]


def remembered(cycles: QuerySet[Cycle], moment: datetime) -> QuerySet[Cycle]:
    """Cycles with everything their page tells, in a fixed number of queries; `has_ideas` if any is public."""
    has_ideas = Exists(Idea.objects.public(moment).filter(cycle=OuterRef("pk")))
    return cycles.annotate(has_ideas=has_ideas).prefetch_related(
        "stages", "figures", "principles", _partnerships(), _events(), _entries()
    )


def _partnerships() -> Prefetch:
    return Prefetch(
        "partnerships", Partnership.objects.select_related("organization").prefetch_related("organization__names")
    )


def _events() -> Prefetch:
    return Prefetch("events", Event.objects.filter(is_public=True).order_by("starts_at"))


def _entries() -> Prefetch:
    rows = Participation.objects.standing().select_related("participant")
    rows = rows.prefetch_related(bodies("participant__members"))
    return Prefetch("participations", rows.order_by("participant__number"))


def year(cycle: Cycle, moment: datetime) -> dict[str, Any]:
    """What the page of one year shows; `cycle` comes from `remembered`."""
    entries = [row.participant for row in cycle.participations.all()]
    shown = is_published(cycle)  # one look decides about awards and votes
    decisions = [row for row in published_decisions(cycle) if not row.is_returned] if shown else []
    return {
        "numbers": numbers_of(cycle.figures.all()).values(),
        "steps": now.steps_of(cycle, moment) if cycle.stages.all() else [],
        "groups": partner_groups(cycle.partnerships.all(), cycle),
        "entries": entries,
        "bodies": bodies_in(entries),
        "decisions": decisions,
        "awards": [] if decisions else list(cycle.awards.all()),
        "polls": published_polls(cycle) if shown else [],
        "season": _season(cycle, moment),
    }


def _season(cycle: Cycle, moment: datetime) -> str:
    stage = now.stage_now(cycle, moment)
    return now.SEASONS[stage.kind] if stage and stage.is_open_at(moment) else "after"


def partner_years(cycles: QuerySet[Cycle]) -> list[tuple[Cycle, list[PartnerGroup]]]:
    """Partners of every year that has any, newest first."""
    rows = cycles.prefetch_related(_partnerships())
    return [(cycle, partner_groups(cycle.partnerships.all(), cycle)) for cycle in rows]


def bodies_in(participants: Iterable[Participant]) -> int:
    """How many bodies stand behind these entries; a union counts each of its members, each body once."""
    return len({member.government_id for row in participants for member in row.members.all()})
