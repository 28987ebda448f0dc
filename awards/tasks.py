"""What runs by itself; each may run twice, late, or not for a day."""

from celery import shared_task

from awards import services
from common import clock


@shared_task
def prepare_due_polls() -> None:
    """Polls for released tiers, and viewers' awards from sealed tallies and confirmed results."""
    services.prepare_due_polls(at=clock.now())
    services.decide_due_viewer_awards(at=clock.now())
    services.follow_confirmed_polls(at=clock.now())


@shared_task
def publish_due_awards() -> int:
    """Awards two people agreed on, at their moment; how many cycles."""
    return services.publish_due_awards(at=clock.now())


@shared_task
def tell_followers() -> int:
    """Mail those who follow a challenge which of its ideas were awarded; how many mails."""
    return services.tell_followers(at=clock.now())


@shared_task
def make_bundles() -> int:
    """The ZIP files of certificates that were asked for; how many were finished."""
    return services.make_bundles(at=clock.now())
