"""What a team types, one file a subject."""

from ideas.forms.teams import AboutMeForm, InvitationForm, MyselfAsLeaderForm, MyselfForm, TeamForm
from ideas.forms.writing import ChallengeChoiceForm, PictureForm, SectionForm, TeamChoiceForm

__all__ = [
    "AboutMeForm",
    "ChallengeChoiceForm",
    "InvitationForm",
    "MyselfAsLeaderForm",
    "MyselfForm",
    "PictureForm",
    "SectionForm",
    "TeamChoiceForm",
    "TeamForm",
]
