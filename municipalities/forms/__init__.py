"""What people type in this room, a file an aggregate."""

from municipalities.forms.challenges import NewChallengeForm, RemarksForm, SectionForm
from municipalities.forms.data import DataRowForm

__all__ = ["DataRowForm", "NewChallengeForm", "RemarksForm", "SectionForm"]
