"""An idea is taken back, and that is undone: by the team until the deadline, by the secretariat after it. Nothing is deleted."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from ideas.completeness import team_problems
from ideas.models import Idea, IdeaRefused
from ideas.services.telling import lock_idea, lock_team, tell_members
from ideas.services.windows import require_open

Status = Idea.Status
REASON = 300
# Rooms above append in `AppConfig.ready()`: why a number that was taken back cannot come back now; empty when it can.
WHY_NOT_BACK: list[Callable[[Idea, datetime], str]] = []


@transaction.atomic
def withdraw_idea(idea: Idea, *, by: User, at: datetime) -> Idea:
    """Take an idea back until the deadline; `restore_idea` undoes it."""
    kept = lock_idea(idea)
    if kept.status == Status.WITHDRAWN:
        return kept
    require_open(kept.cycle, at)
    _set(kept, Status.WITHDRAWN)
    tell_members(kept, "withdrawn", f"withdrawn:{kept.pk}:{at.isoformat()}", by=by, at=at)
    return kept


@transaction.atomic
def restore_idea(idea: Idea, *, by: User, at: datetime) -> Idea:
    """Undo a withdrawal until the deadline: handed in again as it was, or a draft again."""
    lock_team(idea)
    kept = lock_idea(idea)
    if kept.status != Status.WITHDRAWN:
        return kept
    require_open(kept.cycle, at)
    _bring_back(kept, at)
    tell_members(kept, "restored", f"restored:{kept.pk}:{at.isoformat()}", by=by, at=at)
    return kept


@transaction.atomic
def withdraw_for_team(idea: Idea, *, reason: str, by: User, at: datetime) -> Idea:
    """The secretariat takes an idea back, at any time, with a reason; on record, told to all. Done already is no error."""
    kept, reason = lock_idea(idea), said(reason)
    if kept.status == Status.WITHDRAWN:
        return kept
    _set(kept, Status.WITHDRAWN)
    record_decision(by, "ideas.withdraw_for_team", kept, at=at, reason=reason)
    key = f"withdrawn:{kept.pk}:{at.isoformat()}"
    tell_members(kept, "withdrawn_for_team", key, by=by, at=at, reason=reason)
    return kept


@transaction.atomic
def restore_for_team(idea: Idea, *, reason: str, by: User, at: datetime) -> Idea:
    """The secretariat undoes a withdrawal, with a reason; on record, told to all. Refused once it would come too late."""
    Cycle.objects.select_for_update(no_key=True).get(pk=idea.cycle_id)  # first, as whoever hands in takes it
    lock_team(idea)
    kept, reason = lock_idea(idea), said(reason)
    if kept.status != Status.WITHDRAWN:
        return kept
    for why_not in WHY_NOT_BACK if kept.serial else ():
        if words := why_not(kept, at):
            raise IdeaRefused(words)
    _bring_back(kept, at)
    record_decision(by, "ideas.restore_for_team", kept, at=at, reason=reason)
    tell_members(kept, "restored_for_team", f"restored:{kept.pk}:{at.isoformat()}", by=by, at=at, reason=reason)
    return kept


def said(reason: str) -> str:
    """A reason that can be told and kept on record. Raises IdeaRefused."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON:
        raise IdeaRefused(_("理由を300字以内で書いてください。"))
    return reason


def _bring_back(idea: Idea, at: datetime) -> None:
    if idea.serial and (missing := team_problems(idea, at)):
        raise IdeaRefused(_("もどす前に、することがあります：%(first)s") % {"first": missing[0].message})
    _set(idea, Status.SUBMITTED if idea.serial else Status.DRAFT)


def _set(idea: Idea, status: str) -> None:
    idea.status = status
    idea.save(update_fields=["status", "updated_at"])
