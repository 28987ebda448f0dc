"""Keeping what officers write: no lock is held while they do, and nothing of a colleague's is written over."""

from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import fingerprint
from municipalities.models import Challenge, ChallengeClosed, ChallengeRefused, ChangedElsewhere, DoesNotFit
from municipalities.services.common import require_in_hands
from municipalities.sheet import FIELDS, drafted, flatten, room_for, values_at

A_TICK = timedelta(microseconds=1)  # each writing leaves another mark on the row, whatever the clock says


def save_challenge(
    challenge: Challenge, *, fields: Mapping[str, Any], by: User, at: datetime, seen: str | None = None
) -> Challenge:
    """Keep what was written, finished or not: `fields` as in `sheet.FIELDS`, answers merged by key.

    Of one handed in already nothing changes until it is handed in again. `seen` is the fingerprint of these values as the
    writer saw them: if somebody has changed them since, to something else than what is being saved, ChangedElsewhere is
    raised. Data and knowledge have acts of their own.

    First one statement writes the row as the caller read it, and finds none when somebody wrote it in between: no lock and
    no transaction, so that an autosave stays cheap. When it finds none, and before anything is refused, all is looked at
    again with the row held. So two officers on two pages both keep their words.
    """
    new = flatten(fields)
    _require_room(fields, new)
    act: dict[str, Any] = {"fields": fields, "new": new, "by": by, "at": at, "seen": seen}
    with suppress(ChallengeRefused):
        if kept := _keep(copy(challenge), **act):
            return kept
    with transaction.atomic():
        if kept := _keep(_held(challenge), **act):
            return kept
    raise RuntimeError("a row that is held was written by somebody else")


def _keep(
    kept: Challenge, *, fields: Mapping[str, Any], new: Mapping[str, str], by: User, at: datetime, seen: str | None
) -> Challenge | None:
    """None when the row is no longer as it was read."""
    require_in_hands(kept, at)
    stored = values_at(kept, new)
    if seen is not None and stored != new and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面で、この内容が書きかえられています。まだ保存していません。"))
    change = {"written_by": by, "written_at": at, "updated_at": max(at, kept.updated_at + A_TICK)}
    change |= _change(kept, fields, new)
    as_read = Challenge.objects.filter(pk=kept.pk, updated_at=kept.updated_at, status=kept.status)
    if not as_read.update(**change):
        return None
    for name, value in change.items():
        setattr(kept, name, value)
    return kept


def _held(challenge: Challenge) -> Challenge:
    kept = Challenge.objects.for_saving().select_for_update(of=("self",)).filter(pk=challenge.pk).first()
    if kept is None:
        raise ChallengeClosed(_("この下書きは、別の画面で消されました。"))
    return kept


def _change(kept: Challenge, fields: Mapping[str, Any], new: Mapping[str, str]) -> dict[str, Any]:
    if kept.was_handed_in:
        return {"draft": drafted(kept, new)}
    answers = {"answers": kept.answers | fields["answers"]} if "answers" in fields else {}
    return {**fields, **answers}


def _require_room(fields: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Refuse what the columns cannot hold, before the database does."""
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"not fields of a challenge: {sorted(unknown)}")
    if any(len(text) > room_for(name) for name, text in texts.items()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
