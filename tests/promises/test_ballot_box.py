"""V4, V7, V10: what is in the box stays as it is, every receipt is found again, and nothing falls out unseen.

Each beside a control in which the database's guard is lifted, as only the owner of the table could.
"""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.support.flush import lifted_guard
from voting import log, services, standings
from voting.errors import VoidRefused
from voting.models import Ballot, Poll, Seal

LONG = pytest.mark.promise
PEOPLE = [40, pytest.param(1500, marks=LONG)]
pytestmark = pytest.mark.django_db

SQL = {
    "update": "UPDATE voting_ballot SET receipt = 'X'",
    "update choices": "UPDATE voting_ballot SET choices = '[]' WHERE id = {pk}",
    "delete": "DELETE FROM voting_ballot WHERE id = {pk}",
    "upsert": (
        "INSERT INTO voting_ballot (id, poll_id, voter_id, choices, receipt, request_id, cast_at)"
        " SELECT id, poll_id, voter_id, choices, receipt, request_id, cast_at FROM voting_ballot WHERE id = {pk}"
        " ON CONFLICT (id) DO UPDATE SET receipt = 'X'"
    ),
}
OF_ONE = {
    "postgresql": {"truncate": "TRUNCATE voting_ballot", "truncate on": "TRUNCATE voting_ballot CASCADE"},
    "sqlite": {
        "replace": (
            "REPLACE INTO voting_ballot (id, poll_id, voter_id, choices, receipt, request_id, cast_at)"
            " SELECT id, poll_id, voter_id, '[]', receipt, request_id, cast_at FROM voting_ballot WHERE id = {pk}"
        )
    },
}


# --- V4: a ballot is neither changed nor taken away --------------------------------------------------------------------


def attempts(ballot: Ballot) -> dict[str, Callable[[], object]]:
    """Everything someone might try: at the prompt, with Django, in the office."""
    statements = {**SQL, **OF_ONE[connection.vendor]}
    acts: dict[str, Callable[[], object]] = {
        name: lambda text=text: connection.cursor().execute(text.format(pk=ballot.pk))
        for name, text in statements.items()
    }
    office = Client()
    office.force_login(staff(is_superuser=True))
    change, delete = (reverse(f"admin:voting_ballot_{act}", args=[ballot.pk]) for act in ("change", "delete"))
    picked = {"action": "delete_selected", "_selected_action": [ballot.pk], "post": "yes"}
    other = Ballot(pk=ballot.pk, poll_id=ballot.poll_id, voter_id=ballot.voter_id, receipt="X", choices=[])
    return acts | {
        "save": lambda: (setattr(other, "cast_at", ballot.cast_at), other.save()),
        "delete a row": ballot.delete,
        "delete many": lambda: Ballot.objects.all().delete(),
        "update many": lambda: Ballot.objects.update(choices=[]),
        "bulk": lambda: Ballot.objects.bulk_update([other], ["receipt"]),
        "form": lambda: office.post(change, {"receipt": "X", "choices": "[]"}),
        "button": lambda: office.post(delete, {"post": "yes"}),
        "action": lambda: office.post(reverse("admin:voting_ballot_changelist"), picked),
    }


def is_done(act: Callable[[], object]) -> bool:
    """Whether the box is another one afterwards; it is put back."""
    before, changed = list(Ballot.objects.order_by("pk").values()), False
    with suppress(DatabaseError), transaction.atomic():
        act()
        changed = list(Ballot.objects.order_by("pk").values()) != before
        transaction.set_rollback(True)
    return changed


def test_v4_no_ballot_is_changed_or_taken_away(record_property: Callable[[str, object], None]) -> None:
    ballot = make.ballot(make.voter(make.poll()))
    acts = attempts(ballot)
    connection.check_constraints()
    done = [name for name, act in acts.items() if is_done(act)]
    record_property("figure", f"V4: {len(acts)} ways to change the box tried, {len(done)} succeeded")
    assert done == []


def test_v4_control_without_the_guard_they_succeed() -> None:
    ballot = make.ballot(make.voter(make.poll()))
    with lifted_guard("voting_ballot"):
        done = {name for name, act in attempts(ballot).items() if is_done(act)}
    assert set(SQL) <= done
    assert {"save", "delete a row", "update many", "bulk"} <= done


# --- V7: every receipt is found again ----------------------------------------------------------------------------------


def vote(people: int) -> tuple[Poll, list[str]]:
    """A poll in which people change their minds; every receipt that was handed out."""
    poll, draw = make.poll(ideas=5), random.Random(people)
    paper, receipts = standings.paper_of(poll.slug), []
    for _ in range(people):
        voter = make.voter(poll)
        for _ in range(draw.randint(1, 3)):
            choices = draw.sample(paper.numbers, draw.randint(1, 3))
            receipts.append(services.cast_ballot(paper, voter_id=voter.pk, choices=choices, request_id=uuid4()))
    return poll, receipts


def set_aside(poll: Poll, count: int, asker: User, second: User) -> None:
    for ballot in list(log.counted(poll).order_by("pk")[:count]):
        act = {"receipt": ballot.receipt, "rule": "machine", "reason": "同じ秒に", "by": asker, "at": clock.now()}
        services.agree_void(services.ask_void(poll, **act), by=second, at=clock.now())


def publish(poll: Poll, *, voids: int) -> Seal:
    seal = services.seal_poll(make.close(poll), at=clock.now())
    set_aside(poll, voids, staff(), staff())
    services.publish_poll(poll, at=clock.now())
    poll.refresh_from_db()
    return seal


def receipts_of_files(poll: Poll) -> set[str]:
    """Every receipt in the published files."""
    lines = (json.loads(line) for line in log.lines(poll, is_paired=poll.seal.is_paired))
    return {line["receipt"] for line in lines if "receipt" in line} | set(log.replaced(poll))


def unresolved(poll: Poll, receipts: list[str]) -> int:
    """Receipts that the page or the files do not know."""
    known = receipts_of_files(poll)
    return sum(receipt not in known or standings.look_up(poll, receipt).state == "unknown" for receipt in receipts)


@pytest.mark.parametrize("people", PEOPLE)
def test_v7_every_receipt_resolves(people: int, record_property: Callable[[str, object], None]) -> None:
    poll, receipts = vote(people)
    publish(poll, voids=3)
    lost = unresolved(poll, receipts)
    record_property("figure", f"V7: {len(receipts)} receipts looked up, {lost} unresolved")
    assert lost == 0
    page = Client().post(reverse("voting:result", args=[poll.slug]), {"receipt": receipts[0]})
    assert page.context["found"].state != "unknown"


def test_v7_control_a_ballot_taken_away_is_missed() -> None:
    poll, receipts = vote(10)
    with lifted_guard("voting_ballot"):
        Ballot.objects.filter(receipt=receipts[0]).delete()
    publish(poll, voids=0)
    assert unresolved(poll, receipts) == 1
    assert standings.look_up(poll, "A" * 16).state == "unknown"


# --- V10: cast = superseded + set aside + counted ----------------------------------------------------------------------


def imbalance(poll: Poll, seal: Seal, cast: int) -> int:
    """What was acknowledged and is in none of the three heaps; counted from what is published."""
    in_log = len(receipts_of_files(poll)) - seal.superseded
    voided = sum("receipt" in json.loads(line) for line in log.void_lines(poll))
    assert voided == poll.result["voided"]
    assert sum(seal.channels.values()) == seal.counted == in_log
    return cast - (seal.superseded + voided + (in_log - voided))


@pytest.mark.parametrize("people", PEOPLE)
def test_v10_nothing_is_dropped_silently(people: int, record_property: Callable[[str, object], None]) -> None:
    poll, receipts = vote(people)
    seal = publish(poll, voids=4)
    off = imbalance(poll, seal, len(receipts))
    record_property(
        "figure",
        f"V10: {len(receipts)} cast = {seal.superseded} superseded + 4 set aside + {seal.counted - 4} counted, off by {off}",
    )
    assert off == 0
    assert poll.result["voided"] == 4


def test_v10_nobody_sets_a_ballot_aside_alone() -> None:
    poll, _receipts = vote(5)
    services.seal_poll(make.close(poll), at=clock.now())
    alone, before = staff(), standings.result_of(Poll.objects.get(pk=poll.pk))
    with pytest.raises(VoidRefused):
        set_aside(poll, 1, alone, alone)
    assert standings.result_of(Poll.objects.get(pk=poll.pk)) == before


def test_v10_control_a_ballot_taken_away_is_out_of_balance() -> None:
    poll, receipts = vote(10)
    with lifted_guard("voting_ballot"):
        log.counted(poll)[0].delete()
    assert imbalance(poll, publish(poll, voids=1), len(receipts)) == 1
