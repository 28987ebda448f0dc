"""Readings of this room: who may get an award, and, once published, who got it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from awards.models import Award, Decision, Publication
from awards.public import PublicDecision, public_decisions
from contest.models import Cycle
from ideas.models import Idea
from judging.standings import FINALIST, released_placements


def eligible_ideas(award: Award) -> QuerySet[Idea]:
    """Ideas that may get this award by tier and team attribute; none before the tiers are released."""
    placed = released_placements(award.cycle)
    in_tier = [pk for pk, tier in placed.items() if award.tier_id in (None, tier.pk)]
    ideas = Idea.objects.handed_in().filter(pk__in=in_tier).select_related("cycle", "team").order_by("serial")
    return ideas.filter(team__attribute=award.team_attribute) if award.team_attribute else ideas


def finalists(cycle: Cycle) -> QuerySet[Idea]:
    """The ideas whose carrying-out is followed up: the released finalists."""
    placed = [pk for pk, tier in released_placements(cycle).items() if tier.key == FINALIST]
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
