"""Reconcilers of this room; each may run twice, late, or not for a day."""

from celery import shared_task

from accounts.services import link_entries
from common import clock


@shared_task
def link_decisions() -> int:
    """Take the newest decisions on record into the chain."""
    return link_entries(at=clock.now())
