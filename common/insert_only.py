"""Tables whose rows are written once: the database itself refuses UPDATE, DELETE and (on PostgreSQL) TRUNCATE.

SQLite forgets triggers when Django rebuilds a table: a later migration that changes such a model lays them again.
"""

from django.db.migrations import RunPython


def laying(table: str, vendor: str) -> list[str]:
    """The statements that put the guard on."""
    words = f"a row of {table} is never changed"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_is_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change()",
    ]


def lifting(table: str, vendor: str) -> list[str]:
    """The statements that take it off, as only the table's owner may."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {table}_refuses_{act}" for act in ("update", "delete")]
    return [f"DROP TRIGGER {table}_is_insert_only ON {table}", f"DROP FUNCTION {table}_refuse_change()"]


def guard(table: str) -> RunPython:
    """The step of a migration that makes `table` insert-only, and its way back."""

    def lay(apps, schema_editor):
        _run(schema_editor, laying)

    def lift(apps, schema_editor):
        _run(schema_editor, lifting)

    def _run(schema_editor, statements):
        for statement in statements(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return RunPython(lay, lift)
