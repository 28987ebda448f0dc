"""Participating municipalities: the list with its search, and one entry through the years."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contest.models import Cycle, Stage
from ideas.models import Idea
from municipalities.models import Challenge, LocalGovernment, Participant, ParticipantMember, words_of
from pages import filters, showcase
from pages.archive import bodies_in
from pages.galleries import REGIONS, STORED_REGIONS

NEWCOMERS = NEIGHBOURS = 12


@dataclass(frozen=True)
class Listing:
    """The list of entries, counted both ways, with the samples of a rehearsal apart; what was searched and found."""

    rows: list[Participant]
    samples: list[Participant]
    newcomers: list[LocalGovernment]
    has_more_newcomers: bool
    entries: int
    bodies: int
    query: str
    kept: tuple[tuple[str, str], ...]  # what the search form hands on
    filters: tuple[filters.Filter, ...]

    @property
    def found(self) -> int:
        return len(self.rows) + len(self.samples)


@dataclass(frozen=True)
class Year:
    """One entry's part in one year, as far as it is public."""

    cycle: Cycle
    takes_part: bool
    publishes_at: datetime | None  # while its challenges are still to come
    challenges: list[showcase.ChallengeCard]
    ideas: list[showcase.IdeaCard]

    @property
    def honoured(self) -> list[showcase.IdeaCard]:
        return [card for card in self.ideas if card.honours]


def listing(parameters: Mapping[str, str], moment: datetime) -> Listing:
    """Every entry in the order of the list; a union stands under the region of its lead body."""
    query = " ".join(words_of(parameters.get("q", "")))
    chosen = filters.chosen_of(parameters, {"region": REGIONS})
    region = STORED_REGIONS.get(chosen.get("region", ""), "")
    listed = Participant.objects.listed()
    rows = list(listed.with_members())
    real = [row for row in rows if not row.is_sample]
    there = set(listed.matching(query).values_list("pk", flat=True)) if query else {row.pk for row in rows}
    shown = [row for row in rows if row.pk in there and (not region or _region(row) == region)]
    newcomers = _newcomers(query, region, timezone.localdate(moment)) if query else []
    return Listing(
        rows=[row for row in shown if not row.is_sample],
        samples=[row for row in shown if row.is_sample],
        newcomers=newcomers[:NEWCOMERS],
        has_more_newcomers=len(newcomers) > NEWCOMERS,
        entries=len(real),
        bodies=bodies_in(real),
        query=query,
        kept=tuple(chosen.items()),
        filters=(filters.make_filter(_("地方"), "region", REGIONS, chosen | ({"q": query} if query else {})),),
    )


def _region(participant: Participant) -> str:
    lead = participant.lead
    return lead.region if lead else ""


def _newcomers(query: str, region: str, today: date) -> list[LocalGovernment]:
    """Local governments of today that the search finds and that never took part; one more than are shown."""
    rows = LocalGovernment.objects.filter(~Exists(_listed_places()), is_sample=False).valid_on(today)
    rows = rows.filter(region=region) if region else rows
    return list(rows.matching(query).select_related("parent")[: NEWCOMERS + 1])


def _listed_places() -> QuerySet[ParticipantMember]:
    return ParticipantMember.objects.filter(government=OuterRef("pk"), participant__in=Participant.objects.listed())


def entry_of(government: LocalGovernment) -> Participant | None:
    """The listed entry this body is spoken of by: its own, or else the smallest union it is in."""
    entries = Participant.objects.listed().filter(members__government=government).with_members()
    return min(entries, key=lambda entry: (len(entry.members.all()), entry.number), default=None)


def neighbours(government: LocalGovernment) -> list[Participant]:
    """Listed entries of the same prefecture: where a body that never took part may look."""
    near = Participant.objects.listed().filter(members__government__prefecture=government.prefecture)
    return list(near.filter(is_sample=government.is_sample).distinct().with_members()[:NEIGHBOURS])


def through_the_years(participant: Participant, moment: datetime) -> dict[str, Any]:
    """What an entry's page shows of it, newest year first: public challenges, ideas for them, published awards."""
    posted = Challenge.objects.public(moment).filter(participant=participant).order_by("serial")
    answers = Idea.objects.public(moment).filter(challenge__participant=participant).order_by("serial")
    challenges = showcase.challenge_cards(showcase.with_team_count(posted))
    ideas = showcase.idea_cards(answers.for_public(), moment)
    standing = Exists(participant.participations.standing().filter(cycle=OuterRef("pk")))
    cycles = Cycle.objects.public().annotate(takes_part=standing).prefetch_related("stages")
    years = [_year(cycle, challenges, ideas, moment) for cycle in cycles]
    return {
        "years": [year for year in years if year.takes_part or year.challenges or year.ideas],
        "others": _others(participant),
    }


def _year(
    cycle: Any, challenges: list[showcase.ChallengeCard], ideas: list[showcase.IdeaCard], moment: datetime
) -> Year:
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    mine = [card for card in ideas if card.idea.fiscal_year == cycle.fiscal_year]
    return Year(
        cycle=cycle,
        takes_part=cycle.takes_part,
        publishes_at=stage.publishes_at if stage and not stage.is_published_at(moment) else None,
        challenges=[card for card in challenges if card.challenge.fiscal_year == cycle.fiscal_year],
        ideas=sorted(mine, key=lambda card: not card.honours),
    )


def _others(participant: Participant) -> list[Participant]:
    """Other listed entries with one of the same bodies: alone here, in a union there."""
    bodies = [member.government_id for member in participant.members.all()]
    shared = Participant.objects.listed().filter(members__government__in=bodies).exclude(pk=participant.pk)
    return list(shared.distinct().with_members())
