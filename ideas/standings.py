"""Counts over teams and ideas, for rooms above."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contest.models import Cycle
from ideas.models import Idea, Team
from municipalities.interest import with_interest
from municipalities.models import Challenge


def with_idea_count(challenges: QuerySet[Challenge]) -> Any:
    """Adds `idea_count`, ideas handed in, and `team_count`, teams at work (drafts count, withdrawn ideas do not).

    Before STEP2's publication `team_count` is the one to show.
    """
    ideas = Idea.objects.filter(challenge=OuterRef("pk"))
    return challenges.annotate(
        idea_count=_count(ideas.handed_in(), Count("pk")),
        team_count=_count(ideas.exclude(status=Idea.Status.WITHDRAWN), Count("team", distinct=True)),
    )


def with_health(challenges: QuerySet[Challenge]) -> Any:
    """Adds what shows whether a challenge finds its teams: interest in it, teams forming, ideas begun and handed in."""
    begun = Idea.objects.filter(challenge=OuterRef("pk")).exclude(status=Idea.Status.WITHDRAWN)
    return with_interest(with_idea_count(challenges)).annotate(begun_count=_count(begun, Count("pk")))


def _count(ideas: QuerySet[Idea], count: Count) -> Coalesce:
    rows = ideas.order_by().values("challenge").annotate(n=count).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def idea_totals(cycles: Iterable[Cycle]) -> dict[int, int]:
    """Ideas handed in, by the cycle's pk; in one query."""
    cycles = list(cycles)
    rows = Idea.objects.handed_in().filter(cycle__in=cycles).order_by().values_list("cycle").annotate(n=Count("pk"))
    return {cycle.pk: 0 for cycle in cycles} | dict(rows)


def attribute_totals(cycle: Cycle) -> dict[str, int]:
    """Ideas handed in, by their team's attribute, in the order of `Team.Attribute`."""
    rows = (
        Idea.objects.handed_in().filter(cycle=cycle).order_by().values_list("team__attribute").annotate(n=Count("pk"))
    )
    return dict.fromkeys(Team.Attribute.values, 0) | dict(rows)
