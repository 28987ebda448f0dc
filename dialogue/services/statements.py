"""The municipality's word on an idea: written, saved, handed in, and handed in again until the final begins."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import one_line, several_lines
from dialogue.models import Statement, StatementClosed, StatementIncomplete, WrittenElsewhere
from dialogue.wording import problems_of
from ideas.models import Idea
from notifications.services import notify


@transaction.atomic
def save_statement(statement: Statement, *, words: Mapping[str, Any], seen: str, by: User, at: datetime) -> Statement:
    """Keep what is being written, unfinished or not; the world goes on seeing what was handed in.

    `seen` is the mark of what the writer had before them; WrittenElsewhere where a colleague saved other words since.
    """
    kept = _lock(statement)
    _require_open(kept, at)
    tidy = tidied(words)
    if tidy == kept.working:
        return kept
    if seen != mark_of(kept):
        raise WrittenElsewhere(
            _("ほかの担当者か、別の画面で、先に保存されました。くらべて、もう一度保存してください。")
        )
    kept.draft, kept.drafted_by, kept.drafted_at = tidy, by, at
    kept.save()
    return kept


@transaction.atomic
def hand_in_statement(statement: Statement, *, seen: str, by: User, at: datetime) -> Statement:
    """Publish the saved words and mail the team; on record with every word. Nothing new to publish is no error."""
    kept = _lock(statement)
    _require_open(kept, at)
    if kept.handed_in_at and not kept.draft:
        return kept
    if seen != mark_of(kept):
        raise WrittenElsewhere(_("確認しているあいだに、書きかえられました。もう一度、確認してください。"))
    if problems_of(kept.working):
        raise StatementIncomplete(_("足りないところがあります。直してから公開してください。"))
    words, is_first = kept.working, kept.handed_in_at is None
    kept.stance, kept.text, kept.steps, kept.draft = words["stance"], words["text"], words["steps"], {}
    kept.handed_in_at, kept.handed_in_by = at, by
    kept.save()
    record_decision(by, "statement.hand_in", kept, at=at, **words)
    _tell_team(kept, is_first=is_first, at=at)
    return kept


def mark_of(statement: Statement) -> str:
    """Of the words as they stand; another one after each saving and handing-in."""
    moments = (statement.drafted_at, statement.handed_in_at)
    return "/".join(moment.astimezone(UTC).isoformat() if moment else "" for moment in moments)


def tidied(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words as they are kept: without what nobody sees, without empty steps."""
    steps = [{name: one_line(step[name]).strip() for name in ("who", "what", "by")} for step in words["steps"]]
    return {
        "stance": words["stance"],
        "text": several_lines(words["text"]).strip(),
        "steps": [step for step in steps if any(step.values())],
    }


def _lock(statement: Statement) -> Statement:
    return Statement.objects.for_list().select_for_update(of=("self",)).get(pk=statement.pk)


def _require_open(statement: Statement, at: datetime) -> None:
    if statement.idea.status != Idea.Status.SUBMITTED or not statement.is_open_at(at):
        raise StatementClosed(
            _("いまは、自治体のことばを書けません。書けるのは、アイデアの公開から最終公開審査の前までです。")
        )


def _tell_team(statement: Statement, *, is_first: bool, at: datetime) -> None:
    """Everybody in it hears each time the words change; once an act."""
    idea = statement.idea
    context = {
        "idea": idea.title,
        "number": idea.number,
        "municipality": idea.challenge.participant.name,
        "stance": Statement.Stance(statement.stance).label,
        "text": statement.text,
        "is_first": int(is_first),
        "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]) + "#words",
    }
    for member in idea.team.members.select_related("user").order_by("pk"):
        key = f"statement:{statement.pk}:{at.isoformat()}:{member.user_id}"
        notify(member.user, "dialogue/statement", context=context, dedupe_key=key, at=at)
