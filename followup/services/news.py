"""What followers of a challenge hear: that a report on one of its ideas came."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from followup.models import Report
from municipalities.links import token
from municipalities.models import Follow
from notifications.services import notify


@transaction.atomic
def tell_followers_of(report: Report, *, at: datetime) -> bool:
    """Mail everybody who follows the idea's challenge, once a report; told already is no error."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("plan__idea__challenge", "plan__idea__team")
    kept = rows.filter(pk=report.pk, followers_told_at__isnull=True).first()
    if kept is None:
        return False
    idea = kept.plan.idea
    context = {
        "title": idea.title,
        "title_en": idea.title_en,
        "team": idea.team.name,
        "state": kept.get_state_display(),
        "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
    }
    for follow in Follow.objects.filter(challenge=idea.challenge).select_related("user").order_by("pk"):
        stop = settings.SITE_URL + reverse("citizens:unfollow_by_mail", args=[token(follow)])
        key = f"followup:told:{kept.pk}:{follow.user_id}"
        notify(follow.user, "followup/told", context={**context, "unfollow_url": stop}, dedupe_key=key, at=at)
    kept.followers_told_at = at
    kept.save(update_fields=["followers_told_at"])
    return True
