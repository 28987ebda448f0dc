"""Reconcilers of this room; each may run twice, late, or not for a day."""

from celery import shared_task

from accounts.leaving import due_people, erase_person
from accounts.services import link_entries
from common import clock


@shared_task
def link_decisions() -> int:
    """Take the newest decisions on record into the chain."""
    return link_entries(at=clock.now())


@shared_task
def erase_people() -> int:
    """Forget everyone who asked for it two weeks ago."""
    now = clock.now()
    return sum(erase_person(user, at=now) for user in due_people(now))
