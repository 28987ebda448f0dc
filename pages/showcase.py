"""Cards of challenges and ideas: published rows with what other rooms know of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from awards.public import PublicDecision
from awards.standings import decisions_of_ideas
from contest.models import Cycle, FormSection
from ideas.models import Idea
from ideas.public import PublicIdea, public_ideas
from judging.standings import released_tiers
from municipalities.models import Challenge
from municipalities.public import PublicChallenge, PublicResource, public_challenges
from pages.results import honour_names

Decisions = Mapping[int, Iterable[PublicDecision]]
NUMBER = re.compile(r"COG(\d{4})-([CI])-(\d{4,6})")


@dataclass(frozen=True)
class ChallengeCard:
    challenge: PublicChallenge
    team_count: int


@dataclass(frozen=True)
class IdeaCard:
    idea: PublicIdea
    theme: str
    honours: tuple[str, ...]  # published awards, first
    tier: str  # once it is released


def with_team_count(challenges: QuerySet[Challenge]) -> Any:
    """`team_count`: teams at work on a challenge or done with it; a number only, never who."""
    active = Idea.objects.filter(challenge=OuterRef("pk")).exclude(status=Idea.Status.WITHDRAWN).order_by()
    count = active.values("challenge").annotate(n=Count("team", distinct=True)).values("n")
    return challenges.annotate(team_count=Coalesce(Subquery(count), 0))


def challenge_cards(challenges: Any) -> list[ChallengeCard]:
    """Cards of a public, ordered and sliced queryset that carries `team_count`."""
    rows = list(challenges.for_cards())
    return [
        ChallengeCard(challenge, row.team_count) for challenge, row in zip(public_challenges(rows), rows, strict=True)
    ]


def idea_cards(ideas: Iterable[Idea], moment: datetime, decisions: Decisions | None = None) -> list[IdeaCard]:
    """Cards of public ideas (`for_public`) with tiers released by then and awards, unless these were read already."""
    rows = list(ideas)
    tiers = released_tiers([row.pk for row in rows], moment)
    if decisions is None:
        decisions = decisions_of_ideas([row.pk for row in rows])
    honours = honour_names(decisions)
    return [
        IdeaCard(idea, str(row.challenge.theme or ""), honours.get(row.pk, ()), str(tiers.get(row.pk, "")))
        for idea, row in zip(public_ideas(rows), rows, strict=True)
    ]


def data_with_ideas(
    challenge: PublicChallenge, cards: Iterable[IdeaCard]
) -> list[tuple[PublicResource, list[PublicIdea]]]:
    """The challenge's data in order, each with the public ideas that cite it."""
    citing: dict[int, list[PublicIdea]] = {resource.pk: [] for resource in challenge.resources}
    for card in cards:
        used = {cited.resource for cited in card.idea.citations}
        for key, ideas in citing.items():
            if key in used:
                ideas.append(card.idea)
    return [(resource, citing[resource.pk]) for resource in challenge.resources]


def by_number(rows: QuerySet, number: str, letter: str) -> Any:
    """The row people mean by COG2026-C-0012, in small or full-width letters too; 404 for what is no such number."""
    match = NUMBER.fullmatch(normalize("NFKC", number).upper())
    if not match or match[2] != letter:
        raise Http404
    return rows.filter(cycle__fiscal_year=int(match[1]), serial=int(match[3]))


def sections_of(cycle_id: int, form: str) -> list[FormSection]:
    """The questions of a cycle's form in order, for labels."""
    return list(FormSection.objects.filter(cycle_id=cycle_id, form=form))


def count_each(parts: Mapping[str, QuerySet]) -> dict[str, int]:
    """How many rows each queryset has, all asked in one query; none of anything before there is a cycle."""
    counted = Cycle.objects.order_by("pk").values_list(*(_count(rows) for rows in parts.values())).first()
    return dict(zip(parts, counted or [0] * len(parts), strict=True))


def _count(rows: QuerySet) -> Coalesce:
    alone = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(alone), 0)
