"""What several acts on a challenge share: its lock, and telling those it concerns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Stage
from municipalities.models import Challenge, ChallengeClosed, Participant, Window
from municipalities.waiting import promised_day
from notifications.services import notify

Status = Challenge.Status
HANDED_IN = (Status.SUBMITTED, Status.ACCEPTED)


def lock_challenge(challenge: Challenge) -> Challenge:
    """The row as it is now, held until the transaction ends; refuses a draft that was thrown away meanwhile."""
    kept = Challenge.objects.for_desk().select_for_update(of=("self",)).filter(pk=challenge.pk).first()
    if kept is None:
        raise ChallengeClosed(_("この下書きは、別の画面で消されました。"))
    return kept


def require_open(window: Window | None, at: datetime) -> None:
    """Refuse outside STEP1, or outside the longer time an entry was given."""
    if window is None or at < window.opens_at:
        raise ChallengeClosed(_("課題の募集は、まだはじまっていません。"))
    if not window.is_open_at(at):
        raise ChallengeClosed(_("課題の募集はしめきりました。"))


def require_in_hands(challenge: Challenge, at: datetime) -> None:
    """Refuse to change what is out of its officers' hands at this moment; the twin of `rules.edit_challenge`.

    Until the deadline whatever is not published yet may be mended; one sent back, also after it.
    """
    if challenge.status == Status.RETURNED:
        return
    if challenge.is_public_at(at):
        raise ChallengeClosed(_("公開されたあとなので、変えられません。"))
    require_open(challenge.window, at)


def tell_officers(challenge: Challenge, name: str, *, at: datetime, **more: Any) -> None:
    """Mail everybody who serves the municipality now; once for each act, however often it is repeated."""
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    context = {
        "number": challenge.number,
        "title": challenge.title,
        "municipality": challenge.participant.name,
        "at": at,
        "publishes_at": stage.publishes_at if stage else None,
        "is_out": stage is not None and stage.is_published_at(at),
        "promised": promised_day(challenge),
        "remarks": challenge.remarks,
        "url": settings.SITE_URL + reverse("municipalities:challenge_receipt", args=[challenge.pk]),
        **more,
    }
    key = f"challenge:{challenge.pk}:{name}:{at.isoformat()}"
    mail_officers(challenge.participant, name, context=context, key=key, at=at)


def mail_officers(participant: Participant, name: str, *, context: Mapping[str, Any], key: str, at: datetime) -> None:
    """Mail everybody who serves a municipality now, once under this key."""
    for officer in participant.officers.filter(until__isnull=True).select_related("user"):
        dedupe_key = f"{key}:{officer.user_id}"
        notify(officer.user, f"municipalities/{name}", context=context, dedupe_key=dedupe_key, at=at)


def tell_reviewer(challenge: Challenge, to: User, *, by: User, at: datetime) -> None:
    """Mail a member of the secretariat that a colleague gave them a challenge to answer."""
    promised = promised_day(challenge)
    context = {
        "number": challenge.number,
        "title": challenge.title,
        "municipality": challenge.participant.name,
        "by": str(by),
        "promised": promised,
        "url": settings.SITE_URL + reverse("admin:municipalities_challenge_change", args=[challenge.pk]),
    }
    key = f"challenge:{challenge.pk}:assigned:{at.isoformat()}:{to.pk}"
    notify(to, "municipalities/assigned", context=context, dedupe_key=key, at=at)
