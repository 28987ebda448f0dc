"""A poll's ballots as the lines that are sealed and later published: canonical JSON, sorted, streamed."""

import json
from collections.abc import Iterator

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Collate
from django.utils.timezone import localtime

from voting.models import Ballot, Poll, Void

PAIRED_FROM = 50  # with fewer counted ballots, choices are published apart from receipts
BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}


def counted(poll: Poll):
    """Each voter's last ballot."""
    last = Ballot.objects.filter(poll=poll).values("voter").annotate(last=Max("pk")).values("last")
    return Ballot.objects.filter(pk__in=last)


def superseded(poll: Poll):
    """Ballots their voters replaced."""
    last = Ballot.objects.filter(poll=poll).values("voter").annotate(last=Max("pk")).values("last")
    return Ballot.objects.filter(poll=poll).exclude(pk__in=last)


def lines(poll: Poll, *, is_paired: bool) -> Iterator[str]:
    """The log: `{receipt, choices}` lines, or first every single `choice` and then every receipt; sorted as bytes."""
    ballots = in_byte_order(counted(poll)).values_list("receipt", "choices")
    if is_paired:
        for receipt, choices in ballots.iterator(chunk_size=5000):
            yield canonical({"receipt": receipt, "choices": choices})
        return
    rows = list(ballots)
    yield from choice_lines(choices for _, choices in rows)
    yield from (canonical({"receipt": receipt}) for receipt, _ in rows)


def void_lines(poll: Poll) -> Iterator[str]:
    """Agreed voids: `{receipt, rule}`; in an unpaired poll the choices they take off stand first, apart."""
    voids = in_byte_order(Void.objects.filter(poll=poll).agreed()).values_list("receipt", "rule")
    if not poll.seal.is_paired:
        receipts = [receipt for receipt, _ in voids]
        yield from choice_lines(counted(poll).filter(receipt__in=receipts).values_list("choices", flat=True))
    yield from (canonical({"receipt": receipt, "rule": rule}) for receipt, rule in voids)


def seal_record(poll: Poll) -> dict:
    """seal.json: what was fixed before anyone saw a tally."""
    seal = poll.seal
    return {
        "poll": poll.slug,
        "opens_at": localtime(poll.opens_at).isoformat(),
        "closes_at": localtime(poll.closes_at).isoformat(),
        "sealed_at": localtime(seal.sealed_at).isoformat(),
        "max_choices": poll.max_choices,
        "options": seal.options,
        "counted": seal.counted,
        "superseded": seal.superseded,
        "channels": seal.channels,
        "paired": seal.is_paired,
        "root": seal.root,
    }


def choice_lines(ballots) -> list[str]:
    """One line for every single choice of these ballots, sorted so that no two can be told to belong together."""
    return sorted(canonical({"choice": choice}) for choices in ballots for choice in choices)


def in_byte_order(rows):
    """Rows by receipt as bytes, whatever the database's language."""
    return rows.order_by(Collate("receipt", BYTE_ORDER[connection.vendor]))


def canonical(line: dict | list) -> str:
    """One JSON text for one value: given key order, no spaces, plain ASCII."""
    return json.dumps(line, separators=(",", ":"), ensure_ascii=True)
