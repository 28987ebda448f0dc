"""Reconcilers of the vote; each may run twice, late, or not for a day."""

from celery import shared_task

from common import clock
from voting import services
from voting.models import Poll


@shared_task
def seal_closed_polls() -> int:
    """Seal every poll the clock has closed."""
    return len([services.seal_poll(poll, at=clock.now()) for poll in Poll.objects.to_seal(clock.now())])


@shared_task
def forget_voters() -> int:
    """Forget mailed codes and wrong cards no budget looks back to, and who is who in polls nobody can appeal any more."""
    now = clock.now()
    forgotten = services.forget_codes(at=now) + services.forget_card_traces(at=now)
    return forgotten + len([services.anonymise_poll(poll, at=now) for poll in Poll.objects.to_anonymise(now)])
