"""What the vote refuses, in words a person may read."""

from common.errors import ContestError


class VoteError(ContestError):
    """Any refusal of this room."""


class BadAddress(VoteError):
    """Not an e-mail address a code can be sent to."""


class CodeNotSent(VoteError):
    """A budget of code mails is used up for now."""


class CodeRefused(VoteError):
    """A wrong, old, used or worn-out code."""


class CardRefused(VoteError):
    """A venue card that was used elsewhere, taken out of use, or never made."""


class LoginRefused(VoteError):
    """LINE or Google did not say who somebody is."""


class BadCount(VoteError):
    """No such number of cards is made at once."""


class BadChoices(VoteError):
    """A ballot paper filled in a way that cannot be counted."""


class PollNotOpen(VoteError):
    """The database's clock stands outside the poll's window."""


class RulesRefused(VoteError):
    """Rules that are missing, incomplete, or published already."""


class StillOpen(VoteError):
    """A poll is sealed only after its close."""


class NotSealed(VoteError):
    """Nobody sees a tally before the seal."""


class AppealRefused(VoteError):
    """Too late, twice, or against a ballot that was not set aside."""


class NotFinal(VoteError):
    """A result becomes final only after its appeals, and by two people."""


class VoidRefused(VoteError):
    """A ballot is set aside only by the published rule and by two people."""
