"""What a team types, one file a subject."""

from ideas.forms.asking import GuardianForm, PaperConsentForm, RecommendationForm, RecommendForm
from ideas.forms.calling import AskForm, CallForm, LeaderChoiceForm, RemovalForm
from ideas.forms.teams import AboutMeForm, InvitationForm, LeaderAboutForm, TeamForm
from ideas.forms.writing import ChallengeChoiceForm, LateForm, SectionForm, TeamChoiceForm

__all__ = [
    "AboutMeForm",
    "AskForm",
    "CallForm",
    "ChallengeChoiceForm",
    "GuardianForm",
    "InvitationForm",
    "LateForm",
    "LeaderAboutForm",
    "LeaderChoiceForm",
    "PaperConsentForm",
    "RecommendForm",
    "RecommendationForm",
    "RemovalForm",
    "SectionForm",
    "TeamChoiceForm",
    "TeamForm",
]
