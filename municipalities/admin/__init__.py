"""事務局's pages of this room."""

from municipalities.admin.challenges import ChallengeAdmin
from municipalities.admin.data import DataResourceAdmin
from municipalities.admin.extensions import ExtensionAdmin
from municipalities.admin.officers import OfficerAdmin, OfficerInvitationAdmin, OfficerRequestAdmin
from municipalities.admin.participation import ParticipationAdmin
from municipalities.admin.register import LocalGovernmentAdmin, ParticipantAdmin
from municipalities.admin.seeds import SeedAdmin

__all__ = [
    "ChallengeAdmin",
    "DataResourceAdmin",
    "ExtensionAdmin",
    "LocalGovernmentAdmin",
    "OfficerAdmin",
    "OfficerInvitationAdmin",
    "OfficerRequestAdmin",
    "ParticipantAdmin",
    "ParticipationAdmin",
    "SeedAdmin",
]
