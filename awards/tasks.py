"""What runs by itself; both may run twice, late, or not for a day."""

from celery import shared_task

from awards import services
from common import clock


@shared_task
def prepare_due_polls() -> None:
    """Polls for released tiers, and viewers' awards from sealed tallies."""
    services.prepare_due_polls(at=clock.now())
    services.decide_due_viewer_awards(at=clock.now())
