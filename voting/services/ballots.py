"""The cast: one statement, whose clock is the database's own."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting import dialects
from voting.dialects import FilledIn
from voting.errors import BadChoices, PollNotOpen
from voting.log import canonical
from voting.models import Ballot
from voting.standings import Paper


def cast_ballot(paper: Paper, *, voter_id: int, choices: Sequence[str], request_id: UUID) -> str:
    """Write the voter's ballot and return its receipt; the same request again returns the same receipt.

    The same request with other choices is another ballot: somebody went back to a form that had been taken after all.
    No `at`: the database's clock decides. Raises BadChoices, and PollNotOpen outside the window.
    """
    filled = fill_in(paper, voter_id=voter_id, choices=choices, request_id=request_id)
    if filled.receipt in dialects.cast([filled]):
        return filled.receipt
    earlier = _ballot_of(voter_id, request_id)
    if canonical(earlier.choices) == filled.choices:
        return earlier.receipt
    again = uuid5(request_id, filled.choices)
    return cast_ballot(paper, voter_id=voter_id, choices=choices, request_id=again)


def fill_in(paper: Paper, *, voter_id: int, choices: Sequence[str], request_id: UUID) -> FilledIn:
    """What is to be written, with the receipt it will have. Raises BadChoices."""
    chosen = check_choices(paper, choices)
    return FilledIn(canonical(chosen), new_receipt(paper.poll.pk, request_id), request_id.hex, paper.poll.pk, voter_id)


def check_choices(paper: Paper, choices: Sequence[str]) -> list[str]:
    """The choices in the form they are kept in; refuses none, too many, one twice, and what cannot be chosen here."""
    limit = paper.poll.max_choices
    if not choices:
        raise BadChoices(_("ひとつもえらばれていません。投票したいアイデアをえらんでください。"))
    if len(set(choices)) < len(choices):
        raise BadChoices(_("同じアイデアが二度えらばれています。ひとつにしてください。"))
    if not set(choices) <= set(paper.numbers):
        raise BadChoices(_("この投票ではえらべないアイデアがふくまれています。もう一度えらんでください。"))
    if len(choices) > limit:
        text = ngettext(
            "えらべるのは%(limit)dつまでです。%(over)dつへらしてください。",
            "えらべるのは%(limit)dつまでです。%(over)dつへらしてください。",
            limit,
        )
        raise BadChoices(text % {"limit": limit, "over": len(choices) - limit})
    return sorted(choices)


def new_receipt(poll_id: int, request_id: UUID) -> str:
    """80 bits in base32 over the poll, the request and a nonce nobody else has: linked to no person."""
    seed = f"{poll_id}\x00{request_id.hex}\x00".encode() + secrets.token_bytes(32)
    return base64.b32encode(hashlib.sha256(seed).digest()[:10]).decode("ascii")


def _ballot_of(voter_id: int, request_id: UUID) -> Ballot:
    """What this request already wrote; nothing means that the window refused it."""
    earlier = Ballot.objects.filter(voter=voter_id, request_id=request_id).only("choices", "receipt").first()
    if earlier is None:
        raise PollNotOpen(_("この投票は、いまは受け付けていません。"))
    return earlier
