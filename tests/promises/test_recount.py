"""V6: anyone can recount, and every forgery of the log is caught; without the root they pass."""

import json
import random
import time
from dataclasses import dataclass

import pytest

from common import clock
from tests.factories import voting as make
from voting import log, merkle, services, verify

LONG = pytest.mark.promise


@dataclass
class Published:
    """The five files as one would download them."""

    seal: dict
    log: list[str]
    voids: str
    superseded: str
    result: dict

    def recount(self, lines: list[str] | None = None) -> bool:
        """Whether the script finds everything in order."""
        text = "".join(f"{line}\n" for line in (self.log if lines is None else lines))
        try:
            verify.verify(self.seal, text, self.voids, self.superseded, self.result)
        except verify.DISAGREES:
            return False
        return True


def published(ballots: int) -> Published:
    poll, draw = make.poll(ideas=5), random.Random(ballots)
    options = make.numbers(poll)
    for _ in range(ballots):
        make.ballot(make.voter(poll), *draw.sample(options, draw.randint(1, 3)))
    seal = services.seal_poll(make.close(poll), at=clock.now())
    services.publish_poll(poll, at=clock.now())
    lines = list(log.lines(poll, is_paired=seal.is_paired))
    return Published(log.seal_record(poll), lines, "", "", poll.result)


def change(lines, draw):
    """One character of one line becomes another one."""
    place = draw.randrange(len(lines))
    at = draw.randrange(len(lines[place]))
    other = draw.choice([char for char in "ABCDEFGH2345670189" if char != lines[place][at]])
    return [*lines[:place], lines[place][:at] + other + lines[place][at + 1 :], *lines[place + 1 :]]


def drop(lines, draw):
    place = draw.randrange(len(lines))
    return lines[:place] + lines[place + 1 :]


def add(lines, draw):
    """A ballot that was never cast, in its proper place."""
    made = json.loads(draw.choice(lines))
    if "receipt" in made:
        made["receipt"] = "".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    return sorted([*lines, log.canonical(made)])


def duplicate(lines, draw):
    return sorted([*lines, draw.choice(lines)])


def swap(lines, draw):
    """Two ballots change their choices (or, where these stand apart, two lines change places)."""
    one, other = draw.sample(range(len(lines)), 2)
    first, second = json.loads(lines[one]), json.loads(lines[other])
    if "choices" in first:
        first["choices"], second["choices"] = second["choices"], first["choices"]
    else:
        first, second = second, first
    swapped = list(lines)
    swapped[one], swapped[other] = log.canonical(first), log.canonical(second)
    return swapped


FORGERIES = [change, drop, add, duplicate, swap]


def forged(lines, forgery, times):
    """That many forgeries, each of which does change the log."""
    draw = random.Random(forgery.__name__)
    while times:
        if (made := forgery(lines, draw)) != lines:
            times -= 1
            yield made


@pytest.mark.django_db
@pytest.mark.parametrize("ballots", [20, 60], ids=["apart", "paired"])
@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=LONG)])
def test_v6_every_forgery_is_caught(ballots, times, record_property):
    poll = published(ballots)
    assert poll.recount()
    caught = {
        forgery.__name__: sum(not poll.recount(made) for made in forged(poll.log, forgery, times))
        for forgery in FORGERIES
    }
    tried = times * len(FORGERIES)
    record_property("figure", f"V6, {ballots} ballots: {sum(caught.values()):,} of {tried:,} forgeries caught")
    assert caught == {forgery.__name__: times for forgery in FORGERIES}


@pytest.mark.parametrize("ballots", [2_000, pytest.param(100_000, marks=LONG)])
def test_v6_a_recount_takes_seconds(ballots, record_property):
    draw, options = random.Random(ballots), [f"COG2026-I-{number:04d}" for number in range(12)]
    receipts = {"".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)) for _ in range(ballots)}
    chosen = {receipt: draw.sample(options, 3) for receipt in receipts}
    lines = sorted(log.canonical({"receipt": one, "choices": sorted(chosen[one])}) for one in receipts)
    seal = {"options": options, "max_choices": 3, "counted": len(lines), "superseded": 0, "paired": True}
    seal |= {"channels": {"email": len(lines)}, "root": merkle.root(line.encode() for line in lines)}
    start = time.perf_counter()
    votes, voided = verify.verify(seal, "".join(f"{line}\n" for line in lines), "", "")
    seconds = time.perf_counter() - start
    record_property("figure", f"V6: {len(lines):,} ballots recounted in {seconds:.2f} s")
    assert (sum(votes.values()), voided) == (3 * len(lines), 0)
    assert seconds < 30


@pytest.mark.django_db
def test_v6_other_files_are_held_to_the_seal_and_the_result():
    poll = published(60)
    receipt = json.loads(poll.log[0])["receipt"]
    for forgery in (
        {"voids": f'{{"receipt":"{receipt}","rule":"machine"}}\n'},
        {"voids": '{"receipt":"AAAAAAAAAAAAAAAA","rule":"machine"}\n'},
        {"superseded": f"{receipt}\n"},
        {"result": {"counts": poll.result["counts"][:-1], "voided": 0}},
        {"seal": {**poll.seal, "counted": 61}},
        {"seal": {**poll.seal, "root": "00" * 32}},
        {"seal": {**poll.seal, "options": poll.seal["options"][1:]}},
    ):
        assert not Published(**{**vars(poll), **forgery}).recount()


@pytest.mark.django_db
def test_v6_control_without_the_root_forgeries_pass(monkeypatch):
    poll = published(60)
    monkeypatch.setattr(verify, "merkle_root", lambda leaves: bytes.fromhex(poll.seal["root"]))
    assert any(poll.recount(made) for forgery in FORGERIES for made in forged(poll.log, forgery, 40))
