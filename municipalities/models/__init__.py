"""Local governments, the entries they take part as, their officers, and the challenges they post."""

from municipalities.models.challenges import (
    WAITING_FIRST,
    AlreadyDecided,
    Challenge,
    ChallengeClosed,
    ChallengeIncomplete,
    ChallengeQuerySet,
    ChallengeRefused,
    ChallengeVersion,
    ChangedElsewhere,
    DoesNotFit,
    PublicationRefused,
    Remark,
    is_late,
)
from municipalities.models.data import DataResource, Knowledge
from municipalities.models.interest import Follow, ViewCount
from municipalities.models.officers import (
    AskedAlready,
    Officer,
    OfficerInvitation,
    OfficerRefused,
    OfficerRequest,
    OfficerRequestQuerySet,
)
from municipalities.models.participants import (
    Extension,
    Participant,
    ParticipantMember,
    ParticipantQuerySet,
    Participation,
    ParticipationQuerySet,
    bodies,
)
from municipalities.models.register import LocalGovernment, LocalGovernmentQuerySet, check_digit, validate_code
from municipalities.models.seeds import Seed, SeedQuerySet, SeedRefused, SeedReport

__all__ = [
    "WAITING_FIRST",
    "AlreadyDecided",
    "AskedAlready",
    "Challenge",
    "ChallengeClosed",
    "ChallengeIncomplete",
    "ChallengeQuerySet",
    "ChallengeRefused",
    "ChallengeVersion",
    "ChangedElsewhere",
    "DataResource",
    "DoesNotFit",
    "Extension",
    "Follow",
    "Knowledge",
    "LocalGovernment",
    "LocalGovernmentQuerySet",
    "Officer",
    "OfficerInvitation",
    "OfficerRefused",
    "OfficerRequest",
    "OfficerRequestQuerySet",
    "Participant",
    "ParticipantMember",
    "ParticipantQuerySet",
    "Participation",
    "ParticipationQuerySet",
    "PublicationRefused",
    "Remark",
    "Seed",
    "SeedQuerySet",
    "SeedRefused",
    "SeedReport",
    "ViewCount",
    "bodies",
    "check_digit",
    "is_late",
    "validate_code",
]
