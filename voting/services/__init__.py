"""Acts of the vote, a file an aggregate; this hands their names on."""

from voting.services.ballots import cast_ballot, check_choices
from voting.services.codes import forget_codes, request_code, verify_code
from voting.services.polls import anonymise_poll, open_poll, publish_poll, seal_poll
from voting.services.voids import agree_void, ask_void

__all__ = [
    "agree_void",
    "anonymise_poll",
    "ask_void",
    "cast_ballot",
    "check_choices",
    "forget_codes",
    "open_poll",
    "publish_poll",
    "request_code",
    "seal_poll",
    "verify_code",
]
