"""The two dialects say the same: the vote's SQL against the same facts told in plain Python."""

import json
import random
from collections import Counter

import pytest
from django.db import connection

from tests.factories import voting as make
from voting import log, merkle, standings, verify
from voting.dialects import DIALECTS, dialect
from voting.models import Ballot
from voting.tally import tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    """A poll in which most voters changed their minds, beside another one."""
    draw = random.Random(5)
    made, other = make.poll(ideas=5), make.poll(tier="poster")
    options = make.numbers(made)
    make.ballot(make.voter(other))
    for _ in range(12):
        voter = make.voter(made)
        for _ in range(draw.randint(1, 4)):
            make.ballot(voter, *draw.sample(options, draw.randint(1, 3)))
    return made


def last_ballots(poll):
    return list({ballot.voter_id: ballot for ballot in Ballot.objects.filter(poll=poll).order_by("pk")}.values())


def test_there_is_a_dialect_for_each_database_and_the_clock_can_be_ahead():
    assert dialect() is DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {dialect().now} > {dialect().now}", [60.0, 0.0])
        assert cursor.fetchone() == (1,)


def test_the_last_ballots_are_those_that_count_in_the_order_of_bytes(poll):
    last = sorted(last_ballots(poll), key=lambda ballot: ballot.receipt.encode())
    assert len(last) == 12
    texts = [log.canonical({"receipt": ballot.receipt, "choices": ballot.choices}) for ballot in last]
    assert list(log.lines(poll, is_paired=True)) == texts
    assert set(log.counted(poll)) == set(last)
    assert set(log.superseded(poll)) == set(Ballot.objects.filter(poll=poll)) - set(last)
    assert list(log.replaced(poll)) == sorted(ballot.receipt for ballot in log.superseded(poll))


def test_the_patterns_are_the_log_counted_by_what_was_chosen(poll):
    by_hand = Counter(json.dumps(ballot.choices) for ballot in last_ballots(poll))
    assert {json.dumps(choices): ballots for choices, ballots in log.patterns(poll)} == by_hand


def test_a_count_of_patterns_is_the_count_of_the_lines(poll):
    options = make.numbers(poll)
    lines = [{"receipt": ballot.receipt, "choices": ballot.choices} for ballot in last_ballots(poll)]
    alike = [{"choices": choices, "ballots": ballots} for choices, ballots in log.patterns(poll)]
    voided = lines[0]
    off = [{"choice": choice} for choice in voided["choices"]]
    assert tally(options, alike, off) == tally(options, lines, [{"receipt": voided["receipt"]}])
    assert dict(tally(options, alike, [])) == dict(verify.count(options, lines, []))
    assert standings.tally is tally


@pytest.mark.parametrize("size", [4095, 4096, 4097, 3 * 4096 + 5])
def test_a_root_of_many_blocks_is_the_scripts(size):
    leaves = [str(number).encode() for number in range(size)]
    assert merkle.root(iter(leaves)) == verify.merkle_root(leaves).hex()


def test_a_log_read_in_many_steps_is_the_log(poll, monkeypatch):
    whole = list(log.lines(poll, is_paired=True))
    monkeypatch.setattr(log, "AT_ONCE", 2)
    assert list(log.lines(poll, is_paired=True)) == whole
