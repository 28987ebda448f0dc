"""Teams, their eligibility, and the ideas they hand in; one file an aggregate."""

from ideas.models.attachments import RENDITION_TRIES, Attachment
from ideas.models.classes import PupilCard, SchoolClass
from ideas.models.eligibility import EligibilityRemark, GuardianConsent, Recommendation
from ideas.models.evidence import Citation, Evidence, Hypothesis, Note
from ideas.models.ideas import (
    TEXTS,
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
from ideas.models.keywords import Keyword
from ideas.models.second import SecondVersion
from ideas.models.teams import (
    Invitation,
    InvitationRefused,
    JoinLink,
    JoinRequest,
    Member,
    Team,
    TeamQuerySet,
    TeamRefused,
    answerable,
    people,
)

__all__ = [
    "Attachment",
    "ChangedElsewhere",
    "Citation",
    "Confirmation",
    "DoesNotFit",
    "EligibilityRemark",
    "Evidence",
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
    "Keyword",
    "Leave",
    "Member",
    "Note",
    "PictureRefused",
    "PupilCard",
    "RENDITION_TRIES",
    "Recommendation",
    "SchoolClass",
    "TEXTS",
    "SecondVersion",
    "Team",
    "TeamQuerySet",
    "TeamRefused",
    "answerable",
    "people",
]
