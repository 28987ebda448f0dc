"""Reconcilers of this room."""

from celery import shared_task

from common import clock
from judging import services


@shared_task
def remind_judges() -> int:
    """Remind judges of what is left a week and a day before the close; how many mails."""
    return services.remind_before_close(at=clock.now())


@shared_task
def tell_tiers() -> int:
    """Mail teams and municipalities the tiers whose moment has come; how many mails."""
    return services.tell_tiers(at=clock.now())


@shared_task
def remind_of_inquiries() -> int:
    """Remind of further questions three days and a day before their deadline; how many mails."""
    return services.remind_of_inquiries(at=clock.now())


@shared_task
def find_conflicts() -> int:
    """Look anew for conflicts of interest while a round takes scores; how many are new."""
    return services.find_due_conflicts(at=clock.now())
