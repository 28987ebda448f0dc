"""事務局's pages of this room."""

from municipalities.admin.challenges import ChallengeAdmin
from municipalities.admin.register import LocalGovernmentAdmin, OfficerAdmin, ParticipantAdmin, ParticipationAdmin

__all__ = ["ChallengeAdmin", "LocalGovernmentAdmin", "OfficerAdmin", "ParticipantAdmin", "ParticipationAdmin"]
