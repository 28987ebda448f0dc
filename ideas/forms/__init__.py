"""What a team types, one file a subject."""

from ideas.forms.asking import GuardianForm, PaperConsentForm, RecommendationForm, RecommendForm
from ideas.forms.calling import AskForm, CallForm, LeaderChoiceForm, RemovalForm
from ideas.forms.teams import AboutMeForm, InvitationForm, MyselfAsLeaderForm, MyselfForm, TeamForm
from ideas.forms.writing import ChallengeChoiceForm, LateForm, SectionForm, TeamChoiceForm

__all__ = [
    "RemovalForm",
    "LeaderChoiceForm",
    "CallForm",
    "AskForm",
    "AboutMeForm",
    "ChallengeChoiceForm",
    "GuardianForm",
    "InvitationForm",
    "LateForm",
    "MyselfAsLeaderForm",
    "MyselfForm",
    "PaperConsentForm",
    "RecommendForm",
    "RecommendationForm",
    "SectionForm",
    "TeamChoiceForm",
    "TeamForm",
]
