"""Reconcilers of this room."""

from celery import shared_task

from common import clock
from dialogue.services import asking, news


@shared_task
def remind_of_questions() -> int:
    """Mail officers the questions that have waited three and seven days; how many mails."""
    return news.remind_of_questions(at=clock.now())


@shared_task
def tell_followers() -> int:
    """Mail followers of challenges what municipalities said before today; how many mails."""
    return news.tell_followers(at=clock.now())


@shared_task
def ask_for_statements() -> int:
    """Ask officers for their word on ideas that became public; how many mails."""
    return asking.ask_for_statements(at=clock.now())


@shared_task
def remind_of_statements() -> int:
    """Ask once more after a week; how many mails."""
    return asking.remind_of_statements(at=clock.now())
