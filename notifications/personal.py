"""What the outbox knows of a person, and the mails to somebody who goes."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.erasure import Held, Room
from accounts.models import User
from notifications.models import OutboxMail
from notifications.services import notify

ROOM = Room(
    held=(Held(OutboxMail, "user"), Held(OutboxMail, "to", by_address=True)),
)


def tell_of_erasure(
    to: User | str, what: str, *, language: str, about: int, until: datetime | None, at: datetime
) -> Any:
    """The mail `what`: "erasure_asked", "erasure_undone", or "erased" to an address that nobody has any more."""
    context = {"until": until, "url": settings.SITE_URL + reverse("accounts:leave")}
    key = f"{what}:{about}:{at.isoformat()}"
    return notify(to, f"accounts/{what}", context=context, dedupe_key=key, at=at, language=language)
