"""The officer's desk: write a challenge page by page, look at it, hand it in."""

from municipalities.views.data import ChallengeData, DataRowEdit, DataRowMove, DataRowRemove
from municipalities.views.handing_in import (
    ChallengeConfirm,
    ChallengeDiscard,
    ChallengePdf,
    ChallengePreview,
    ChallengeReceipt,
)
from municipalities.views.listing import ChallengeCopy, ChallengeList, ChallengeNew
from municipalities.views.participation import ParticipationNew, Participations, ParticipationWithdraw
from municipalities.views.writing import ChallengeSection

__all__ = [
    "ChallengeConfirm",
    "ChallengeCopy",
    "ChallengeData",
    "ChallengeDiscard",
    "ChallengeList",
    "ChallengeNew",
    "ChallengePdf",
    "ChallengePreview",
    "ChallengeReceipt",
    "ChallengeSection",
    "DataRowEdit",
    "DataRowMove",
    "DataRowRemove",
    "ParticipationNew",
    "ParticipationWithdraw",
    "Participations",
]
