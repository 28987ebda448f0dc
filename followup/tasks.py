"""Reconcilers of this room."""

import logging

from celery import shared_task
from django.utils import timezone

from common import clock
from followup.models import Plan, Report
from followup.services import escalate_late, invite_due_report, remind_of_report, tell_followers_of

logger = logging.getLogger(__name__)


@shared_task
def invite_due_reports() -> int:
    """Mail the link of every plan whose day has come and whose side has not heard yet; how many plans were mailed."""
    now = clock.now()
    waiting = Plan.objects.due_on(timezone.localdate(now)).unanswered().filter(invited_at__isnull=True)
    return sum(invite_due_report(plan, at=now).invited_at is not None for plan in waiting)


@shared_task
def remind_of_reports() -> int:
    """Remind sides that have not reported two and four weeks after the invitation; how many plans were mailed."""
    now = clock.now()
    return sum(remind_of_report(plan, at=now) for plan in Plan.objects.to_remind(now))


@shared_task
def escalate_late_reports() -> int:
    """Tell the secretariat of reports six weeks late; how many plans."""
    return escalate_late(at=clock.now())


@shared_task
def tell_followers() -> int:
    """Mail followers of challenges the reports that came; how many reports."""
    now = clock.now()
    return sum(tell_followers_of(report, at=now) for report in Report.objects.filter(followers_told_at__isnull=True))
