"""What officers hear of new seeds: one mail a day at most, on all that came before today."""

from collections import defaultdict
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Officer, Participant, Seed
from notifications.services import are_queued, notify


@transaction.atomic
def tell_officers_of_seeds(*, at: datetime) -> int:
    """Mail each officer the seeds of the days before today (JST) that nobody told of and nobody answered; how many mails.

    A municipality one of whose officers had today's mail already waits until tomorrow; one without officers until it has one.
    """
    today = timezone.localdate(at)
    midnight = timezone.make_aware(datetime.combine(today, time()))
    rows = Seed.objects.waiting().filter(told_at__isnull=True, created_at__lt=midnight).order_by("pk")
    untold = list(rows.select_for_update(of=("self",)))
    officers = _officers({seed.participant_id for seed in untold})
    told = are_queued(_key(today, officer) for serving in officers.values() for officer in serving)
    ready = {
        pk
        for pk, serving in officers.items()
        if serving and not any(_key(today, officer) in told for officer in serving)
    }
    news: dict[str, list[tuple[Officer, Seed]]] = defaultdict(list)
    for seed in untold:
        for officer in officers[seed.participant_id] if seed.participant_id in ready else ():
            news[_key(today, officer)].append((officer, seed))
    for key, rows_of_one in news.items():
        _tell(key, rows_of_one, at=at)
    Seed.objects.filter(pk__in=[seed.pk for seed in untold if seed.participant_id in ready]).update(told_at=at)
    return len(news)


def _officers(participants: set[int]) -> dict[int, list[Officer]]:
    """Who serves each of these now, in two queries."""
    serving: dict[int, list[Officer]] = {pk: [] for pk in participants}
    places = {place.pk: place for place in Participant.objects.filter(pk__in=participants).with_members()}
    for officer in Officer.objects.filter(participant__in=participants, until__isnull=True).select_related("user"):
        officer.participant = places[officer.participant_id]
        serving[officer.participant_id].append(officer)
    return serving


def _key(today: object, officer: Officer) -> str:
    return f"seeds:{today}:{officer.user_id}"


def _tell(key: str, rows: list[tuple[Officer, Seed]], *, at: datetime) -> None:
    seeds = [{"title": seed.title, "municipality": officer.participant.name} for officer, seed in rows]
    url = settings.SITE_URL + reverse("municipalities:seeds")
    context = {"seeds": seeds, "count": len(seeds), "url": url}
    notify(rows[0][0].user, "municipalities/seeds_came", context=context, dedupe_key=key, at=at)
