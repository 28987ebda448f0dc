"""Bring the register of local governments in line with the ministry's list."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.errors import ContestError
from municipalities.models import LocalGovernment
from municipalities.register_diff import COMPARED, Diff, compare
from municipalities.register_file import Entry

FEW, SHARE = 20, 10  # a list that abolishes more than these, and more than one in ten, has probably lost its end


class ImportRefused(ContestError):
    """A list that cannot be meant."""


def compare_register(entries: Sequence[Entry], *, on: date) -> Diff:
    """What the list would change; writes nothing. Made-up ones of a rehearsal are no part of it."""
    return compare(entries, LocalGovernment.objects.filter(is_sample=False).select_related("parent"), on)


@transaction.atomic
def import_register(
    entries: Sequence[Entry], *, on: date, by: User | None, at: datetime, source: str, accept_many: bool = False
) -> Diff:
    """Write it all: new ones begin and abolished ones end on `on`. Nothing to change is no error and leaves no record.

    Where the register was empty nobody knows when they began. `by` is None for the command line.
    """
    held = list(LocalGovernment.objects.select_for_update().filter(is_sample=False).order_by("code"))
    diff = compare(entries, held, on)
    standing = sum(row.is_valid_on(on) for row in held)
    if not accept_many and len(diff.abolished) > max(FEW, standing // SHARE):
        words = _(
            "%(n)d団体が廃止になります。多すぎるので、何も変えていません。ファイルが欠けていないか、確かめてください。"
        )
        raise ImportRefused(words % {"n": len(diff.abolished)})
    if diff.is_empty:
        return diff
    _write(diff, on, begins=on if held else None)
    facts = {"on": on.isoformat(), "source": source, "unchanged": diff.unchanged}
    codes = {
        "new": [entry.code for entry in diff.new],
        "changed": [change.row.code for change in diff.changes],
        "abolished": [row.code for row in diff.abolished],
    }
    record_decision(by, "register.import", LocalGovernment(code="all"), at=at, **facts, **codes)
    return diff


def _write(diff: Diff, on: date, *, begins: date | None) -> None:
    made = [_row(entry, begins) for entry in diff.new]
    LocalGovernment.objects.bulk_create([row for row in made if not row.parent_id], batch_size=500)
    LocalGovernment.objects.bulk_create([row for row in made if row.parent_id], batch_size=500)
    for change in diff.changes:
        for name, (_before, after) in change.fields.items():
            setattr(change.row, name, after)
    for row in diff.abolished:
        row.valid_to = on
    touched = [*(change.row for change in diff.changes), *diff.abolished]
    LocalGovernment.objects.bulk_update(touched, [*COMPARED, "valid_to"], batch_size=200)


def _row(entry: Entry, begins: date | None) -> LocalGovernment:
    values = {name: getattr(entry, name) for name in ("code", *COMPARED) if name != "parent_id"}
    return LocalGovernment(**values, parent_id=entry.parent or None, valid_from=begins)
