"""What a new list of local governments changes in the register, before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from municipalities.models import LocalGovernment
from municipalities.register_file import Entry

Kind = LocalGovernment.Kind
COMPARED = ("name", "kana", "kind", "prefecture", "region", "parent_id")


@dataclass(frozen=True)
class Change:
    """One local government that stays and is to be written otherwise: field → (before, after)."""

    row: LocalGovernment
    fields: dict[str, tuple[object, object]]

    @property
    def is_renamed(self) -> bool:
        return "name" in self.fields


@dataclass(frozen=True)
class Diff:
    """New, changed, abolished and unchanged ones. Wards are compared only where the list has its second sheet."""

    new: tuple[Entry, ...]
    changes: tuple[Change, ...]
    abolished: tuple[LocalGovernment, ...]
    unchanged: int
    has_wards: bool

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changes or self.abolished)


def compare(entries: Iterable[Entry], stored: Iterable[LocalGovernment], on: date) -> Diff:
    """Set a whole list of `on` against the register's real rows."""
    wanted = {entry.code: entry for entry in entries}
    has_wards = any(entry.kind == Kind.WARD for entry in wanted.values())
    kept = {row.code: row for row in stored}
    changes = [Change(row, fields) for code, row in kept.items() if (fields := _differences(row, wanted.get(code), on))]
    gone = [row for code, row in kept.items() if code not in wanted and row.is_valid_on(on)]
    return Diff(
        new=tuple(entry for code, entry in wanted.items() if code not in kept),
        changes=tuple(changes),
        abolished=tuple(row for row in gone if has_wards or row.kind != Kind.WARD),
        unchanged=len(kept.keys() & wanted.keys()) - len(changes),
        has_wards=has_wards,
    )


def _differences(row: LocalGovernment, entry: Entry | None, on: date) -> dict[str, tuple[object, object]]:
    """What the list says otherwise; one that had been abolished and is there again has no end."""
    if entry is None:
        return {}
    said = {name: getattr(entry, name) for name in COMPARED if name != "parent_id"} | {
        "parent_id": entry.parent or None
    }
    if row.valid_to is not None and row.valid_to <= on:
        said["valid_to"] = None
    return {name: (getattr(row, name), value) for name, value in said.items() if getattr(row, name) != value}
