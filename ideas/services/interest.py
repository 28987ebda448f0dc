"""What officers and followers hear: that nobody has taken up a challenge yet; that its ideas are out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from contest.models import Stage
from ideas.models import Idea
from ideas.standings import with_health
from municipalities.links import token
from municipalities.models import Challenge, Follow, Officer
from notifications.services import are_queued, notify

WARN_BEFORE = (7, 14, 30)  # days of the calendar, the nearest first
AT_ONCE = 200


def warn_of_no_team(*, at: datetime) -> int:
    """Mail the officers of each public challenge without a team 30, 14 and 7 days before STEP2's deadline; how many.

    A late run sends the newest of these alone; which was sent to whom, the mail's key remembers.
    """
    return sum(_warn(stage, at) for stage in _closing(at))


def _closing(at: datetime) -> QuerySet[Stage]:
    stages = Stage.objects.open_at(at).filter(kind=Stage.Kind.IDEAS, cycle__is_public=True)
    return stages.filter(closes_at__lt=at + timedelta(days=WARN_BEFORE[-1] + 2)).select_related("cycle")


@transaction.atomic
def _warn(stage: Stage, at: datetime) -> int:
    last_day = timezone.localdate(stage.closes_at - timedelta(microseconds=1))
    days = (last_day - timezone.localdate(at)).days
    before = next((limit for limit in WARN_BEFORE if days <= limit), None)
    if before is None:
        return 0
    alone = with_health(Challenge.objects.public(at).filter(cycle=stage.cycle_id)).filter(team_count=0)
    due = {f"no-team:{row.pk}:{before}:{officer.user_id}": (row, officer) for row, officer in _served(alone)}
    told = are_queued(due)
    for key in sorted(due.keys() - told):
        _mail_warning(*due[key], stage, days, key, at)
    return len(due.keys() - told)


def _served(challenges: Any) -> Iterator[tuple[Any, Officer]]:
    """Each challenge with everybody who serves its municipality now, in three queries."""
    rows = list(challenges.for_cards())
    officers = Officer.objects.filter(participant__in=[row.participant_id for row in rows], until__isnull=True)
    serving = list(officers.select_related("user"))
    return ((row, one) for row in rows for one in serving if one.participant_id == row.participant_id)


def _mail_warning(challenge: Any, officer: Officer, stage: Stage, days: int, key: str, at: datetime) -> None:
    context = {
        "title": challenge.title,
        "number": challenge.number,
        "municipality": challenge.participant.name,
        "days": days,
        "closes_at": stage.closes_at,
        "views": challenge.view_count,
        "follows": challenge.follow_count,
        "url": settings.SITE_URL + reverse("pages:challenge", args=[challenge.number]),
        "desk_url": settings.SITE_URL + reverse("pages:health", args=[challenge.pk]),
    }
    notify(officer.user, "ideas/no_team", context=context, dedupe_key=key, at=at)


def follows_to_tell(at: datetime) -> QuerySet[Follow]:
    """Those who followed a challenge before its ideas came out and have not heard of it; the oldest first."""
    ideas = Idea.objects.public(at).filter(challenge=OuterRef("challenge"))
    out = Stage.objects.filter(cycle=OuterRef("challenge__cycle"), kind=Stage.Kind.IDEAS)
    early = out.filter(publishes_at__lte=at, publishes_at__gt=OuterRef("since"))
    return Follow.objects.filter(Exists(ideas), Exists(early), told_at__isnull=True).order_by("pk")


@transaction.atomic
def tell_follower(follow: Follow, *, at: datetime) -> bool:
    """Mail that the challenge's ideas are out, once a challenge and person; told or gone already is no error."""
    rows = Follow.objects.select_for_update(of=("self",)).select_related("user", "challenge__cycle")
    kept = rows.filter(pk=follow.pk, told_at__isnull=True).first()
    if kept is None:
        return False
    challenge = kept.challenge
    context = {
        "title": challenge.title,
        "title_en": challenge.title_en,
        "count": Idea.objects.public(at).filter(challenge=challenge).count(),
        "url": settings.SITE_URL + reverse("pages:challenge", args=[challenge.number]) + "#ideas-title",
        "unfollow_url": settings.SITE_URL + reverse("citizens:unfollow_by_mail", args=[token(kept)]),
    }
    key = f"ideas-out:{challenge.pk}:{kept.user_id}"
    notify(kept.user, "ideas/ideas_out", context=context, dedupe_key=key, at=at)
    kept.told_at = at
    kept.save(update_fields=["told_at"])
    return True
