"""Emptying tables between tests: the ballots' own guard is lifted for that one transaction, and laid again."""

from importlib import import_module
from typing import Any

from django.db import connection

GUARD: Any = import_module("voting.migrations.0002_ballot_is_insert_only")


def lift_guard_while_flushing(monkeypatch: Any) -> None:
    """Wrap the statements of Django's flush; everything else a test does meets the guard."""
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = plain(self, style, tables, **options)
        return around_guard(statements) if "voting_ballot" in tables else statements

    monkeypatch.setattr(operations, "sql_flush", sql_flush)


def around_guard(statements: list[str]) -> list[str]:
    """The statements with the guard off, for the owner of the table alone."""
    if connection.vendor == "sqlite":
        return [*GUARD.SQLITE_BACK, *statements, *GUARD.SQLITE]
    table = "ALTER TABLE voting_ballot {} TRIGGER ballot_is_insert_only"
    return [table.format("DISABLE"), *statements, table.format("ENABLE")]
