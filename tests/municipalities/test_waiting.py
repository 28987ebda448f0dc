"""How long a challenge has waited, in days of the Japanese calendar; the queryset says the same."""

from datetime import datetime, timedelta

import pytest

from municipalities.models import Challenge
from municipalities.waiting import days_late, days_waiting, promised_day
from tests.factories import contest
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
Status = Challenge.Status
EVENING = datetime(2026, 7, 1, 23, 30, tzinfo=contest.JST)


@pytest.mark.parametrize(
    ("days", "after", "waited", "late"),
    [
        (14, timedelta(0), 0, 0),
        (14, timedelta(minutes=30), 1, 0),
        (14, timedelta(days=14, minutes=29), 14, 0),
        (14, timedelta(days=14, minutes=30), 15, 1),
        (14, timedelta(days=17), 17, 3),
        (0, timedelta(minutes=29), 0, 0),
        (0, timedelta(minutes=30), 1, 1),
    ],
)
def test_days_are_counted_at_midnight(days, after, waited, late):
    kept = challenge(Status.SUBMITTED, submitted_at=EVENING, cycle=contest.cycle(challenge_reply_days=days))
    at = EVENING + after
    assert (days_waiting(kept, at), days_late(kept, at)) == (waited, late)
    assert (promised_day(kept) - EVENING.date()).days == days
    assert Challenge.objects.late_at(at).filter(pk=kept.pk).exists() is (late > 0)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.ACCEPTED])
def test_only_what_waits_is_late(status):
    kept = challenge(status)
    at = EVENING + timedelta(days=400)
    assert (promised_day(kept), days_late(kept, at)) == (None, 0)
    assert not Challenge.objects.late_at(at).exists()


def test_each_cycle_keeps_its_own_promise():
    slow, quick = contest.cycle(challenge_reply_days=30), contest.cycle(2027, challenge_reply_days=7)
    for cycle in (slow, quick):
        challenge(Status.SUBMITTED, cycle=cycle, submitted_at=EVENING)
    late = Challenge.objects.late_at(EVENING + timedelta(days=10))
    assert [row.cycle for row in late] == [quick]
