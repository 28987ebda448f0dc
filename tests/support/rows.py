"""All rows of our own tables, to say that nothing changed."""

from typing import Any

from django.apps import apps


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Table → rows in order, of every model of ours."""
    libraries = {"sessions", "contenttypes", "auth", "admin"}
    models = [model for model in apps.get_models() if model._meta.app_label not in libraries]
    return {model._meta.db_table: list(model._default_manager.order_by("pk").values()) for model in models}
