"""What people type in this room, a file an aggregate."""

from municipalities.forms.challenges import NewChallengeForm, SectionForm
from municipalities.forms.data import DataRowForm
from municipalities.forms.officers import ApproveForm, AskForm, DeclineForm, FindForm, InviteForm, OfficeInviteForm
from municipalities.forms.participation import WithdrawForm
from municipalities.forms.review import PublicationForm, ReviewForm

__all__ = [
    "ApproveForm",
    "AskForm",
    "DataRowForm",
    "DeclineForm",
    "FindForm",
    "InviteForm",
    "OfficeInviteForm",
    "NewChallengeForm",
    "PublicationForm",
    "ReviewForm",
    "SectionForm",
    "WithdrawForm",
]
