"""Models of the vote, a file an aggregate; this hands their names on."""

from voting.models.polls import KEYS_KEPT, Ballot, Choice, MailCode, Poll, PollQuerySet, Seal, Voter, new_pepper
from voting.models.review import (
    APPEAL_DAYS,
    Appeal,
    Confirmation,
    Group,
    Rules,
    Trace,
    Void,
    VoidRule,
)

__all__ = [
    "APPEAL_DAYS",
    "KEYS_KEPT",
    "Appeal",
    "Ballot",
    "Choice",
    "Confirmation",
    "Group",
    "MailCode",
    "Poll",
    "PollQuerySet",
    "Rules",
    "Seal",
    "Trace",
    "Void",
    "VoidRule",
    "Voter",
    "new_pepper",
]
