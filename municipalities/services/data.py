"""Acts on the data and the knowledge of a challenge, row by row.

A row has no draft of its own: of a challenge that was handed in, what is saved is handed in with it, as a new version.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import fingerprint
from files.datafiles import clean_data_file
from files.stored import store
from municipalities.completeness import row_problems
from municipalities.data_rows import PREFIXES, Row, room_in, texts_of
from municipalities.models import (
    Challenge,
    ChallengeRefused,
    ChangedElsewhere,
    DataResource,
    DoesNotFit,
    LastRowStays,
    RowIncomplete,
)
from municipalities.services.common import HANDED_IN, lock_challenge, require_in_hands
from municipalities.services.versions import keep_version, reads_otherwise

AnyRow = TypeVar("AnyRow", bound=Row)
NO_FILE = {"file": "", "file_name": "", "file_size": 0, "preview": None}
NOT_ASKED = {"checked_at": None, "failures": 0, "dead_since": None}  # of a new address nothing is known yet
MOST_ROWS = 100  # of each kind; far more than a person writes


def save_data_row(
    challenge: Challenge,
    row: AnyRow,
    *,
    fields: Mapping[str, Any],
    by: User,
    at: datetime,
    seen: str | None = None,
    upload: File | None = None,
    without_file: bool = False,
) -> AnyRow:
    """Keep one piece of data or knowledge, finished or not; a row without a key is added at the end.

    The same new row twice is one. `seen` is the fingerprint of the row as the writer saw it: if somebody has changed it
    since, to something else than what is being saved, ChangedElsewhere is raised. `upload` becomes the file of the data,
    made clean before the transaction: that takes seconds, and no lock. FileRefused says why one is not taken. Of a challenge
    handed in already only finished rows are kept (RowIncomplete): what is kept is handed in.
    """
    require_in_hands(challenge, at)
    wanted = dict(fields) | ({**NO_FILE} if without_file else {})
    if upload is not None:
        wanted |= file_fields(upload)
    try:
        with transaction.atomic():
            kept = _lock(challenge, by, at)
            saved = _save(kept, row, wanted, seen)
            _hand_in_anew(kept, by, at)
            return saved
    except Exception:
        delete_unused_files({wanted.get("file", "")})
        raise


def _save(challenge: Challenge, row: AnyRow, wanted: Mapping[str, Any], seen: str | None) -> AnyRow:
    kept = _current(challenge, row)
    before, old_file = texts_of(kept), _file_of(kept)
    if isinstance(kept, DataResource) and wanted.get("url", kept.url) != kept.url:
        wanted = {**wanted, **NOT_ASKED}
    for name, value in wanted.items():
        setattr(kept, name, value)
    if wanted.get("file") and not getattr(kept, "format", ""):
        kept.format = wanted["file"].rpartition(".")[2].upper()  # type: ignore[union-attr]
    after = texts_of(kept)
    if any(len(after[name]) > room_in(type(kept), name) for name in after if name != "file"):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    if challenge.status in HANDED_IN and (problems := list(row_problems(kept))):
        raise RowIncomplete(
            _("応募した課題なので、足りないところのあるものは保存できません。まだ保存していません。"), problems
        )
    if kept.pk is None:
        return _added(challenge, kept)
    if seen is not None and before != after and fingerprint(before) != seen:
        raise ChangedElsewhere(_("別の画面で、この内容が書きかえられています。まだ保存していません。"))
    kept.save()
    transaction.on_commit(lambda: delete_unused_files({old_file}))
    return kept


def delete_unused_files(names: set[str]) -> None:
    """Let files go that no row has any more."""
    for name in names - {""}:
        if not DataResource.objects.filter(file=name).exists():
            default_storage.delete(name)


def _file_of(row: Row) -> str:
    return str(row.file.name or "") if isinstance(row, DataResource) else ""


def file_fields(upload: File) -> dict[str, Any]:
    """The columns of a file that was just given, made clean and kept under the name of its bytes."""
    made = clean_data_file(upload.read(settings.DATA_FILE_MAX_BYTES + 1))
    stem = PurePosixPath((upload.name or "").replace("\\", "/")).stem[:100] or "data"
    return {
        "file": store("data", made.content, made.extension),
        "file_name": f"{stem}.{made.extension}",
        "file_size": len(made.content),
        "preview": made.facts,
    }


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
    """Take one piece away for good; gone already is no error. The last one of a challenge handed in stays."""
    kept = _lock(challenge, by, at)
    gone = type(row)._default_manager.filter(challenge=kept, pk=row.pk)
    names = {_file_of(there) for there in gone}
    gone.delete()
    if kept.status in HANDED_IN and not any(model.objects.filter(challenge=kept).exists() for model in PREFIXES):
        words = _("応募した課題には、データか知識が1つは要ります。先に別のものを足してから、消してください。")
        raise LastRowStays(words)
    _hand_in_anew(kept, by, at)
    transaction.on_commit(lambda: delete_unused_files(names))


def _lock(challenge: Challenge, by: User, at: datetime) -> Challenge:
    """The challenge, held and in hand; from here on it says that this person wrote on it now."""
    kept = lock_challenge(challenge)
    require_in_hands(kept, at)
    kept.written_by, kept.written_at = by, at
    kept.save()
    return kept


def _hand_in_anew(challenge: Challenge, by: User, at: datetime) -> None:
    """Of a challenge handed in already, its rows as they are now become a version; one accepted is to be accepted anew."""
    if challenge.status not in HANDED_IN:
        return
    kept = lock_challenge(challenge)
    if reads_otherwise(kept):
        kept.status, kept.submitted_at = Challenge.Status.SUBMITTED, at
        keep_version(kept, by=by, at=at)
        kept.save()


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
