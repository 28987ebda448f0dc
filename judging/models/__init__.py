"""Rounds, criteria, judges and their scores; the tiers that come of them; advice."""

from judging.models.advice import (
    ANSWERED_WITHIN,
    Advice,
    AdviceChanged,
    AdviceQuerySet,
    AdviceRefused,
    AdviceWords,
    Proposal,
)
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
    "ANSWERED_WITHIN",
    "MAX_WORDS",
    "Advice",
    "AdviceChanged",
    "AdviceQuerySet",
    "AdviceRefused",
    "AdviceWords",
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
    "Proposal",
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
