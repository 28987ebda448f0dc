"""Acts on what an idea rests on, row by row; any member may, while the text may be written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import fingerprint
from ideas.evidence import (
    MOST,
    MOST_REMOVED,
    RESOURCE,
    is_address,
    problem_at,
    questions_for,
    snapshot_of,
    texts_of,
)
from ideas.models import ChangedElsewhere, Citation, DoesNotFit, Evidence, Idea, IdeasClosed, Note
from ideas.services.windows import require_writable
from municipalities.models import Challenge, DataResource

AnyRow = TypeVar("AnyRow", bound=Evidence)


@transaction.atomic
def save_evidence(
    idea: Idea, row: AnyRow, *, fields: Mapping[str, Any], by: User, at: datetime, seen: str | None = None
) -> AnyRow:
    """Keep one row, whole or not at all; one without a key is added at the end, and the same new row twice is one.

    `seen` is the fingerprint of the row as the writer saw it: if somebody has changed it since, to something else than
    what is being saved, ChangedElsewhere is raised. DoesNotFit says in words what is missing or too long.
    """
    kept_idea = _lock(idea, at)
    kept = _current(kept_idea, row)
    if kept.removed_at:
        raise DoesNotFit(_("ほかのメンバーが、これを消しました。一覧でもどしてから、もう一度保存してください。"))
    before = texts_of(kept) if kept.pk else {}
    _write(kept, fields, kept_idea, at)
    if kept.pk is None:
        return _added(kept_idea, kept)
    if seen is not None and before != texts_of(kept) and fingerprint(before) != seen:
        raise ChangedElsewhere(_("別の画面か、ほかのメンバーが、ここを書きかえました。まだ保存していません。"))
    kept.save()
    _settle(kept_idea, kept)
    return kept


@transaction.atomic
def move_evidence(idea: Idea, row: Evidence, *, direction: Literal["up", "down"], by: User, at: datetime) -> None:
    """Let a row change places with the one above or below it; at the end of the list, or removed, it stays."""
    kept = _lock(idea, at)
    rows = list(_shelf(kept, row).standing())
    place = next((number for number, each in enumerate(rows) if each.pk == row.pk), None)
    if place is None:
        return
    other = place + (-1 if direction == "up" else 1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows):
        each.order = order
    type(row)._default_manager.bulk_update(rows, ["order"])
    _settle(kept, row)


@transaction.atomic
def remove_evidence(idea: Idea, row: Evidence, *, by: User, at: datetime) -> None:
    """Set a row aside, to be offered back; of those set aside only the latest are kept."""
    kept = _lock(idea, at)
    _shelf(kept, row).standing().filter(pk=row.pk).update(removed_at=at)
    late = list(_shelf(kept, row).removed().values_list("pk", flat=True)[MOST_REMOVED:])
    _shelf(kept, row).filter(pk__in=late).delete()
    _settle(kept, row)


@transaction.atomic
def restore_evidence(idea: Idea, row: Evidence, *, by: User, at: datetime) -> None:
    """Bring back a row that was set aside, where it stood; there already is no error."""
    kept = _lock(idea, at)
    if not _shelf(kept, row).removed().filter(pk=row.pk).exists():
        return
    _require_room(kept, row)
    _shelf(kept, row).filter(pk=row.pk).update(removed_at=None)
    _settle(kept, row)


@transaction.atomic
def forget_evidence(idea: Idea, row: Evidence, *, by: User, at: datetime) -> None:
    """Delete for good a row that was set aside: what should never have been written, a name perhaps."""
    kept = _lock(idea, at)
    _shelf(kept, row).removed().filter(pk=row.pk).delete()


def _lock(idea: Idea, at: datetime) -> Idea:
    """The idea, held and in its team's hands."""
    kept = Idea.objects.for_saving().select_for_update(of=("self",)).get(pk=idea.pk)
    if kept.status == Idea.Status.WITHDRAWN:
        raise IdeasClosed(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(kept, at)
    return kept


def _shelf(idea: Idea, row: Evidence) -> Any:
    """All rows of the same kind as `row`, removed ones too."""
    return type(row)._default_manager.filter(idea=idea)


def _current(idea: Idea, row: AnyRow) -> AnyRow:
    """The row as it is now; a new one is given as it came."""
    if row.pk is None:
        return row
    kept = _shelf(idea, row).filter(pk=row.pk).first()
    if kept is None:
        raise DoesNotFit(_("ほかのメンバーが、これを完全に消しました。まだ保存していません。"))
    return kept


def _write(row: Evidence, fields: Mapping[str, Any], idea: Idea, at: datetime) -> None:
    """Put what was typed into the row, unless something is wrong with it."""
    of_challenge = RESOURCE in fields
    for question in questions_for(type(row), of_challenge=of_challenge):
        if problem := problem_at(question, str(fields.get(question.name) or "")):
            raise DoesNotFit(problem)
    if isinstance(row, Citation) and of_challenge:
        _copy(row, _resource(idea, row, fields[RESOURCE], at))
    if isinstance(row, Note) and fields["kind"] not in Note.Kind.values:
        raise DoesNotFit(_("種類をえらびなおしてください。"))
    if isinstance(fields.get("seen_on"), date) and fields["seen_on"] > timezone.localdate(at):
        raise DoesNotFit(_("見た日は、きょうまでの日にしてください。"))
    for name, value in fields.items():
        if name != RESOURCE:
            setattr(row, name, value)


def _resource(idea: Idea, row: Citation, key: str, at: datetime) -> DataResource:
    """Data of the idea's own published challenge, or what the row cites already."""
    public = Challenge.objects.public(at).filter(pk=idea.challenge_id)
    offered = DataResource.objects.filter(challenge__in=public)
    found = next((each for each in offered.select_related("challenge__participant") if str(each.pk) == str(key)), None)
    if found is None and row.resource and str(row.resource_id) == str(key):
        found = row.resource
    if found is None:
        raise DoesNotFit(_("課題のデータの中から、えらびなおしてください。"))
    return found


def _copy(row: Citation, resource: DataResource) -> None:
    """The data's own words, which then stay whatever becomes of it."""
    row.resource = resource
    row.title, row.licence = str(resource), resource.licence
    row.source = resource.publisher or resource.challenge.participant.name
    row.url = resource.url if is_address(resource.url) else ""


def _added(idea: Idea, row: AnyRow) -> AnyRow:
    for there in _shelf(idea, row).standing():
        if texts_of(there) == texts_of(row):
            return there
    _require_room(idea, row)
    last = _shelf(idea, row).order_by("order").last()
    row.idea, row.order = idea, last.order + 1 if last else 0
    row.save()
    _settle(idea, row)
    return row


def _require_room(idea: Idea, row: Evidence) -> None:
    most = MOST[type(row)]
    if _shelf(idea, row).standing().count() >= most:
        raise DoesNotFit(_("%(n)d件までです。いらないものを消してから、もう一度。") % {"n": most})


def _settle(idea: Idea, row: Evidence) -> None:
    """Write into the draft what is not yet what was handed in; notes are no part of an idea."""
    if isinstance(row, Note):
        return
    now = snapshot_of(idea)
    idea.draft = {name: value for name, value in idea.draft.items() if name != "evidence"}
    if now != idea.evidence:
        idea.draft["evidence"] = now
    idea.save()
