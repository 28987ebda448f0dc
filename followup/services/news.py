"""What followers of a challenge hear: that a report on one of its ideas came."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from followup.models import Report
from municipalities.links import token
from municipalities.models import Follow
from notifications.services import Letter, notify_each


@transaction.atomic
def tell_followers_of(report: Report, *, at: datetime) -> bool:
    """Mail everybody who follows the idea's challenge, once a report; told already is no error."""
    rows = Report.objects.select_for_update(of=("self",)).select_related(
        "plan__idea__challenge", "plan__idea__cycle", "plan__idea__team"
    )
    kept = rows.filter(pk=report.pk, followers_told_at__isnull=True).first()
    if kept is None:
        return False
    idea = kept.plan.idea
    context = {
        "title": idea.title,
        "title_en": idea.title_en,
        "team": idea.team.name,
        "state": Report.State(kept.state).label,  # in the language of each reader
        "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
    }
    follows = Follow.objects.filter(challenge=idea.challenge).select_related("user").order_by("pk")
    notify_each((_letter(kept, follow, context) for follow in follows), "followup/told", at=at)
    kept.followers_told_at = at
    kept.save(update_fields=["followers_told_at"])
    return True


def _letter(report: Report, follow: Follow, context: dict[str, Any]) -> Letter:
    stop = settings.SITE_URL + reverse("citizens:unfollow_by_mail", args=[token(follow)])
    return Letter(follow.user, {**context, "unfollow_url": stop}, f"followup:told:{report.pk}:{follow.user_id}")
