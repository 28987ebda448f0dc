"""What several acts on questions share: locks, limits of length, and telling those it concerns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.text import length_of
from dialogue.models import DialogueRefused, Post, Thread, Voice
from municipalities.models import Challenge, Officer, Participant
from notifications.services import notify

QUESTION, ANSWER, CREDIT = 400, 1000, 60  # an answer is the municipality's, or of those who help


def limit_for(voice: str) -> int:
    """How many characters somebody who speaks so may post at once."""
    return QUESTION if voice == Voice.CITIZEN else ANSWER


def require_fitting(text: str, credit: str, *, limit: int) -> None:
    """Nothing missing, nothing too long, no address in a name."""
    if not text:
        raise DialogueRefused(_("内容を書いてください。"))
    if length_of(text) > limit:
        raise DialogueRefused(_("%(n)d字以内にしてください。まだ届けていません。") % {"n": limit})
    if length_of(credit) > CREDIT or "://" in credit:
        raise DialogueRefused(_("名前は%(n)d字までで、ホームページのアドレスは書けません。") % {"n": CREDIT})


def lock_thread(thread: Thread) -> Thread:
    """The row as it is now, held until the transaction ends."""
    rows = Thread.objects.select_for_update(of=("self",)).select_related(
        "challenge__cycle", "challenge__participant", "asked_by"
    )
    return rows.get(pk=thread.pk)


def lock_post(post: Post) -> Post:
    """The row as it is now, held until the transaction ends."""
    return Post.objects.select_for_update(of=("self",)).for_page().get(pk=post.pk)


def officers_of(participant: Participant) -> list[User]:
    """Who serves a municipality now."""
    rows = Officer.objects.filter(participant=participant, until__isnull=True).select_related("user")
    return [officer.user for officer in rows.order_by("pk")]


def tell_municipality(
    challenge: Challenge, name: str, *, context: Mapping[str, Any], key: str, by: User, at: datetime
) -> None:
    """Mail everybody who serves it, and whom the challenge names as its contact, once each; not whoever did it."""
    serving = officers_of(challenge.participant)
    for user in serving:
        if user.pk != by.pk:
            notify(user, f"dialogue/{name}", context=context, dedupe_key=f"{key}:{user.pk}", at=at)
    contact = challenge.contact_email.lower()
    if contact and contact not in {user.email for user in serving} and not _has_left(challenge, contact):
        notify(contact, f"dialogue/{name}", context=context, dedupe_key=f"{key}:contact", at=at, language="ja")


def _has_left(challenge: Challenge, email: str) -> bool:
    """A contact who was an officer and is not any more hears nothing more."""
    return Officer.objects.filter(participant=challenge.participant_id, user__email=email).exists()


def about(thread: Thread, **more: Any) -> dict[str, Any]:
    """What a mail on a question says of where it is."""
    challenge = thread.challenge
    return {
        "title": challenge.title,
        "number": challenge.number,
        "municipality": challenge.participant.name,
        "url": settings.SITE_URL + reverse("dialogue:thread", args=[thread.pk]),
        **more,
    }


def tell_writer(post: Post, name: str, *, at: datetime, **more: Any) -> None:
    """Mail who wrote a post what became of it; once for each act, however often it is repeated."""
    context = about(post.thread, text=post.text, contact=post.challenge.cycle.contact_email, **more)
    key = f"post:{post.pk}:{name}:{at.isoformat()}"
    notify(post.written_by, f"dialogue/{name}", context=context, dedupe_key=key, at=at)
