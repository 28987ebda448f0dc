"""What people type in this room, a file an aggregate."""

from municipalities.forms.challenges import NewChallengeForm, SectionForm
from municipalities.forms.data import DataRowForm
from municipalities.forms.officers import ApproveForm, AskForm, DeclineForm, FindForm
from municipalities.forms.review import PublicationForm, ReviewForm

__all__ = [
    "ApproveForm",
    "AskForm",
    "DataRowForm",
    "DeclineForm",
    "FindForm",
    "NewChallengeForm",
    "PublicationForm",
    "ReviewForm",
    "SectionForm",
]
