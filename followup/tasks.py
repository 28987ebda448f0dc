"""Reconcilers of this room."""

import logging

from celery import shared_task
from django.utils import timezone

from common import clock
from followup.models import Plan
from followup.services import invite_due_report

logger = logging.getLogger(__name__)


@shared_task
def invite_due_reports() -> int:
    """Mail the link of every plan whose day has come and whose side has not heard yet; how many plans were mailed."""
    now = clock.now()
    waiting = Plan.objects.due_on(timezone.localdate(now)).unanswered().filter(invited_at__isnull=True)
    return sum(invite_due_report(plan, at=now).invited_at is not None for plan in waiting)
