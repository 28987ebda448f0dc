"""Teams, their eligibility, and the ideas they hand in; one file an aggregate."""

from ideas.models.classes import PupilCard, SchoolClass
from ideas.models.eligibility import EligibilityRemark, GuardianConsent, Recommendation
from ideas.models.ideas import (
    TEXTS,
    Attachment,
    ChangedElsewhere,
    Confirmation,
    DoesNotFit,
    Idea,
    IdeaIncomplete,
    IdeaQuerySet,
    IdeaRefused,
    IdeasClosed,
    IdeaVersion,
    Leave,
    PictureRefused,
)
from ideas.models.teams import (
    Invitation,
    InvitationRefused,
    JoinLink,
    JoinRequest,
    Member,
    Team,
    TeamQuerySet,
    TeamRefused,
    people,
)
from ideas.models.workspace import Citation, Hypothesis, Note

__all__ = [
    "Attachment",
    "ChangedElsewhere",
    "Citation",
    "Confirmation",
    "DoesNotFit",
    "EligibilityRemark",
    "GuardianConsent",
    "Hypothesis",
    "Idea",
    "IdeaIncomplete",
    "IdeaQuerySet",
    "IdeaRefused",
    "IdeaVersion",
    "IdeasClosed",
    "Invitation",
    "InvitationRefused",
    "JoinLink",
    "JoinRequest",
    "Leave",
    "Member",
    "Note",
    "PictureRefused",
    "PupilCard",
    "Recommendation",
    "SchoolClass",
    "TEXTS",
    "Team",
    "TeamQuerySet",
    "TeamRefused",
    "people",
]
