"""Acts of the vote, a file an aggregate; this hands their names on."""

from voting.services.ballots import cast_ballot, check_choices
from voting.services.cards import close_cards, forget_card_traces, make_cards, take_card
from voting.services.codes import forget_codes, prove_code, request_code
from voting.services.polls import anonymise_poll, open_poll, publish_poll, seal_poll
from voting.services.rules import publish_rules, write_rules
from voting.services.voids import agree_void, ask_void
from voting.services.voters import admit_voter

__all__ = [
    "admit_voter",
    "agree_void",
    "anonymise_poll",
    "ask_void",
    "cast_ballot",
    "check_choices",
    "close_cards",
    "forget_card_traces",
    "forget_codes",
    "make_cards",
    "open_poll",
    "prove_code",
    "publish_poll",
    "publish_rules",
    "request_code",
    "seal_poll",
    "take_card",
    "write_rules",
]
