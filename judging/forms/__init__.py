"""What people type in this room."""

from judging.forms.advice import AdviceForm, AnswerForm
from judging.forms.conflicts import DecideConflictForm, OfficeConflictForm
from judging.forms.judges import DeclineForm, InviteForm, JudgeForm, agreeing_form
from judging.forms.meeting import DecisionForm, NoteForm
from judging.forms.sheets import (
    ConflictForm,
    PairForm,
    PlacementForm,
    RecusalForm,
    ReopeningForm,
    SheetForm,
    TeamConflictForm,
)

__all__ = [
    "AdviceForm",
    "AnswerForm",
    "ConflictForm",
    "DecideConflictForm",
    "DecisionForm",
    "DeclineForm",
    "InviteForm",
    "JudgeForm",
    "OfficeConflictForm",
    "NoteForm",
    "PairForm",
    "PlacementForm",
    "RecusalForm",
    "ReopeningForm",
    "SheetForm",
    "TeamConflictForm",
    "agreeing_form",
]
