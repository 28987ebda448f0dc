"""Requests that write at the same moment are written together, each once, and hear together of a failure."""

import asyncio
from threading import Event
from uuid import uuid4

import pytest
from django.db import DatabaseError

from tests.factories import voting as make
from tests.support.loops import run
from voting import dialects, log
from voting.dialects import FilledIn
from voting.models import Ballot
from voting.together import Together


class Slow:
    """A way to write whose first call waits until it is let go; what it was called with."""

    def __init__(self, error: Exception | None = None) -> None:
        self.calls: list[list[str]] = []
        self.let_go, self.error = Event(), error

    def __call__(self, rows):
        self.calls.append(list(rows))
        if len(self.calls) == 1:
            assert self.let_go.wait(10)
        elif self.error:
            raise self.error
        return set(rows)


async def bring(together: Together, slow: Slow, others: int, goes_away: str = "") -> dict[str, object]:
    """One write that is held up, and others that come meanwhile: what each of them was told."""

    async def one(name: str) -> bool:
        return name in await together(name)

    asking = {"row 0": asyncio.create_task(one("row 0"))}
    while not slow.calls:
        await asyncio.sleep(0.001)
    asking |= {f"row {number}": asyncio.create_task(one(f"row {number}")) for number in range(1, others + 1)}
    while len(together.gathering) < others:
        await asyncio.sleep(0.001)
    if goes_away:
        asking[goes_away].cancel()
    slow.let_go.set()
    told = await asyncio.gather(*asking.values(), return_exceptions=True)
    return dict(zip(asking, told, strict=True))


def test_who_comes_while_another_is_written_is_written_with_the_rest():
    slow = Slow()
    told = run(bring(Together(slow), slow, others=5))
    assert [len(call) for call in slow.calls] == [1, 5]
    assert told == {f"row {number}": True for number in range(6)}


def test_who_goes_away_takes_nobody_along():
    slow = Slow()
    told = run(bring(Together(slow), slow, others=3, goes_away="row 2"))
    assert isinstance(told.pop("row 2"), asyncio.CancelledError)
    assert told == {"row 0": True, "row 1": True, "row 3": True}


def test_who_comes_alone_is_written_alone():
    calls: list[list[str]] = []
    together = Together(lambda rows: calls.append(list(rows)) or rows)
    assert [run(together("a")), run(together("b"))] == [["a"], ["b"]] == calls


def test_a_failure_is_told_to_everyone_in_the_batch_and_to_nobody_else():
    slow = Slow(DatabaseError("gone"))
    together = Together(slow)
    told = run(bring(together, slow, others=3))
    assert told.pop("row 0") is True
    assert [str(error) for error in told.values()] == ["gone"] * 3
    slow.error = None
    assert run(together("later")) == {"later"}


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
