"""What a team types, one file a subject."""

from ideas.forms.teams import InvitationForm, MembershipForm, TeamForm
from ideas.forms.writing import ChallengeChoiceForm, PictureForm, SectionForm, TeamChoiceForm

__all__ = [
    "ChallengeChoiceForm",
    "InvitationForm",
    "MembershipForm",
    "PictureForm",
    "SectionForm",
    "TeamChoiceForm",
    "TeamForm",
]
