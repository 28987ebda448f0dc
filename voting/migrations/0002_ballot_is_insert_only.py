"""A ballot is written once: the database itself refuses UPDATE, DELETE and (on PostgreSQL) TRUNCATE.

SQLite forgets triggers when Django rebuilds a table: a later migration that changes `Ballot` lays them again.
"""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION voting_refuse_ballot_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a ballot is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ballot_is_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON voting_ballot
  FOR EACH STATEMENT EXECUTE FUNCTION voting_refuse_ballot_change();
"""
POSTGRES_BACK = """
DROP TRIGGER ballot_is_insert_only ON voting_ballot;
DROP FUNCTION voting_refuse_ballot_change();
"""
SQLITE = [
    f"CREATE TRIGGER ballot_refuses_{act.lower()} BEFORE {act} ON voting_ballot "
    "BEGIN SELECT RAISE(ABORT, 'a ballot is never changed'); END"
    for act in ("UPDATE", "DELETE")
]
SQLITE_BACK = [f"DROP TRIGGER ballot_refuses_{act}" for act in ("update", "delete")]


def lay(apps, schema_editor):
    _run(schema_editor, [POSTGRES], SQLITE)


def lift(apps, schema_editor):
    _run(schema_editor, [POSTGRES_BACK], SQLITE_BACK)


def _run(schema_editor, postgres, sqlite):
    statements = {"postgresql": postgres, "sqlite": sqlite}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [migrations.RunPython(lay, lift)]
