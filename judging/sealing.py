"""The totals of a final stay sealed until the round closes; then a fingerprint shows that nothing was moved since."""

import hashlib
import json
from datetime import datetime

from django.db.models import Q

from accounts.models import AuditEntry
from judging.models import Assignment, Round
from judging.rubric import rubric_text


def is_sealed(round: Round, moment: datetime) -> bool:
    """Nobody, the secretariat included, is shown points of a final before it has closed or was locked."""
    return round.kind == Round.Kind.FINAL and round.locked_at is None and moment < round.closes_at


def unsealed(moment: datetime) -> Q:
    """The same of a score's row."""
    prefix = "assignment__round__"
    is_over = Q(**{f"{prefix}locked_at__isnull": False}) | Q(**{f"{prefix}closes_at__lte": moment})
    return ~Q(**{f"{prefix}kind": Round.Kind.FINAL}) | is_over


def seal_of(round: Round) -> str:
    """SHA-256 over the rubric and every sheet handed in: one point moved, and it is another."""
    sheets = Assignment.objects.standing().released().handed_in().filter(round=round)
    rows = [
        [sheet.idea.number, sheet.judge_id, {score.criterion.key: score.points for score in sheet.scores.all()}]
        for sheet in sheets.select_related("idea__cycle").prefetch_related("scores__criterion")
    ]
    text = json.dumps([rubric_text(round), sorted(rows, key=lambda row: row[:2])], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_at_lock(round: Round) -> str:
    """The fingerprint that was taken when the round was locked last; empty while it is not."""
    if round.locked_at is None:
        return ""
    locks = AuditEntry.objects.filter(action="judging.lock_round", subject=f"{round._meta.label_lower}:{round.pk}")
    last = locks.first()
    return str(last.detail["seal"]) if last else ""
