"""What the pages on seeds need to know at one moment, for citizens and for officers."""

from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from contest.models import Cycle, Stage
from municipalities import desk
from municipalities.models import Challenge, LocalGovernment, Participant, Participation, Seed
from municipalities.services.seed_answers import IN_HANDS

PER_PAGE = 24


def calls(moment: datetime) -> dict[str, Any]:
    """The STEP1 that is open, or else the one that opens next."""
    stage = desk.open_stage(moment)
    return {"open_stage": stage, "next_opening": None if stage else desk.next_opening(moment), "now": moment}


def participating(cycle: Cycle) -> QuerySet[Participant]:
    """Entries that take part in a cycle, with their names."""
    standing = Participation.objects.standing().filter(cycle=cycle)
    return Participant.objects.listed().filter(participations__in=standing).with_members()


def found(typed: str, moment: datetime) -> QuerySet[Participant]:
    """Entries one of whose bodies is called so."""
    bodies = LocalGovernment.objects.valid_on(timezone.localdate(moment)).matching(typed).order_by().values("pk")
    return Participant.objects.listed().filter(members__government__in=bodies).distinct().with_members()


def latest(participant: Participant | None = None) -> QuerySet[Seed]:
    """What anybody may read, newest first; of one municipality when given."""
    rows = Seed.objects.public().for_list()
    return rows.filter(participant=participant) if participant else rows


def for_officer(user: Any) -> QuerySet[Seed]:
    """My municipalities' seeds, those that wait for an answer first."""
    waits_first = Case(When(status=Seed.Status.OPEN, then=Value(0)), default=Value(1))
    return Seed.objects.for_officer(user).for_list().order_by(waits_first, "-created_at", "-pk")


def drafts_for(seed: Seed) -> list[Challenge]:
    """Into which challenges a seed can be taken now; those of its year that are still being written."""
    mine = Challenge.objects.filter(participant=seed.participant, cycle=seed.cycle, status__in=IN_HANDS)
    return list(mine.order_by("pk"))


def may_adopt(seed: Seed, moment: datetime) -> bool:
    """Whether challenges of the seed's year can be written now."""
    stage = seed.cycle.stage(Stage.Kind.CHALLENGES)
    return stage is not None and stage.is_open_at(moment)


def others_for(seed: Seed) -> QuerySet[Seed]:
    """With which seeds one can be merged."""
    near = Seed.objects.filter(participant=seed.participant, cycle=seed.cycle, hidden_at__isnull=True)
    return near.filter(status__in=[Seed.Status.OPEN, Seed.Status.ADOPTED]).exclude(pk=seed.pk)
