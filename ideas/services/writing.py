"""Keeping what members write: no lock is held while they do, and nothing of another member's is written over."""

from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import LONGEST, answer_name, fingerprint
from ideas.models import TEXTS, ChangedElsewhere, DoesNotFit, Idea, IdeaRefused, IdeaVersion
from ideas.services.windows import require_in_hands
from ideas.sheet import flatten, section_at, values_at, values_of
from ideas.versions import fields_of

A_TICK = timedelta(microseconds=1)  # each writing leaves another mark on the row, whatever the clock says


def save_idea(idea: Idea, *, fields: Mapping[str, Any], by: User, at: datetime, seen: str | None = None) -> Idea:
    """Keep what was written, finished or not: names of `models.TEXTS`, and `answers` merged by key.

    Nothing that was handed in changes until it is handed in again. `seen` is the fingerprint of these values as the
    writer saw them: if somebody saved other words since, ChangedElsewhere is raised and nothing is kept.

    First one statement writes the row as the caller read it, and finds none when somebody wrote it in between: no lock and
    no transaction, so that an autosave stays cheap. When it finds none, and before anything is refused, all is looked at
    again with the row held. So two members on two pages both keep their words.
    """
    _require_room(idea, fields)
    act: dict[str, Any] = {"fields": fields, "at": at, "seen": seen}
    with suppress(IdeaRefused):
        if kept := _keep(copy(idea), **act):
            return kept
    with transaction.atomic():
        if kept := _keep(_held(idea), **act):
            return kept
    raise RuntimeError("a row that is held was written by somebody else")


def bring_back(version: IdeaVersion, *, by: User, at: datetime, seen: str) -> Idea:
    """The texts of a version again as the draft; what was handed in, its pictures and its evidence stay as they are.

    `seen` is the fingerprint of the whole sheet the person agreed to replace: ChangedElsewhere if it is another now.
    """
    with transaction.atomic():
        kept = Idea.objects.for_desk().select_for_update(of=("self",)).get(pk=version.idea_id)
        require_in_hands(kept, at)
        if fingerprint(values_of(kept)) != seen:
            raise ChangedElsewhere(_("この画面を開いたあとに、下書きが変わりました。もう一度見てから戻してください。"))
        return save_idea(kept, fields=fields_of(kept, version), by=by, at=at)


def _keep(kept: Idea, *, fields: Mapping[str, Any], at: datetime, seen: str | None) -> Idea | None:
    """None when the row is no longer as it was read."""
    require_in_hands(kept, at)
    new = flatten(fields)
    stored = values_at(kept, new)
    if seen is not None and stored != new and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面か、ほかのメンバーが、ここを書きかえました。まだ保存していません。"))
    change = {"draft": _drafted(kept, fields), "updated_at": max(at, kept.updated_at + A_TICK)}
    as_read = Idea.objects.filter(pk=kept.pk, updated_at=kept.updated_at, status=kept.status)
    if not as_read.update(**change):
        return None
    for name, value in change.items():
        setattr(kept, name, value)
    return kept


def _held(idea: Idea) -> Idea:
    return Idea.objects.for_saving().select_for_update(of=("self",)).get(pk=idea.pk)


def _drafted(idea: Idea, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Its `draft` once these fields are written too: of texts, only what differs from what was handed in."""
    working = {**idea.working, **fields, "answers": idea.working["answers"] | fields.get("answers", {})}
    draft: dict[str, Any] = {name: working[name] for name in TEXTS if working[name] != getattr(idea, name)}
    answers = {key: text for key, text in working["answers"].items() if text != idea.answers.get(key, "")}
    own_acts = {name: idea.draft[name] for name in ("attachments", "words", "evidence") if name in idea.draft}
    return draft | ({"answers": answers} if answers else {}) | own_acts


def _require_room(idea: Idea, fields: Mapping[str, Any]) -> None:
    """Only questions of this form, and only texts a person could have written."""
    names = {answer_name(key) for key in fields.get("answers", {})}
    if unknown := (set(fields) - {*TEXTS, "answers"}) | {name for name in names if not section_at(idea, name)}:
        raise ValueError(f"not fields of an idea: {sorted(unknown)}")
    if any(len(text) > LONGEST for text in flatten(fields).values()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    if fields.get("licence", Idea.Licence.CC_BY) not in Idea.Licence.values:
        raise DoesNotFit(_("利用条件をえらんでください。"))
