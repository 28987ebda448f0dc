"""The seal, the publication, voids, and the recount by the published script."""

import json
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from voting import log, merkle, services, standings, tasks, verify
from voting.errors import NotSealed, StillOpen, VoidRefused
from voting.models import KEYS_KEPT, Ballot, Group, Seal, Trace, Void, Voter
from voting.tally import tally

pytestmark = pytest.mark.django_db
SCRIPT = Path(verify.__file__)
FILES = {"seal.json": "seal", "log.jsonl": "log", "voids.jsonl": "voids", "superseded.txt": "superseded"}


def published(**fields):
    poll = make.sealed(**fields)
    return services.publish_poll(poll, at=clock.now())


def export(poll, folder: Path) -> Path:
    client = Client()
    for name, route in {**FILES, "result.json": "result_json"}.items():
        response = client.get(reverse(f"voting:{route}", args=[poll.slug]))
        assert response.status_code == 200
        (folder / name).write_bytes(response.getvalue())
    return folder


def recount(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-I", SCRIPT, folder], capture_output=True, text=True, check=False)


# RFC 9162 gives the definition, RFC 6962's test vectors the values: the empty tree and the tree over the leaf "".
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ONE_EMPTY_LEAF = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_the_root_is_rfc_9162s():
    assert merkle.root([]) == EMPTY
    assert merkle.root([b""]) == ONE_EMPTY_LEAF
    for size in range(70):
        leaves = [str(n).encode() for n in range(size)]
        assert merkle.root(leaves) == verify.merkle_root(leaves).hex()


def test_the_seal_holds_what_was_cast_and_no_tally():
    poll = make.poll()
    one, two, *_ = options = make.numbers(poll)
    changed, once = make.voter(poll), make.voter(poll)
    make.ballot(changed, one)
    kept = [make.ballot(changed, two), make.ballot(once, one, two)]
    now = clock.now()
    seal = services.seal_poll(make.close(poll), at=now)
    lines = [f'{{"choice":"{number}"}}' for number in (one, two, two)]
    lines += [f'{{"receipt":"{receipt}"}}' for receipt in sorted(ballot.receipt for ballot in kept)]
    assert seal.root == merkle.root(line.encode() for line in lines)
    facts = (seal.counted, seal.superseded, seal.options, seal.channels, seal.is_paired, seal.sealed_at)
    assert facts == (2, 1, options, {"email": 2}, False, now)
    poll.refresh_from_db()
    assert (poll.sealed_at, poll.result) == (now, None)


def test_from_fifty_ballots_on_receipts_stand_beside_choices():
    poll = make.sealed(ballots=50)
    assert poll.seal.is_paired
    lines = list(log.lines(poll, is_paired=True))
    assert lines == sorted(lines)
    assert [json.loads(line) for line in lines] == [
        {"receipt": ballot.receipt, "choices": ballot.choices} for ballot in Ballot.objects.order_by("receipt")
    ]


def test_sealing_again_changes_nothing():
    poll = make.sealed()
    before = Seal.objects.values().get()
    assert services.seal_poll(poll, at=clock.now() + timedelta(hours=3)).pk == before["id"]
    assert Seal.objects.values().get() == before


def test_an_open_poll_is_not_sealed():
    poll = make.poll()
    with pytest.raises(StillOpen):
        services.seal_poll(poll, at=clock.now())
    assert not Seal.objects.exists()
    poll.refresh_from_db()
    assert poll.sealed_at is None


def test_nobody_voted_and_still_it_is_sealed(tmp_path):
    poll = published(ballots=0)
    assert (poll.seal.counted, poll.seal.root) == (0, EMPTY)
    assert recount(export(poll, tmp_path)).returncode == 0


def test_the_task_seals_what_the_clock_closed():
    closed, still_open = make.close(make.poll()), make.poll(tier="poster")
    assert tasks.seal_closed_polls() == 1
    assert tasks.seal_closed_polls() == 0
    assert list(Seal.objects.values_list("poll", flat=True)) == [closed.pk]
    still_open.refresh_from_db()
    assert still_open.sealed_at is None


def test_there_is_no_result_before_the_seal_and_no_publication():
    poll = make.close(make.poll())
    with pytest.raises(NotSealed):
        standings.result_of(poll)
    with pytest.raises(NotSealed):
        services.publish_poll(poll, at=clock.now())
    poll.refresh_from_db()
    assert (poll.published_at, poll.result) == (None, None)


def test_the_result_is_counted_and_published_once():
    poll = make.sealed(ballots=6)
    one, two, three, four = make.numbers(poll)
    counts = ((one, 2), (two, 2), (three, 1), (four, 1))
    assert standings.result_of(poll) == counts
    at = clock.now()
    for moment in (at, at + timedelta(hours=1)):
        services.publish_poll(poll, at=moment)
    poll.refresh_from_db()
    assert (poll.published_at, standings.result_of(poll)) == (at, counts)
    assert poll.is_published


@pytest.mark.parametrize("ballots", [5, 60])
def test_v10_nothing_is_dropped_silently(ballots, tmp_path):
    poll = make.poll()
    options, random_ = make.numbers(poll), random.Random(7)
    for _ in range(ballots):
        voter = make.voter(poll)
        for _ in range(random_.randint(1, 3)):
            make.ballot(voter, *random_.sample(options, random_.randint(1, 3)))
    seal = services.seal_poll(make.close(poll), at=clock.now())
    asker, second = staff(), staff()
    for ballot in list(log.counted(poll))[:2]:
        void = services.ask_void(
            poll, receipt=ballot.receipt, rule="machine", reason="同じ秒に", by=asker, at=clock.now()
        )
        services.agree_void(void, by=second, at=clock.now())
    services.publish_poll(poll, at=clock.now())
    counted = seal.counted - poll.result["voided"]
    assert Ballot.objects.count() == seal.superseded + poll.result["voided"] + counted
    assert (poll.result["voided"], counted) == (2, ballots - 2)
    done = recount(export(poll, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    voided = set(Void.objects.values_list("receipt", flat=True))
    by_hand = Counter(number for row in log.counted(poll) if row.receipt not in voided for number in row.choices)
    assert dict(standings.result_of(poll)) == {number: by_hand[number] for number in options}
    assert all(f"{votes:>8}  {number}" in done.stdout for number, votes in by_hand.items())


def test_tally_and_verify_agree():
    log_lines = [
        {"receipt": "A", "choices": ["x", "y"]},
        {"receipt": "B", "choices": ["y"]},
        {"receipt": "C", "choices": ["z"]},
    ]
    assert tally("xyz", log_lines, [{"receipt": "C", "rule": "machine"}]) == (("y", 2), ("x", 1), ("z", 0))
    assert verify.count("xyz", log_lines, [{"receipt": "C"}]) == {"x": 1, "y": 2, "z": 0}


def test_a_void_takes_two_people_and_leaves_its_line():
    poll = make.sealed(ballots=3)
    receipt = Ballot.objects.first().receipt
    asker, second, at = staff(), staff(), clock.now()
    before = list(log.lines(poll, is_paired=False)), standings.result_of(poll)
    void = services.ask_void(poll, receipt=receipt, rule="many-addresses", reason="同じ人の九つの票", by=asker, at=at)
    assert standings.result_of(poll) == before[1]
    with pytest.raises(VoidRefused, match="もう一人"):
        services.agree_void(void, by=asker, at=at)
    assert standings.result_of(poll) == before[1]
    for _ in range(2):
        assert services.agree_void(void, by=second, at=at).agreed_by == second
    assert list(log.lines(poll, is_paired=False)) == before[0]
    assert sum(votes for _, votes in standings.result_of(poll)) == sum(votes for _, votes in before[1]) - 1
    decided = AuditEntry.objects.filter(action__endswith="_void").order_by("id")
    assert list(decided.values_list("actor", "action")) == [
        (asker.pk, "voting.ask_void"),
        (second.pk, "voting.agree_void"),
    ]


@pytest.mark.parametrize("case", ["unknown receipt", "superseded", "no rule", "no reason", "twice", "before", "after"])
def test_a_void_is_refused_in_words(case):
    poll = make.poll()
    voter, by, at = make.voter(poll), staff(), clock.now()
    old, new = make.ballot(voter), make.ballot(voter)
    fields = {"receipt": new.receipt, "rule": "machine", "reason": "理由", "by": by, "at": at}
    if case != "before":
        services.seal_poll(make.close(poll), at=at)
    if case == "after":
        services.publish_poll(poll, at=at)
    if case == "twice":
        services.ask_void(poll, **fields)
    changes = {
        "unknown receipt": {"receipt": "A" * 16},
        "superseded": {"receipt": old.receipt},
        "no rule": {"rule": "because"},
        "no reason": {"reason": "  "},
    }
    count = Void.objects.count(), AuditEntry.objects.count()
    with pytest.raises(VoidRefused, match="。"):
        services.ask_void(poll, **{**fields, **changes.get(case, {})})
    assert (Void.objects.count(), AuditEntry.objects.count()) == count


def test_v7_every_receipt_resolves():
    poll = make.poll()
    voters = [make.voter(poll) for _ in range(3)]
    old = make.ballot(voters[0])
    kept = [make.ballot(voter) for voter in voters]
    services.seal_poll(make.close(poll), at=clock.now())
    void = services.ask_void(poll, receipt=kept[2].receipt, rule="machine", reason="x", by=staff(), at=clock.now())
    services.agree_void(void, by=staff(), at=clock.now())
    services.publish_poll(poll, at=clock.now())
    states = {ballot.receipt: standings.look_up(poll, ballot.receipt).state for ballot in Ballot.objects.all()}
    assert states == {
        old.receipt: "superseded",
        kept[0].receipt: "counted",
        kept[1].receipt: "counted",
        kept[2].receipt: "voided",
    }
    assert standings.look_up(poll, "A" * 16).state == "unknown"


def test_the_script_says_what_it_cannot_read(tmp_path):
    done = recount(tmp_path / "nothing")
    assert done.returncode == 2
    assert "cannot read" in done.stderr


def test_who_is_who_is_forgotten_when_nobody_can_appeal_any_more():
    poll = published(ballots=3)
    before = list(Ballot.objects.values())
    early, late = poll.published_at + KEYS_KEPT - timedelta(seconds=1), poll.published_at + KEYS_KEPT
    for at, kept in ((early, 3), (late, 0), (late + timedelta(days=1), 0)):
        services.anonymise_poll(poll, at=at)
        assert Voter.objects.filter(voter_key__isnull=False).count() == kept
    poll.refresh_from_db()
    assert (poll.anonymised_at, poll.pepper) == (late, "")
    assert list(Ballot.objects.values()) == before


def test_nothing_that_tells_voters_apart_or_alike_is_left():
    """Whatever proved them: the keys, how they were verified, and who was found alike."""
    poll = published(ballots=3)
    voters, at = list(poll.voters.all()), poll.published_at
    for voter, channel in zip(voters, ("email", "google", "card"), strict=True):
        Voter.objects.filter(pk=voter.pk).update(channel=channel)
        Trace.objects.create(voter=voter, network="n", device="d")
    group = Group.objects.create(poll=poll, signs={"device": 3}, verdict="leave", asked_by=staff(), asked_at=at)
    group.voters.set(voters)
    services.anonymise_poll(poll, at=at + KEYS_KEPT)
    assert set(poll.voters.values_list("voter_key", flat=True)) == {None}
    assert not Trace.objects.exists()
    assert not group.voters.exists()
    assert (poll.voters.count(), Group.objects.get().signs) == (3, {"device": 3})


def test_the_task_forgets_twice_without_harm(clock_at):
    poll = published(ballots=1)
    clock_at(poll.published_at + KEYS_KEPT)
    assert (tasks.forget_voters(), tasks.forget_voters()) == (1, 0)
