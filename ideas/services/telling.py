"""What acts on one idea begin and end with: the rows held, and a mail to every member."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from contest.models import Stage
from ideas.models import Idea, Team
from notifications.services import notify


def lock_team(idea: Idea) -> None:
    """Nobody leaves while the team is being judged whole."""
    Team.objects.select_for_update().get(pk=idea.team_id)


def lock_idea(idea: Idea) -> Idea:
    """The row as it is now, held until the transaction ends."""
    return Idea.objects.for_desk().select_for_update(of=("self",)).get(pk=idea.pk)


def tell_members(idea: Idea, name: str, key: str, *, by: User, at: datetime, **more: Any) -> None:
    """Mail `ideas/<name>` to every member, once for each act; its link leads to the receipt unless `more` says otherwise."""
    context = {
        "number": idea.number,
        "title": str(idea),
        "team": idea.team.name,
        "challenge": idea.challenge.title,
        "by": by.full_name or by.email,
        "at": at,
        "closes_at": taken_until(idea, at),
        "url": settings.SITE_URL + reverse("ideas:idea_receipt", args=[idea.pk]),
        **more,
    }
    for member in idea.team.members.all():
        notify(member.user, f"ideas/{name}", context=context, dedupe_key=f"{key}:{member.user_id}", at=at)


def taken_until(idea: Idea, at: datetime) -> datetime | None:
    """Until when the team may still act on it: the deadline, a leave beyond it, or no more (None)."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    if stage is not None and at < stage.closes_at:
        return stage.closes_at
    leave = idea.leave_at(at)
    return leave.until if leave else None
