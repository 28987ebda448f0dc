"""All rows of our own tables, to say that nothing changed."""

from typing import Any

from django.apps import apps
from django.db import connection, models

LIBRARIES = {"sessions", "contenttypes", "auth", "admin"}
# One question for all tables: asked one by one, a hundred of them are most of the time of a test that compares.
ROWS = """SELECT '{table}', array_to_json(array_agg(to_json(r) ORDER BY r."{key}"))::text FROM "{table}" r"""


def every_row() -> dict[str, Any]:
    """Table → rows in order, of every model of ours; as JSON on PostgreSQL."""
    kept = [model for model in apps.get_models() if model._meta.app_label not in LIBRARIES]
    if connection.vendor == "postgresql":
        return _at_once(kept)
    return {model._meta.db_table: list(model._default_manager.order_by("pk").values()) for model in kept}


def _at_once(kept: list[type[models.Model]]) -> dict[str, Any]:
    parts = [ROWS.format(table=model._meta.db_table, key=model._meta.pk.column) for model in kept]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
