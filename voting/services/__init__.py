"""Acts of the vote, a file an aggregate; this hands their names on."""

from voting.services.appeals import answer_appeal, appeal_until, make_appeal
from voting.services.ballots import cast_ballot, check_choices, fill_in
from voting.services.cards import close_cards, forget_card_traces, make_cards, take_card
from voting.services.codes import forget_codes, prove_code, request_code
from voting.services.groups import agree_group_void, ask_group_void, leave_group, withdraw_group_void
from voting.services.polls import anonymise_poll, open_poll, publish_poll, seal_poll
from voting.services.results import agree_confirmation, propose_confirmation
from voting.services.rules import publish_rules, write_rules
from voting.services.voids import agree_void, ask_void
from voting.services.voters import admit_voter

__all__ = [
    "admit_voter",
    "agree_confirmation",
    "agree_group_void",
    "agree_void",
    "anonymise_poll",
    "answer_appeal",
    "appeal_until",
    "ask_group_void",
    "ask_void",
    "cast_ballot",
    "check_choices",
    "close_cards",
    "fill_in",
    "forget_card_traces",
    "forget_codes",
    "leave_group",
    "make_appeal",
    "make_cards",
    "open_poll",
    "propose_confirmation",
    "prove_code",
    "publish_poll",
    "publish_rules",
    "request_code",
    "seal_poll",
    "take_card",
    "withdraw_group_void",
    "write_rules",
]
