"""Reconcilers of this room."""

from celery import shared_task

from common import clock
from municipalities.services import check_links, remind_of_late_replies
from municipalities.services.seed_news import tell_officers_of_seeds


@shared_task
def remind_late_replies() -> int:
    """Mail the secretariat what waits past its promised day; how many mails."""
    return remind_of_late_replies(at=clock.now())


@shared_task
def tell_of_seeds() -> int:
    """Mail officers the seeds that came before today; how many mails."""
    return tell_officers_of_seeds(at=clock.now())


@shared_task
def ask_links() -> int:
    """Ask whether the links of data still open; how many were asked."""
    return check_links(at=clock.now())
