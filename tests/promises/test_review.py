"""V11: the review finds planted fraud among honest voters, and nothing is ever set aside by itself.

Honest voters come as they do: at home, over mobile networks, in offices and city halls, in classes on their own phones or at
shared tablets with school addresses, some with throw-away addresses or numbers in their names. Planted are the ways an eager
participant takes; the last of them cannot be told from honest people by any of these signs, and is counted as missed.

The control runs the same review over signs dealt out anew among all voters.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from common import clock
from tests.factories import voting as make
from voting import services, standings
from voting.groups import Sight, find_groups
from voting.models import Trace, Void

START = datetime(2027, 2, 25, tzinfo=UTC)
DAYS = 3 * 24 * 3600
NAMES = [f"name {rank}##" for rank in range(300)]
OFTEN = [1 / (rank + 6) for rank in range(300)]  # the most frequent one is some four of a hundred
SIZES = [2_000, pytest.param(20_000, marks=pytest.mark.promise)]


def sight(voter: int, draw: random.Random, **fields) -> Sight:
    """Somebody at home, at any moment of three days."""
    own = {
        "at": START + timedelta(seconds=draw.uniform(0, DAYS)),
        "network": f"home {voter}",
        "device": f"device {voter}",
        "seconds": draw.uniform(8, 300),
    }
    return Sight(voter=voter, **{**own, **fields})


def honest(count: int, draw: random.Random) -> Iterator[Sight]:
    for voter in range(count):
        kind = draw.random()
        place = draw.randrange(max(count // 100, 1))
        minute = START + timedelta(hours=place % 60, seconds=draw.uniform(0, 300))
        if kind < 0.35:
            seen = sight(voter, draw, network=f"carrier {draw.randrange(count // 200)}")
        elif kind < 0.55:
            seen = sight(voter, draw, network=f"office {place}", domain=f"company {place}" if place % 2 else "")
        elif kind < 0.70:
            seen = sight(voter, draw, network=f"school {place}", at=minute, is_institution=True)
        elif kind < 0.80:
            tablet = f"tablet {place}-{draw.randrange(3)}"
            seen = sight(voter, draw, network=f"school {place}", device=tablet, at=minute, is_institution=True)
        else:
            seen = sight(voter, draw)
        if not seen.is_institution and draw.random() < 0.2:
            seen = replace(seen, shape=draw.choices(NAMES, OFTEN)[0])
        yield replace(seen, is_disposable=not seen.is_institution and draw.random() < 0.01)


def planted(first: int, size: int, draw: random.Random) -> list[Sight]:
    """Ten groups of one way each; of the eight ways the last leaves no sign."""
    evening = START + timedelta(hours=60)
    ways: list[dict] = [
        {"network": "city hall", "shape": "free###@mail"},
        {"network": "city hall 2", "device": "pc"},
        {"device": "phone", "at": evening},
        {"domain": "throw-away", "is_disposable": True, "seconds": 0.7},
        {"network": "room", "seconds": 0.3},
        {"domain": "own", "device": "laptop"},
        {"network": "home", "device": "family", "shape": "a##"},
        {},
    ]
    made, voter = [], first
    for way in ways:
        for n in range(size):
            moment = evening + timedelta(seconds=9 * n)
            made.append(sight(voter, draw, **{"at": moment, **way, **({"at": moment} if way else {})}))
            voter += 1
    return made


def figures(sights: list[Sight], planted_from: int) -> tuple[float, float]:
    """Recall and precision."""
    found = [voter for group in find_groups(sights) for voter in group.voters]
    caught = sum(voter >= planted_from for voter in found)
    return caught / sum(seen.voter >= planted_from for seen in sights), caught / len(found) if found else 1.0


@pytest.mark.parametrize("count", SIZES)
def test_v11_the_review_finds_planted_groups(count, record_property):
    draw = random.Random(11)
    sights = [*honest(count, draw), *planted(count, max(count // 100, 20), draw)]
    draw.shuffle(sights)
    recall, precision = figures(sights, count)
    record_property(
        "figure", f"review: {count} honest, recall {recall:.3f}, precision {precision:.3f}, honest voided 0"
    )
    assert recall >= 0.85  # one way in eight leaves no sign
    assert precision >= 0.9


def test_v11_signs_dealt_out_anew_find_nobody():
    """The control: the same hashes in the same numbers, given to others, are no evidence."""
    draw, count = random.Random(11), 2_000
    sights = [*honest(count, draw), *planted(count, 20, draw)]
    for field in ("network", "device", "domain", "shape", "is_disposable", "seconds", "at"):
        values = [getattr(seen, field) for seen in sights]
        draw.shuffle(values)
        sights = [replace(seen, **{field: value}) for seen, value in zip(sights, values, strict=True)]
    recall, _precision = figures(sights, count)
    assert recall < 0.5


@pytest.mark.django_db
def test_v11_a_group_found_sets_nothing_aside():
    poll = make.poll()
    voters = [make.voter(poll) for _ in range(6)]
    Trace.objects.bulk_create(Trace(voter=voter, network="n" * 32, device="d" * 32) for voter in voters)
    for voter in voters:
        make.ballot(voter)
    make.close(poll)
    services.seal_poll(poll, at=clock.now())
    before = standings.result_of(poll)
    assert [len(group.voters) for group in find_groups(standings.sights_of(poll))] == [6]
    assert standings.result_of(poll) == before
    assert not Void.objects.exists()
