"""Acts on the data and the knowledge of a challenge, row by row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import fingerprint
from municipalities.data_rows import Row, room_in, texts_of
from municipalities.models import Challenge, ChallengeRefused, ChangedElsewhere, DoesNotFit
from municipalities.services.common import lock_challenge, require_in_hands

AnyRow = TypeVar("AnyRow", bound=Row)
MOST_ROWS = 100  # of each kind; far more than a person writes


@transaction.atomic
def save_data_row(
    challenge: Challenge, row: AnyRow, *, fields: Mapping[str, Any], by: User, at: datetime, seen: str | None = None
) -> AnyRow:
    """Keep one piece of data or knowledge, finished or not; a row without a key is added at the end.

    The same new row twice is one. `seen` is the fingerprint of the row as the writer saw it: if somebody has changed it
    since, to something else than what is being saved, ChangedElsewhere is raised.
    """
    kept_challenge = _lock(challenge, by, at)
    kept = _current(kept_challenge, row)
    before = texts_of(kept)
    for name, value in fields.items():
        setattr(kept, name, value)
    after = texts_of(kept)
    if any(len(text) > room_in(type(kept), name) for name, text in after.items()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    if kept.pk is None:
        return _added(kept_challenge, kept)
    if seen is not None and before != after and fingerprint(before) != seen:
        raise ChangedElsewhere(_("別の画面で、この内容が書きかえられています。まだ保存していません。"))
    kept.save()
    return kept


@transaction.atomic
def move_data_row(
    challenge: Challenge, row: Row, *, direction: Literal["up", "down"], by: User, at: datetime
) -> list[Row]:
    """Let a row change places with the one above or below it; at the end of the list it stays. The rows in order."""
    kept = _lock(challenge, by, at)
    rows = _shelf(kept, row)
    place = rows.index(_current(kept, row))
    other = place + (-1 if direction == "up" else 1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows):
        each.order = order
    type(row)._default_manager.bulk_update(rows, ["order"])  # type: ignore[arg-type]
    return rows


@transaction.atomic
def remove_data_row(challenge: Challenge, row: Row, *, by: User, at: datetime) -> None:
    """Take one piece away for good; gone already is no error."""
    kept = _lock(challenge, by, at)
    type(row)._default_manager.filter(challenge=kept, pk=row.pk).delete()


def _lock(challenge: Challenge, by: User, at: datetime) -> Challenge:
    """The challenge, held and in hand; from here on it says that this person wrote on it now."""
    kept = lock_challenge(challenge)
    require_in_hands(kept, at)
    kept.written_by = by
    kept.save()
    return kept


def _shelf(challenge: Challenge, row: Row) -> list[Row]:
    """All rows of the same kind as `row`, in order."""
    return list(type(row)._default_manager.filter(challenge=challenge))


def _current(challenge: Challenge, row: AnyRow) -> AnyRow:
    """The row as it is now; a new one is given as it came."""
    if row.pk is None:
        return row
    for kept in _shelf(challenge, row):
        if kept.pk == row.pk:
            return kept  # type: ignore[return-value]
    raise ChallengeRefused(_("これは、別の画面で消されました。"))


def _added(challenge: Challenge, row: AnyRow) -> AnyRow:
    rows = _shelf(challenge, row)
    for there in rows:
        if texts_of(there) == texts_of(row):
            return there  # type: ignore[return-value]
    if len(rows) >= MOST_ROWS:
        raise DoesNotFit(_("%(n)d件までです。まだ保存していません。") % {"n": MOST_ROWS})
    row.challenge, row.order = challenge, rows[-1].order + 1 if rows else 0
    row.save()
    return row
