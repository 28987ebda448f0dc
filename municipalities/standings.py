"""Readings over municipalities and challenges for the rooms above: how many take part, where, and on what."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contest.models import Cycle
from municipalities.models import Challenge, Participant, ParticipantMember, Participation


@dataclass(frozen=True)
class Reach:
    """How many numbered entries there are and how many local governments stand behind them (63 entries, 68 bodies)."""

    entries: int
    bodies: int


def reach(*, samples: bool = False, cycle: Cycle | None = None) -> Reach:
    """Entries and their bodies, made-up ones apart from real ones; of one cycle when given. Withdrawn ones are out."""
    participants = Participant.objects.listed().filter(is_sample=samples)
    if cycle is not None:
        taking_part = Participation.objects.standing().filter(cycle=cycle)
        participants = participants.filter(pk__in=taking_part.values("participant"))
    members = ParticipantMember.objects.filter(participant__in=participants)
    return Reach(participants.count(), members.values("government").distinct().count())


def with_challenge_count(participants: QuerySet[Participant], moment: datetime) -> QuerySet[Participant]:
    """Adds `challenge_count`: how many of each entry's challenges the world may see at `moment`."""
    mine = Challenge.objects.public(moment).filter(participant=OuterRef("pk")).order_by()
    counted = mine.values("participant").annotate(n=Count("pk", distinct=True)).values("n")
    return participants.annotate(challenge_count=Coalesce(Subquery(counted), 0))


def challenges_per_theme(cycle: Cycle, moment: datetime) -> dict[str, int]:
    """Public challenges of a cycle by theme key; themes without one are left out."""
    keys = Challenge.objects.public(moment).filter(cycle=cycle).values_list("theme__key", flat=True)
    return dict(Counter(key for key in keys if key))


def challenges_per_region(cycle: Cycle, moment: datetime) -> dict[str, int]:
    """Public challenges of a cycle by the region of their entry's first body, as on their cards."""
    first = ParticipantMember.objects.filter(participant=OuterRef("participant")).order_by("order", "id")
    region = Subquery(first.values("government__region")[:1])
    regions = Challenge.objects.public(moment).filter(cycle=cycle).annotate(region=region)
    return dict(Counter(name for name in regions.values_list("region", flat=True) if name))
