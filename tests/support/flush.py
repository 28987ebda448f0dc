"""Insert-only tables in tests: emptied between them, and for controls changed as only their owner could."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from common.insert_only import laying, lifting

GUARDED = ("voting_ballot", "accounts_auditlink", "accounts_auditentry")


def lift_guard_while_flushing(monkeypatch: Any) -> None:
    """Wrap the statements of Django's flush; everything else a test does meets the guard."""
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        guarded = [table for table in GUARDED if table in tables]
        off, on = switches(guarded)
        is_plain = connection.vendor == "sqlite" or any(options.values())
        return [*off, *(plain(self, style, tables, **options) if is_plain else deleting(tables)), *on]

    monkeypatch.setattr(operations, "sql_flush", sql_flush)


def deleting(tables: list[str]) -> list[str]:
    """What TRUNCATE does, in a tenth of the time where there are many tables and few rows; in any order, as keys wait."""
    rows = "; ".join(f'DELETE FROM "{table}"' for table in tables)
    return [rows, "SET CONSTRAINTS ALL IMMEDIATE"]


def switches(tables: list[str]) -> tuple[list[str], list[str]]:
    """The statements that take the guards off and put them on again, for the owner of the tables alone."""
    if connection.vendor == "sqlite":
        off, on = (
            [text for table in tables for text in statements(table, "sqlite")] for statements in (lifting, laying)
        )
        return off, on
    text = "ALTER TABLE {table} {act} TRIGGER {table}_is_insert_only"
    off, on = ([text.format(table=table, act=act) for table in tables] for act in ("DISABLE", "ENABLE"))
    return off, on


@contextmanager
def lifted_guard(*tables: str) -> Iterator[None]:
    """The control: the triggers are off for a while."""
    off, on = switches(list(tables))
    with connection.cursor() as cursor:
        for statements in (off, on):
            connection.check_constraints()  # nothing may be pending when a trigger goes
            for statement in statements:
                cursor.execute(statement)
            if statements is off:
                yield
