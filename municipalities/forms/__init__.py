"""What people type in this room, a file an aggregate."""

from municipalities.forms.challenges import NewChallengeForm, RemarksForm, SectionForm
from municipalities.forms.data import DataRowForm
from municipalities.forms.officers import ApproveForm, AskForm, DeclineForm, FindForm

__all__ = [
    "ApproveForm",
    "AskForm",
    "DataRowForm",
    "DeclineForm",
    "FindForm",
    "NewChallengeForm",
    "RemarksForm",
    "SectionForm",
]
