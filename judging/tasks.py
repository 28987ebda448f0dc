"""Reconcilers of this room."""

from celery import shared_task

from common import clock
from judging.services import remind_before_close


@shared_task
def remind_judges() -> int:
    """Remind judges of what is left a week and a day before the close; how many mails."""
    return remind_before_close(at=clock.now())
