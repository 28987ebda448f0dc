"""Rounds, criteria, judges and their scores; the tiers that come of them; advice."""

from judging.models.judges import (
    Conflict,
    ConflictQuerySet,
    Judge,
    JudgeInvitation,
    JudgeQuerySet,
    Seat,
    in_conflict,
)
from judging.models.rounds import Criterion, JudgingRefused, Reopening, Round, SheetIncomplete
from judging.models.sheets import MAX_WORDS, Assignment, AssignmentQuerySet, Score, SheetChanged, SheetClosed
from judging.models.tiers import Placement, TierRelease

__all__ = [
    "MAX_WORDS",
    "Assignment",
    "AssignmentQuerySet",
    "Conflict",
    "ConflictQuerySet",
    "Criterion",
    "Judge",
    "JudgeInvitation",
    "JudgeQuerySet",
    "JudgingRefused",
    "Placement",
    "Reopening",
    "Round",
    "Score",
    "Seat",
    "SheetChanged",
    "SheetClosed",
    "SheetIncomplete",
    "TierRelease",
    "in_conflict",
]
