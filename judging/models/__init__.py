"""Rounds, criteria, judges and their scores; the tiers that come of them; advice."""

from judging.models.advice import Advice, Strength
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
from judging.models.tiers import Deliberation, Placement, TierRelease

__all__ = [
    "MAX_WORDS",
    "Advice",
    "Assignment",
    "AssignmentQuerySet",
    "Conflict",
    "ConflictQuerySet",
    "Criterion",
    "Deliberation",
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
    "Strength",
    "TierRelease",
    "in_conflict",
]
