"""What the secretariat is reminded of."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from municipalities.models import Challenge, bodies
from municipalities.waiting import days_late, promised_day
from notifications.services import notify

FROM_HOUR = 8  # of the day in Japan: nobody is mailed in the night


def remind_of_late_replies(*, at: datetime) -> int:
    """Mail every member of the secretariat what waits past its promised day, once a day for all of it; how many mails."""
    day = timezone.localtime(at)
    rows = Challenge.objects.late_at(at).select_related("cycle", "reviewer")
    late = list(rows.prefetch_related(bodies("participant__members")).order_by("submitted_at", "pk"))
    if not late or day.hour < FROM_HOUR:
        return 0
    url = settings.SITE_URL + reverse("admin:municipalities_challenge_changelist") + "?waiting=late"
    context = {"count": len(late), "challenges": [_line(challenge, at) for challenge in late], "url": url}
    members = User.objects.filter(is_staff=True, is_active=True)
    for member in members:
        key = f"challenges:late:{day:%Y-%m-%d}:{member.pk}"
        notify(member, "municipalities/late", context=context, dedupe_key=key, at=at)
    return len(members)


def _line(challenge: Challenge, at: datetime) -> dict[str, object]:
    return {
        "number": challenge.number,
        "title": challenge.title,
        "municipality": challenge.participant.name,
        "days": days_late(challenge, at),
        "promised": promised_day(challenge),
        "reviewer": str(challenge.reviewer or ""),
    }
