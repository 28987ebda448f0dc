"""How long a challenge has waited for the secretariat's answer, and the day one was promised for (Japanese calendar)."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from municipalities.models import Challenge


def promised_day(challenge: Challenge) -> date | None:
    """The last day on which an answer is in time; none while nothing waits for one."""
    if challenge.status != Challenge.Status.SUBMITTED or challenge.submitted_at is None:
        return None
    return timezone.localdate(challenge.submitted_at) + timedelta(days=challenge.cycle.challenge_reply_days)


def days_waiting(challenge: Challenge, moment: datetime) -> int:
    """Days since it was handed in last."""
    return (timezone.localdate(moment) - timezone.localdate(challenge.submitted_at)).days


def days_late(challenge: Challenge, moment: datetime) -> int:
    """Days past the promised one; 0 while there is time. The twin of `ChallengeQuerySet.late_at`."""
    promised = promised_day(challenge)
    return max(0, (timezone.localdate(moment) - promised).days) if promised else 0
