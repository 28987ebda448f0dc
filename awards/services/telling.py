"""Who follows a challenge hears which of its ideas were awarded, once the awards are public."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from awards.models import Decision, Publication
from awards.public import place_label
from municipalities.links import token
from municipalities.models import Follow
from notifications.services import Letter, are_queued, notify_each

AT_ONCE = 200


def tell_followers(*, at: datetime) -> int:
    """Mail followers of every publication that is not told yet, so many at a time; how many mails."""
    return sum(_tell(publication, at) for publication in Publication.objects.to_tell())


@transaction.atomic
def _tell(publication: Publication, at: datetime) -> int:
    kept = Publication.objects.to_tell().select_for_update().filter(pk=publication.pk).first()
    if kept is None:
        return 0
    decisions = Decision.objects.filter(award__cycle=kept.cycle_id, returned_at__isnull=True).for_public()
    won: dict[int, list[Decision]] = {}
    for decision in decisions:
        won.setdefault(decision.idea.challenge_id, []).append(decision)
    early = Follow.objects.filter(challenge__in=won, since__lte=kept.published_at).select_related("user", "challenge")
    due = {f"awards-out:{follow.challenge_id}:{follow.user_id}": follow for follow in early}
    left = sorted(due.keys() - are_queued(due))
    letters = (_letter(due[key], won[due[key].challenge_id], key) for key in left[:AT_ONCE])
    notify_each(letters, "awards/followed", at=at)
    if len(left) <= AT_ONCE:
        kept.followers_told_at = at
        kept.save(update_fields=["followers_told_at"])
    return len(left[:AT_ONCE])


def _letter(follow: Follow, decisions: list[Decision], key: str) -> Letter:
    with translation.override(follow.user.language):
        lines = [
            f"{row.award} {place_label(row.place, row.award.places)}".strip()
            + f": {row.idea.title}（{row.idea.team.name}）"
            for row in decisions
        ]
    context = {
        "title": follow.challenge.title,
        "title_en": follow.challenge.title_en,
        "awards": "\n".join(lines),
        "url": settings.SITE_URL + reverse("pages:winners", args=[decisions[0].award.cycle.fiscal_year]),
        "unfollow_url": settings.SITE_URL + reverse("citizens:unfollow_by_mail", args=[token(follow)]),
    }
    return Letter(follow.user, context, key)
