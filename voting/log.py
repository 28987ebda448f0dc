"""A poll's ballots as the lines that are sealed and later published: canonical JSON, sorted, streamed."""

import json
from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Collate
from django.utils.timezone import localtime

from voting.dialects import dialect
from voting.models import Ballot, Poll, Rules, Void

PAIRED_FROM = 50  # with fewer counted ballots, choices are published apart from receipts
LATER = Ballot.objects.filter(poll=OuterRef("poll"), voter=OuterRef("voter"), pk__gt=OuterRef("pk"))
PLAIN = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True)
AT_ONCE = 10_000  # rows in memory at a time; a log may have millions


def counted(poll: Poll):
    """Each voter's last ballot."""
    return Ballot.objects.filter(~Exists(LATER), poll=poll)


def superseded(poll: Poll):
    """Ballots their voters replaced."""
    return Ballot.objects.filter(Exists(LATER), poll=poll)


def lines(poll: Poll, *, is_paired: bool) -> Iterator[str]:
    """The log: `{receipt, choices}` lines, or first every single `choice` and then every receipt; sorted as bytes."""
    ballots = _in_canonical_text(_rows(dialect().log, poll))
    if is_paired:
        yield from (f'{{"receipt":"{receipt}","choices":{choices}}}' for receipt, choices in ballots)
        return
    rows = list(ballots)  # fewer than PAIRED_FROM
    yield from choice_lines(json.loads(choices) for _, choices in rows)
    yield from (canonical({"receipt": receipt}) for receipt, _ in rows)


def patterns(poll: Poll) -> Iterator[tuple[list[str], int]]:
    """(choices, how many counted ballots chose just these): a few hundred, however many ballots."""
    return ((json.loads(choices), ballots) for choices, ballots in _rows(dialect().patterns, poll))


def void_lines(poll: Poll) -> Iterator[str]:
    """Agreed voids: `{receipt, rule}`; in an unpaired poll the choices they take off stand first, apart."""
    voids = in_byte_order(Void.objects.filter(poll=poll).agreed()).values_list("receipt", "rule")
    if not poll.seal.is_paired:
        receipts = [receipt for receipt, _ in voids]
        yield from choice_lines(counted(poll).filter(receipt__in=receipts).values_list("choices", flat=True))
    yield from (canonical({"receipt": receipt, "rule": rule}) for receipt, rule in voids)


def seal_record(poll: Poll) -> dict:
    """seal.json: what was fixed before anyone saw a tally."""
    seal, rules = poll.seal, Rules.objects.filter(cycle=poll.cycle_id).first()
    return {
        "poll": poll.slug,
        "rules": rules.digest if rules else "",
        "opens_at": localtime(poll.opens_at).isoformat(),
        "closes_at": localtime(poll.closes_at).isoformat(),
        "sealed_at": localtime(seal.sealed_at).isoformat(),
        "max_choices": poll.max_choices,
        "prizes": poll.prizes,
        "options": seal.options,
        "counted": seal.counted,
        "superseded": seal.superseded,
        "channels": seal.channels,
        "paired": seal.is_paired,
        "root": seal.root,
    }


def replaced(poll: Poll) -> Iterator[str]:
    """Receipts of the ballots their voters replaced."""
    return in_byte_order(superseded(poll)).values_list("receipt", flat=True).iterator(chunk_size=AT_ONCE)


def choice_lines(ballots) -> list[str]:
    """One line for every single choice of these ballots, sorted so that no two can be told to belong together."""
    return sorted(canonical({"choice": choice}) for choices in ballots for choice in choices)


def in_byte_order(rows):
    """Rows by receipt as bytes, whatever the database's language."""
    return rows.order_by(Collate("receipt", dialect().byte_order))


def canonical(line: dict | list) -> str:
    """One JSON text for one value: given key order, no spaces, plain ASCII."""
    return PLAIN.encode(line)


def _rows(statement: str, poll: Poll) -> Iterator[tuple]:
    """The statement's rows for a poll, a bounded number in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [poll.pk])
        while some := cursor.fetchmany(AT_ONCE):
            yield from some


def _in_canonical_text(rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The choices as canonical JSON, whatever spaces the database writes; each pattern is read once."""
    known: dict[str, str] = {}
    for receipt, choices in rows:
        if choices not in known:
            known[choices] = canonical(json.loads(choices))
        yield receipt, known[choices]
