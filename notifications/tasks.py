"""What the worker does for this room."""

from celery import shared_task

from common import clock
from notifications.delivery import deliver_due, forget_old_mails
from notifications.heartbeats import note_heartbeats


@shared_task
def drain_outbox(*, from_beat: bool = False) -> None:
    """Send what is due. Beat's own messages say that they are beat's: only their arrival shows that beat lives."""
    note_heartbeats("worker", *(["beat"] if from_beat else []), at=clock.now())
    deliver_due(at=clock.now())


@shared_task
def forget_mails() -> None:
    forget_old_mails(at=clock.now())
