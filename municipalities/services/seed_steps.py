"""What several acts on a seed share: its lock, taking a step back, and telling those who wrote it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Stage
from municipalities.models import Challenge, Seed, SeedRefused
from notifications.services import notify

Status = Seed.Status
TAKEN_BACK = ("status", "challenge", "merged_into", "answer", "answered_by", "answered_at")


def lock_seed(seed: Seed) -> Seed:
    """The row as it is now, held until the transaction ends; refuses one that was withdrawn meanwhile."""
    return lock_seeds(seed)[0]


def lock_seeds(*seeds: Seed) -> list[Seed]:
    """Several rows, in the order given; held one after the other by their numbers, so that no two acts wait in a ring."""
    rows = Seed.objects.select_for_update(of=("self",)).select_related("cycle", "participant", "suggested_by")
    kept = {row.pk: row for row in rows.filter(pk__in=[seed.pk for seed in seeds]).order_by("pk")}
    if len(kept) < len({seed.pk for seed in seeds}):
        raise SeedRefused(_("この課題のたねは、書いた人が取り下げました。"))
    return [kept[seed.pk] for seed in seeds]


def with_merged(seed: Seed) -> list[Seed]:
    """The seed and those merged into it: they share what becomes of it."""
    return [seed, *seed.merged.select_related("cycle", "participant", "suggested_by")]


def take_back(seeds: Iterable[Seed], *, by: User, at: datetime) -> None:
    """Let seeds wait for an answer again, on record, and tell those who wrote them."""
    for seed in seeds:
        record_decision(by, "seed.reopen", seed, at=at, was=seed.status)
        seed.status, seed.challenge, seed.merged_into = Status.OPEN, None, None
        seed.answer, seed.answered_by, seed.answered_at = "", None, None
        seed.save(update_fields=TAKEN_BACK)
        tell_writers([seed], "seed_reopened", at=at)


def let_go(challenge: Challenge, *, by: User, at: datetime) -> None:
    """A draft is thrown away: the seeds it was made from wait again."""
    grown: QuerySet[Seed] = Seed.objects.filter(challenge=challenge).order_by("pk")
    take_back(
        grown.select_for_update(of=("self",)).select_related("cycle", "participant", "suggested_by"), by=by, at=at
    )


def tell_writers(seeds: Iterable[Seed], name: str, *, at: datetime, **more: str | datetime | None) -> None:
    """Mail those who suggested these; once for each act, however often it is repeated."""
    for seed in seeds:
        stage = seed.cycle.stage(Stage.Kind.CHALLENGES)
        context = {
            "title": seed.title,
            "municipality": seed.participant.name,
            "publishes_at": stage.publishes_at if stage else None,
            "contact": seed.cycle.contact_email,
            "url": settings.SITE_URL + reverse("citizens:seed", args=[seed.pk]),
            **more,
        }
        key = f"seed:{seed.pk}:{name}:{at.isoformat()}"
        notify(seed.suggested_by, f"municipalities/{name}", context=context, dedupe_key=key, at=at)
