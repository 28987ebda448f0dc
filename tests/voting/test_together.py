"""Threads that write at the same moment are written together, each once, and hear together of a failure."""

from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import DatabaseError

from tests.factories import voting as make
from voting import dialects, log, standings
from voting.dialects import FilledIn
from voting.models import Ballot
from voting.services import cast_ballot
from voting.together import Together


class Slow:
    """A way to write whose first call waits until it is let go; what it was called with."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls: list[list[str]] = []
        self.begun, self.let_go, self.error = Event(), Event(), error

    def __call__(self, rows):
        self.calls.append(list(rows))
        if len(self.calls) == 1:
            self.begun.set()
            assert self.let_go.wait(10)
        elif self.error:
            raise self.error
        return set(rows)


def bring(together: Together, slow: Slow, others: int) -> dict[str, object]:
    """One thread whose write is held up, and others that come meanwhile: what each of them was told."""
    told: dict[str, object] = {}

    def one(name: str) -> None:
        try:
            told[name] = name in together([name])
        except DatabaseError as error:
            told[name] = error

    threads = [Thread(target=one, args=(f"row {number}",)) for number in range(others + 1)]
    threads[0].start()
    assert slow.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(together.gathering.rows) < others:
        Event().wait(0.001)
    slow.let_go.set()
    for thread in threads:
        thread.join(10)
    return told


def test_who_comes_while_another_is_written_is_written_with_the_rest():
    slow = Slow()
    told = bring(Together(slow), slow, others=5)
    assert [len(call) for call in slow.calls] == [1, 5]
    assert told == {f"row {number}": True for number in range(6)}


def test_who_comes_alone_is_written_alone():
    calls: list[list[str]] = []
    together = Together(lambda rows: calls.append(list(rows)) or rows)
    assert [together(["a"]), together(["b"])] == [["a"], ["b"]] == calls


def test_a_failure_is_told_to_everyone_in_the_batch_and_to_nobody_else():
    slow = Slow(DatabaseError("gone"))
    together = Together(slow)
    told = bring(together, slow, others=3)
    assert told.pop("row 0") is True
    assert [str(error) for error in told.values()] == ["gone"] * 3
    slow.error = None
    assert together(["later"]) == {"later"}


@pytest.mark.django_db
def test_of_several_papers_each_is_judged_by_itself():
    mine, closed = make.poll(ideas=3), make.poll(tier="poster", ideas=3)
    make.close(closed)
    one, other, late = make.voter(mine), make.voter(mine), make.voter(closed)
    request, number = uuid4().hex, make.numbers(mine)[0]
    choices = log.canonical([number])
    good = FilledIn(choices, "A" * 16, request, mine.pk, one.pk)
    twice = FilledIn(choices, "B" * 16, request, mine.pk, one.pk)
    of_another = FilledIn(choices, "C" * 16, uuid4().hex, mine.pk, other.pk)
    too_late = FilledIn(choices, "D" * 16, uuid4().hex, closed.pk, late.pk)
    of_no_voter_here = FilledIn(choices, "E" * 16, uuid4().hex, mine.pk, late.pk)
    written = dialects.cast([good, twice, of_another, too_late, of_no_voter_here])
    assert written == {"A" * 16, "C" * 16}
    assert {(ballot.voter, ballot.receipt, tuple(ballot.choices)) for ballot in Ballot.objects.all()} == {
        (one, "A" * 16, (number,)),
        (other, "C" * 16, (number,)),
    }


@pytest.mark.django_db
def test_a_request_that_was_written_in_a_batch_gives_its_receipt_again():
    poll = make.poll(ideas=3)
    paper, voter, request = standings.paper_of(poll.slug), make.voter(poll), uuid4()
    cast = {"voter_id": voter.pk, "choices": make.numbers(poll)[:1], "request_id": request}
    receipt = cast_ballot(paper, **cast, write=Together(dialects.cast))
    assert cast_ballot(paper, **cast, write=Together(dialects.cast)) == receipt
    assert Ballot.objects.get().receipt == receipt
