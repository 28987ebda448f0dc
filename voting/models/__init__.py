"""Models of the vote, a file an aggregate; this hands their names on."""

from voting.models.cards import CARDS_AT_ONCE, Card, CardBatch, WrongCard
from voting.models.polls import (
    KEYS_KEPT,
    Ballot,
    Channel,
    Choice,
    MailCode,
    Poll,
    PollQuerySet,
    Seal,
    Voter,
    new_pepper,
)
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
    "CARDS_AT_ONCE",
    "KEYS_KEPT",
    "Appeal",
    "Ballot",
    "Card",
    "CardBatch",
    "Channel",
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
    "WrongCard",
    "new_pepper",
]
