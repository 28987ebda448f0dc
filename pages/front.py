"""The home page: one look at where the year stands and what waits."""

from datetime import datetime
from typing import Any

from django.db.models import Case, When

from awards.public import PublicDecision
from awards.standings import published_decisions
from contest.models import Cycle, Stage
from ideas.models import Idea, Team
from municipalities.models import Challenge, Participation
from pages import now, results, showcase

CARDS = 6
CALLING = {Stage.Kind.CHALLENGES, Stage.Kind.IDEAS}


def front(cycle: Cycle | None, moment: datetime) -> dict[str, Any]:
    """Everything home shows of the current cycle; a site without any cycle has a home too."""
    states = results.state_parts()
    told = {"states": states, "told": sum(part["count"] for part in states)}
    if cycle is None:
        return told
    stage = now.stage_now(cycle, moment)
    is_calling = stage is None or stage.kind in CALLING
    ideas = [] if is_calling else _latest(cycle, moment)
    return {
        "cycle": cycle,
        "stage": stage.kind if stage else "",
        "is_open": bool(stage and stage.is_open_at(moment)),
        "season": now.SEASONS[stage.kind] if stage else "summer",
        "steps": now.steps_of(cycle, moment),
        "countdown": now.countdown(cycle, moment),
        "publishes_at": _publishes_at(cycle, moment),
        "numbers": _numbers(cycle, moment),
        "challenges": _waiting(cycle, moment) if is_calling else [],
        "ideas": ideas,
        "has_awards": any(card.honours for card in ideas),
        **told,
    }


def _publishes_at(cycle: Cycle, moment: datetime) -> datetime | None:
    """When the challenges will be there, while they are not."""
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    return stage.publishes_at if stage and not stage.is_published_at(moment) else None


def _numbers(cycle: Cycle, moment: datetime) -> dict[str, int]:
    """The three numbers of the two circles, in one query."""
    parts = {
        "teams": Team.objects.filter(cycle=cycle),
        "challenges": Challenge.objects.public(moment).filter(cycle=cycle),
        "participants": Participation.objects.standing().filter(cycle=cycle),
    }
    return showcase.count_each(parts)


def _waiting(cycle: Cycle, moment: datetime) -> list[showcase.ChallengeCard]:
    """Public challenges, those without a team first."""
    challenges = showcase.with_team_count(Challenge.objects.public(moment).filter(cycle=cycle))
    return showcase.challenge_cards(challenges.order_by("team_count", "serial")[:CARDS])


def _latest(cycle: Cycle, moment: datetime) -> list[showcase.IdeaCard]:
    """Public ideas, those with awards first."""
    decisions: dict[int, list[PublicDecision]] = {}
    for decision in published_decisions(cycle):
        decisions.setdefault(decision.idea_pk, []).append(decision)
    first = Case(When(pk__in=list(decisions), then=0), default=1)
    ideas = Idea.objects.public(moment).filter(cycle=cycle).order_by(first, "serial")
    return showcase.idea_cards(ideas.for_public()[:CARDS], moment, decisions)
