"""Acts of judging: giving out sheets, scoring, conflicts, tiers and their release."""

from judging.services.assigning import assign_judges
from judging.services.conflicts import declare_conflict, refuse_conflict
from judging.services.sheets import hand_in_sheet, save_sheet
from judging.services.tiers import place_idea, release_tiers

__all__ = [
    "assign_judges",
    "declare_conflict",
    "hand_in_sheet",
    "place_idea",
    "refuse_conflict",
    "release_tiers",
    "save_sheet",
]
