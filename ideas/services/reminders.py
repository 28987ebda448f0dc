"""Those who began and did not finish are told what is missing, some days before the deadline and when the secretariat asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from ideas.agreement import missing_yeses
from ideas.completeness import problems_of, team_problems
from ideas.models import Idea, IdeaQuerySet, Member
from notifications.services import are_queued, notify

BEFORE = (timedelta(hours=24), timedelta(days=3), timedelta(days=14))  # the nearest first
LISTED = 8  # so many lacks stand in a mail; the page shows all


def unfinished(cycle: Cycle) -> IdeaQuerySet:
    """Begun and not handed in, or changed since and not handed in again."""
    begun = Q(status=Idea.Status.DRAFT) | (Q(status=Idea.Status.SUBMITTED) & ~Q(draft={}))
    return Idea.objects.filter(begun, cycle=cycle).order_by("pk")


def remind_unfinished(*, at: datetime) -> int:
    """Mail the members of unfinished ideas 14 days, 3 days and 24 hours before the deadline, once each; how many mails.

    A late run sends the newest of these alone; which was sent to whom, the mail's key remembers.
    """
    return sum(_remind_stage(stage, at) for stage in _closing(at))


@transaction.atomic
def remind_by_office(cycle: Cycle, *, by: User, at: datetime) -> int:
    """The same now, when the secretariat asks, once a day; how many mails. On record."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is None or not stage.is_open_at(at):
        return 0
    count = _remind(stage, f"office-{timezone.localdate(at)}", at)
    record_decision(by, "ideas.remind_by_office", cycle, at=at, mails=count)
    return count


def _closing(at: datetime) -> QuerySet[Stage]:
    stages = Stage.objects.open_at(at).filter(kind=Stage.Kind.IDEAS, cycle__is_public=True)
    return stages.filter(closes_at__lte=at + BEFORE[-1]).select_related("cycle")


def _remind_stage(stage: Stage, at: datetime) -> int:
    left = stage.closes_at - at
    step = next(limit for limit in BEFORE if left <= limit)
    return _remind(stage, f"{int(step.total_seconds() // 3600)}h", at)


def _remind(stage: Stage, step: str, at: datetime) -> int:
    """Whoever has no such mail yet; each idea in a transaction of its own."""
    rows = list(unfinished(stage.cycle).for_desk())
    keys = {_key(idea, step, member) for idea in rows for member in idea.team.members.all()}
    told = are_queued(keys)
    waiting = (idea for idea in rows if any(_key(idea, step, member) not in told for member in idea.team.members.all()))
    return sum(remind_team(idea, step=step, closes_at=stage.closes_at, at=at) for idea in waiting)


@transaction.atomic
def remind_team(idea: Idea, *, step: str, closes_at: datetime, at: datetime) -> int:
    """Mail every member what this idea lacks, each in their language; a second call sends nothing. How many are mailed."""
    texts: dict[str, dict[str, Any]] = {}
    members = list(idea.team.members.all())
    due = {_key(idea, step, member): member for member in members}
    told, reached = are_queued(due), set()
    for key, member in due.items():
        if key in told:
            continue
        language = member.user.language[:2] or settings.LANGUAGE_CODE
        if language not in texts:
            with translation.override(language):
                texts[language] = _context(idea, closes_at, at)
        mail = notify(member.user, "ideas/unfinished", context=texts[language], dedupe_key=key, at=at)
        if mail is not None and mail.created_at == at:
            reached.add(mail.pk)
    return len(reached)


def _key(idea: Idea, step: str, member: Member) -> str:
    return f"unfinished:{idea.pk}:{step}:{member.user_id}"


def _context(idea: Idea, closes_at: datetime, at: datetime) -> dict[str, Any]:
    lacks = list(_lacks(idea, at))
    return {
        "title": str(idea),
        "team": idea.team.name,
        "number": idea.number,
        "lacks": lacks[:LISTED],
        "more": max(len(lacks) - LISTED, 0),
        "unconfirmed": len(missing_yeses(idea)),
        "closes_at": closes_at,
        "now": at,
        "url": settings.SITE_URL + reverse("ideas:idea_confirm", args=[idea.pk]),
    }


def _lacks(idea: Idea, at: datetime) -> Iterator[str]:
    """What the confirmation page lists, as sentences."""
    for missing in team_problems(idea, at):
        yield missing.message
    for problem in problems_of(idea):
        yield f"{problem.label}：{problem.message}" if problem.label else problem.message
