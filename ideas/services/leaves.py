"""The secretariat's leave to write after the deadline: a better text, an entry done over, a late entry by a code."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import date_ja, deadline_ja
from contest.models import Stage
from ideas.models import Idea, IdeaRefused, IdeasClosed, Leave
from ideas.services.codes import code_hash, new_code
from ideas.services.telling import lock_idea, tell_members
from ideas.services.windows import require_unpublished
from ideas.services.withdrawing import said

Kind, Status = Leave.Kind, Idea.Status


@transaction.atomic
def allow_polish(idea: Idea, *, reason: str, until: datetime, by: User, at: datetime) -> Leave:
    """Let the team better the text of what was handed in; members and pictures stay as they are. On record, told to all."""
    kept = lock_idea(idea)
    if kept.status != Status.SUBMITTED:
        raise IdeaRefused(_("手なおしを認められるのは、応募ずみのアイデアだけです。"))
    leave = _give(kept, Kind.POLISH, reason=reason, until=until, by=by, at=at)
    record_decision(by, "ideas.allow_polish", kept, at=at, reason=leave.reason, until=until.isoformat())
    _tell(leave, kept, "polish", by=by, at=at)
    return leave


@transaction.atomic
def reopen_idea(idea: Idea, *, reason: str, until: datetime, by: User, at: datetime) -> Leave:
    """Let the team do an entry over that was handed in wrongly: all of it, under the same number, until `until`.

    What was handed in counts until it is handed in again. On record, told to all.
    """
    kept = lock_idea(idea)
    if kept.status != Status.SUBMITTED:
        raise IdeaRefused(_("やりなおしを認められるのは、応募ずみのアイデアだけです。"))
    _require_between(kept, until, at)
    leave = _give(kept, Kind.REOPENED, reason=reason, until=until, by=by, at=at)
    record_decision(by, "ideas.reopen_idea", kept, at=at, reason=leave.reason, until=until.isoformat())
    _tell(leave, kept, "reopened", by=by, at=at)
    return leave


@transaction.atomic
def give_late_code(idea: Idea, *, reason: str, until: datetime, by: User, at: datetime) -> tuple[Leave, str]:
    """A code by which this team hands this idea in late, and which is nowhere else; an older unused one opens nothing more."""
    kept = lock_idea(idea)
    if kept.status != Status.DRAFT:
        raise IdeaRefused(_("コードを出せるのは、まだ応募していない下書きだけです。"))
    _require_between(kept, until, at)
    code = new_code()
    kept.leaves.filter(kind=Kind.LATE, used_at=None, until__gt=at).update(until=at)
    leave = _give(kept, Kind.LATE, reason=reason, until=until, by=by, at=at, code_hash=code_hash(code, "late"))
    record_decision(
        by, "ideas.give_late_code", kept, at=at, leave=leave.pk, reason=leave.reason, until=until.isoformat()
    )
    return leave, code


@transaction.atomic
def use_late_code(idea: Idea, *, code: str, by: User, at: datetime) -> Leave:
    """Begin a late entry with the secretariat's code, once; the idea can be written and handed in until the code's end.

    On record, told to all. IdeaRefused for a code that is wrong, of another idea, used or too old.
    """
    kept = lock_idea(idea)
    if kept.status == Status.WITHDRAWN:
        raise IdeasClosed(_("取り下げたアイデアです。コードは使えません。事務局に相談してください。"))
    typed = code_hash(code, "late")
    leave = Leave.objects.select_for_update(of=("self",)).filter(kind=Kind.LATE, code_hash=typed).first()
    if leave is None:
        raise IdeaRefused(_("このコードは見つかりません。もう一度、よく見て入れてください。"))
    _require_usable(leave, kept, at)
    leave.used_at = at
    leave.save(update_fields=["used_at"])
    record_decision(by, "ideas.use_late_code", kept, at=at, leave=leave.pk)
    _tell(leave, kept, "late", by=by, at=at)
    return leave


def _require_usable(leave: Leave, idea: Idea, at: datetime) -> None:
    if leave.idea_id != idea.pk:
        raise IdeaRefused(_("このコードは、このアイデアのものではありません。事務局に確かめてください。"))
    if leave.used_at is not None:
        raise IdeaRefused(_("このコードは、もう使われました。コードは1回だけ使えます。"))
    if at >= leave.until:
        words = _("このコードの期限（%(deadline)s）は過ぎました。事務局に相談してください。")
        raise IdeaRefused(words % {"deadline": deadline_ja(leave.until)})
    require_unpublished(idea, at)


def _require_between(idea: Idea, until: datetime, at: datetime) -> None:
    """Beyond the deadline, before which nobody needs leave, and not beyond publication, past which nothing slips."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    if stage is None or until <= stage.closes_at:
        raise IdeaRefused(_("しめきりまでは、チームが自分で応募しなおせます。しめきりより後の日時にしてください。"))
    if stage.is_published_at(at):
        raise IdeasClosed(_("アイデアは、もう公開されました。公開のあとは、応募を受け付けられません。"))
    if stage.publishes_at is not None and until > stage.publishes_at:
        words = _("公開の日時（%(moment)s）までにしてください。")
        raise IdeaRefused(words % {"moment": date_ja(stage.publishes_at)})


def _give(idea: Idea, kind: str, *, reason: str, until: datetime, by: User, at: datetime, **more: Any) -> Leave:
    reason = said(reason)
    if until <= at:
        raise IdeaRefused(_("いつまでかは、これからの日時にしてください。"))
    return Leave.objects.create(idea=idea, kind=kind, reason=reason, until=until, given_by=by, given_at=at, **more)


def _tell(leave: Leave, idea: Idea, name: str, *, by: User, at: datetime) -> None:
    """To the first page of the form, where what is to be written begins."""
    url = settings.SITE_URL + reverse("ideas:idea_edit", args=[idea.pk, "basics"])
    tell_members(idea, name, f"{name}:{leave.pk}", by=by, at=at, reason=leave.reason, until=leave.until, url=url)
