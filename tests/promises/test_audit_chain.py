"""S2: whoever edits, drops, moves or inserts a decision on record, or cuts off the end, is caught, and the first broken entry named.

Everything is done as the owner of the tables could: their own guards are off. Beside it controls in which the digests no longer say
what they should.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from accounts import chain, services
from accounts.chain import Finding, Head, check_chain
from accounts.models import AuditEntry, AuditLink
from accounts.services import link_entries, record_decision
from common import clock
from tests.factories.accounts import person
from tests.support.flush import switches

pytestmark = pytest.mark.django_db
TABLES = ["accounts_auditentry", "accounts_auditlink"]
LENGTH = 6
FIELDS: dict[str, Any] = {
    "action": "challenge.return",
    "subject": "municipalities.challenge:999",
    "detail": {"number": "1", "reason": "別の理由"},
    "at": F("at") + timedelta(microseconds=1),
    "actor": None,
}
THEN = datetime(2026, 1, 1, tzinfo=UTC)
WRITERS = 8
EACH = 4


def decide(count: int = LENGTH) -> None:
    """So many decisions of one person, linked in two goes."""
    by, now = person(), clock.now()
    for number in range(count):
        record_decision(by, "challenge.accept", by, at=now + timedelta(seconds=number), number=number)
        if number == count // 2:
            link_entries(at=now)
    link_entries(at=now)


@contextmanager
def owner() -> Iterator[None]:
    """The owner of the tables, for whom no trigger holds; what they did is undone afterwards."""
    connection.check_constraints()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in switches(TABLES)[0]:
            cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def entry_at(number: int) -> Any:
    return AuditEntry.objects.filter(link__number=number)


def edit(field: str, number: int) -> None:
    pks = list(entry_at(number).values_list("pk", flat=True))
    AuditEntry.objects.filter(pk__in=pks).update(**{field: FIELDS[field]})


def edit_link(field: str, value: Any, number: int) -> None:
    AuditLink.objects.filter(number=number).update(**{field: value})


def drop(number: int) -> None:
    """The entry and its link."""
    entry = entry_at(number).get()
    AuditLink.objects.filter(number=number).delete()
    AuditEntry.objects.filter(pk=entry.pk)._raw_delete("default")


def drop_entry(number: int) -> None:
    """The entry alone; its link stays."""
    entry_at(number)._raw_delete("default")


def move(number: int, by: int) -> None:
    """Every link from there on, so that room is made or a gap closed."""
    later = AuditLink.objects.filter(number__gte=number).order_by("-number" if by > 0 else "number")
    for link in list(later.values_list("number", flat=True)):
        AuditLink.objects.filter(number=link).update(number=link + by)


def drop_and_close(number: int) -> None:
    drop(number)
    move(number + 1, -1)


def swap_links(number: int) -> None:
    """Two links change places."""
    for old, new in ((number, 99), (number + 1, number), (99, number + 1)):
        AuditLink.objects.filter(number=old).update(number=new)


def swap_words(number: int) -> None:
    """Two entries change their words."""
    first, second = (entry_at(each).get() for each in (number, number + 1))
    for pk, other in ((first.pk, second), (second.pk, first)):
        AuditEntry.objects.filter(pk=pk).update(detail=other.detail, at=other.at)


def insert(number: int) -> None:
    """A forged entry with a link of its own, and the later links pushed on."""
    before = AuditLink.objects.filter(number=number - 1).first()
    move(number, 1)
    forged = record_decision(None, "challenge.accept", person(), at=clock.now(), number="forged")
    now = clock.now()
    digest = chain.digest_of(before.digest if before else chain.START, number, forged, now)
    AuditLink.objects.create(number=number, entry=forged, linked_at=now, digest=digest)


WAYS: dict[str, tuple[Callable[[int], None], range, int]] = {  # what, where, and how far behind it breaks
    **{f"edit {field}": (partial(edit, field), range(1, 7), 0) for field in FIELDS},
    "edit the digest": (partial(edit_link, "digest", "0" * 64), range(1, 7), 0),
    "edit the link's moment": (partial(edit_link, "linked_at", THEN), range(1, 7), 0),
    "drop": (drop, range(1, 6), 0),
    "drop the entry alone": (drop_entry, range(1, 7), 0),
    "drop and close the gap": (drop_and_close, range(1, 6), 0),
    "swap links": (swap_links, range(1, 6), 0),
    "swap words": (swap_words, range(1, 6), 0),
    "insert": (insert, range(1, 7), 1),
}


def found_after(act: Callable[[int], None], number: int, noted: Head | None = None) -> Finding:
    with owner():
        act(number)
        return check_chain(noted)


def missed() -> tuple[int, list[str]]:
    """How often somebody tampered, and where it was not found at the very place."""
    tries = [(way, number, *WAYS[way]) for way in WAYS for number in WAYS[way][1]]
    unseen = [
        f"{way} {number}"
        for way, number, act, _numbers, further in tries
        if f"つながりの{number + further}番" not in found_after(act, number).fault
    ]
    return len(tries), unseen


def test_s2_every_change_to_the_record_is_caught_where_it_is(record_property: Callable[[str, object], None]) -> None:
    decide()
    tries, unseen = missed()
    record_property("figure", f"S2: {tries} ways and places to tamper with the record, {tries - len(unseen)} caught")
    assert unseen == []
    assert check_chain() == Finding(AuditLink.objects.get(number=LENGTH), waiting=0)


def test_s2_control_digests_that_do_not_follow_from_each_other_miss_what_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(_previous: str, _number: int, *rest: Any) -> str:
        return real("", 0, *rest)

    real = chain.digest_of
    for module in (chain, services):
        monkeypatch.setattr(module, "digest_of", alone)
    decide()
    _tries, unseen = missed()
    assert {way.rpartition(" ")[0] for way in unseen} == {"drop and close the gap", "swap links", "insert"}


def test_s2_control_digests_that_say_nothing_miss_every_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (chain, services):
        monkeypatch.setattr(module, "digest_of", lambda *_said: "1" * 64)
    decide()
    _tries, unseen = missed()
    assert {f"edit {field}" for field in FIELDS} <= {way.rpartition(" ")[0] for way in unseen}


def test_s2_an_end_cut_off_and_a_chain_computed_anew_are_caught_by_a_noted_head() -> None:
    decide()
    noted = chain.read_head(str(AuditLink.objects.get(number=LENGTH))[:18])

    def cut(number: int) -> None:
        for each in range(LENGTH, number - 1, -1):
            drop(each)

    def rewrite(number: int) -> None:
        entry = entry_at(number).get()
        AuditLink.objects.filter(number__gte=number).delete()
        AuditEntry.objects.filter(pk=entry.pk).update(detail={})
        link_entries(at=clock.now())

    for number in range(1, LENGTH + 1):
        assert found_after(cut, number).fault == ""  # the control: consistent in itself
        assert f"{number - 1}番までしかありません" in found_after(cut, number, noted).fault
        assert found_after(rewrite, number).fault == ""
        assert f"つながりの{LENGTH}番が、ひかえと違います" in found_after(rewrite, number, noted).fault
    assert check_chain(noted).fault == ""


def test_s2_an_entry_put_in_under_an_old_date_is_listed() -> None:
    decide()
    forged = record_decision(None, "challenge.accept", person(), at=clock.now() - timedelta(days=3))
    assert (check_chain().waiting, check_chain().backdated) == (1, ())
    link_entries(at=clock.now())
    assert (check_chain().fault, check_chain().backdated) == ("", (forged.pk,))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_s2_the_tables_refuse_change(table: str, act: str) -> None:
    decide(1)
    column = "subject" if table == "accounts_auditentry" else "digest"
    with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
        connection.cursor().execute(act.format(table, column, "'x'"))
    assert check_chain().fault == ""


# --- many at once ------------------------------------------------------------------------------------------------------


def run(*acts: Callable[[], None]) -> list[Exception]:
    """Each in a thread and on a connection of its own."""
    errors: list[Exception] = []

    def work(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_s2_writers_at_once_and_two_that_link_make_one_chain() -> None:
    by, barrier, done = person(), Barrier(WRITERS), Event()

    def write() -> None:
        barrier.wait()
        for number in range(EACH):
            with transaction.atomic():
                record_decision(by, "challenge.accept", by, at=clock.now(), number=number)
                record_decision(by, "challenge.check_english", by, at=clock.now(), number=number)

    def link() -> None:
        while not done.wait(0.01):
            link_entries(at=clock.now())

    def write_all() -> None:
        errors.extend(run(*[write] * WRITERS))
        done.set()

    errors: list[Exception] = []
    errors.extend(run(write_all, link, link))
    link_entries(at=clock.now())
    assert errors == []
    found = check_chain()
    assert (found.fault, found.waiting, found.newest and found.newest.number) == ("", 0, WRITERS * EACH * 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s2_an_act_that_commits_late_is_linked_after_younger_ones() -> None:
    by, written, younger_is_linked = person(), Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            record_decision(by, "seed.answer", by, at=clock.now())
            written.set()
            younger_is_linked.wait(20)

    def quick() -> None:
        written.wait(20)
        record_decision(by, "post.restore", by, at=clock.now())
        link_entries(at=clock.now())
        younger_is_linked.set()

    assert run(slow, quick) == []
    assert link_entries(at=clock.now()) == 1
    order = AuditLink.objects.in_order().values_list("entry__action", flat=True)
    assert list(order) == ["post.restore", "seed.answer"]
    assert check_chain() == Finding(AuditLink.objects.get(number=2), waiting=0)
