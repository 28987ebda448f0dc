"""Readings of this room: who may get an award, and, once published, who got it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from awards.models import Award, Decision, Publication
from awards.public import PublicDecision, public_decisions
from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.models import JudgingRefused, Round
from judging.sealing import is_sealed
from judging.standings import FINALIST, RankedIdea, ranking_of, released_placements
from voting.standings import result_of


def eligible_ideas(award: Award, moment: datetime) -> QuerySet[Idea]:
    """Ideas that may get this award by tier and team attribute; none before the tiers are released."""
    placed = released_placements(award.cycle, moment)
    in_tier = [pk for pk, tier in placed.items() if award.tier_id in (None, tier.pk)]
    ideas = Idea.objects.handed_in().filter(pk__in=in_tier).select_related("cycle", "team").order_by("serial")
    return ideas.filter(team__attribute=award.team_attribute) if award.team_attribute else ideas


def finalists(cycle: Cycle, moment: datetime) -> QuerySet[Idea]:
    """The ideas whose carrying-out is followed up: the released finalists."""
    placed = [pk for pk, tier in released_placements(cycle, moment).items() if tier.key == FINALIST]
    return Idea.objects.filter(pk__in=placed).order_by("serial")


def is_published(cycle: Cycle) -> bool:
    """Whether the world may see this cycle's awards."""
    return Publication.objects.filter(cycle=cycle, published_at__isnull=False).exists()


def published_decisions(cycle: Cycle) -> list[PublicDecision]:
    """The awards of a cycle in the order they are given; empty before publication. One look at the database decides."""
    return public_decisions(_published().filter(award__cycle=cycle))


def decisions_of_ideas(idea_ids: Iterable[int]) -> dict[int, list[PublicDecision]]:
    """Published awards by idea, over any cycles."""
    by_idea: dict[int, list[PublicDecision]] = {}
    for decision in public_decisions(_published().filter(idea__in=list(idea_ids))):
        by_idea.setdefault(decision.idea_pk, []).append(decision)
    return by_idea


def withheld_awards(cycle: Cycle) -> list[Award]:
    """Awards that have no winner this year; empty before publication."""
    return list(cycle.awards.filter(is_withheld=True, cycle__publication__published_at__isnull=False))


def _published() -> QuerySet[Decision]:
    return Decision.objects.filter(award__cycle__publication__published_at__isnull=False).for_public()


@dataclass(frozen=True)
class Evidence:
    """What the desk shows beside an idea: its rank in each round, and its votes once they are sealed (None before)."""

    idea: Idea
    tier: Tier
    ranks: tuple[RankedIdea | None, ...]
    votes: int | None


def evidence_of(cycle: Cycle, moment: datetime) -> list[Evidence]:
    """The released ideas of a cycle by tier and number, with what speaks for them. For the secretariat alone.

    A final that still takes scores has no ranks yet, for anybody.
    """
    placed = released_placements(cycle, moment)
    ideas = Idea.objects.handed_in().filter(pk__in=placed).select_related("cycle", "team")
    rounds = cycle.rounds.select_related("cycle")
    rankings = [{} if is_sealed(round, moment) else _ranks(round) for round in rounds]
    votes = _sealed_votes(cycle)
    rows = [
        Evidence(idea, placed[idea.pk], tuple(ranks.get(idea.pk) for ranks in rankings), votes.get(idea.number))
        for idea in ideas.order_by("serial")
    ]
    return sorted(rows, key=lambda row: (row.tier.order, row.tier.pk))


def _ranks(round: Round) -> dict[int, RankedIdea]:
    try:
        return {row.idea.pk: row for row in ranking_of(round)}
    except JudgingRefused:
        return {}


def _sealed_votes(cycle: Cycle) -> dict[str, int]:
    sealed = cycle.polls.filter(sealed_at__isnull=False).select_related("seal")
    return {number: votes for poll in sealed for number, votes in result_of(poll)}
