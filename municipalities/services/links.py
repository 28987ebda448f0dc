"""Looking after the links of data: each is asked once a week, and its officers are told of one that stays dead."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from files.weblinks import opens
from municipalities.models import DataResource
from notifications.services import notify

EVERY, AGAIN = timedelta(days=7), timedelta(days=1)  # one that failed is asked again sooner
FAILURES = 3  # in a row, before a link is said to be dead
AT_ONCE = 5


def check_links(*, at: datetime) -> int:
    """Ask the links that are due, a few at a time; how many were asked. A rehearsal's lead nowhere and are left alone."""
    waiting = list(_due(at)[:AT_ONCE])
    return sum(_check(row, at) for row in waiting)


def _due(at: datetime) -> QuerySet[DataResource]:
    is_due = Q(checked_at=None) | Q(checked_at__lte=at - EVERY)
    is_due |= Q(failures__gt=0, failures__lt=FAILURES, checked_at__lte=at - AGAIN)
    rows = DataResource.objects.filter(is_due, challenge__cycle__is_rehearsal=False).exclude(url="")
    return rows.order_by("checked_at", "pk")


def _check(row: DataResource, at: datetime) -> bool:
    """Claim the row, ask without holding anything, write down the answer; another worker's row is left to it."""
    mine = DataResource.objects.filter(pk=row.pk, checked_at=row.checked_at, url=row.url)
    if not mine.update(checked_at=at):
        return False
    note_link(row, is_open=opens(row.url), at=at)
    return True


@transaction.atomic
def note_link(row: DataResource, *, is_open: bool, at: datetime) -> DataResource | None:
    """Write down what came of asking; at the third failure in a row the officers are told, once. It may recover.

    An answer about an address that is no longer the row's is forgotten.
    """
    kept = DataResource.objects.select_for_update().filter(pk=row.pk, url=row.url).first()
    if kept is None:
        return None
    kept.checked_at, kept.failures = at, 0 if is_open else min(kept.failures + 1, 1000)
    if is_open:
        kept.dead_since = None
    elif kept.failures >= FAILURES and kept.dead_since is None:
        kept.dead_since = at
        _tell(kept, at)
    kept.save(update_fields=["checked_at", "failures", "dead_since"])
    return kept


def _tell(row: DataResource, at: datetime) -> None:
    challenge = row.challenge
    context = {
        "number": challenge.number,
        "title": str(challenge),
        "municipality": challenge.participant.name,
        "data": row.title,
        "address": row.url,
        "url": settings.SITE_URL + reverse("municipalities:challenge_data", args=[challenge.pk]),
    }
    for officer in challenge.participant.officers.filter(until__isnull=True).select_related("user"):
        key = f"link:{row.pk}:{at.isoformat()}:{officer.user_id}"
        notify(officer.user, "municipalities/link_dead", context=context, dedupe_key=key, at=at)
