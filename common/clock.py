"""The one clock. Everything that asks what time it is asks here; the vote's SQL adds the same offset."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


def offset() -> timedelta:
    """How far the rehearsal's clock runs ahead of the wall; zero everywhere else."""
    source = settings.CLOCK_OFFSET_SOURCE
    return import_string(source)() if source else timedelta()


def now() -> datetime:
    """The aware instant it is now. Called at the edge only: views, tasks, commands, predicates."""
    return timezone.now() + offset()
