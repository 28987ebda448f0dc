"""The one clock. Everything that asks what time it is asks here, the ballot's SQL included."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string


def offset() -> timedelta:
    """How far the rehearsal's clock runs ahead of the wall; zero everywhere else."""
    source = settings.CLOCK_OFFSET_SOURCE
    return import_string(source)() if source else timedelta()


def now() -> datetime:
    """The aware instant it is now. Called at the edge only: views, tasks, commands, predicates."""
    return timezone.now() + offset()


def sql_now() -> tuple[str, list[float]]:
    """An SQL expression for the database's own clock at the moment it runs, with its parameters.

    PostgreSQL: timestamptz. SQLite: the text Django stores a UTC datetime as, so that the two compare.
    """
    seconds = offset().total_seconds()
    if connection.vendor == "postgresql":
        return "(clock_timestamp() + %s * interval '1 second')", [seconds]
    return "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')", [seconds]
