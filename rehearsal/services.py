"""Acts of a rehearsal: moving its clock."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction

from rehearsal.models import Clock


@transaction.atomic
def move_clock(to: datetime, *, at: datetime) -> Clock:
    """Set the rehearsal so that it is `to` now, forwards or back to its summer; `at` is the rehearsal's present."""
    clock, _is_new = Clock.objects.select_for_update().get_or_create(pk=1)
    wall = at - timedelta(seconds=clock.seconds_ahead)
    clock.seconds_ahead = ceil((to - wall).total_seconds())
    clock.save(update_fields=["seconds_ahead"])
    return clock


def reset_clock() -> None:
    """Back to the wall clock. What was written meanwhile stays, with the dates it was written under."""
    Clock.objects.update_or_create(pk=1, defaults={"seconds_ahead": 0})
