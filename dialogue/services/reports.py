"""Abuse and spam: anybody reports a post, the secretariat hides it with a reason or lets it stand, and back again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import several_lines
from dialogue.models import DialogueRefused, Post, PostReport
from dialogue.services.steps import lock_post, tell_writer
from municipalities.services.seed_reports import DETAIL, REASON
from municipalities.services.seed_steps import length_of


@transaction.atomic
def report_post(post: Post, *, kind: str, text: str, by: User, at: datetime) -> PostReport:
    """Tell the secretariat of a post that should not be there; once a person, the second time changes nothing."""
    kept = lock_post(post)
    if kept.hidden_at or kept.withdrawn_at:
        raise DialogueRefused(_("この書きこみは、もう公開されていません。"))
    if kept.written_by_id == by.pk:
        raise DialogueRefused(_("あなたの書きこみです。消したいときは、取り下げてください。"))
    text = several_lines(text).strip()
    if length_of(text) > DETAIL:
        raise DialogueRefused(_("くわしいことは、%(n)d字以内で書いてください。") % {"n": DETAIL})
    words = {"kind": kind, "text": text, "reported_at": at}
    return PostReport.objects.get_or_create(post=kept, reported_by=by, defaults=words)[0]


@transaction.atomic
def hide_post(post: Post, *, reason: str, by: User, at: datetime) -> Post:
    """Take a post out of everybody's sight, a question with all below it, and tell its writer why; twice is no error."""
    kept, reason = lock_post(post), several_lines(reason).strip()
    if kept.hidden_at:
        return kept
    if not reason or length_of(reason) > REASON:
        raise DialogueRefused(_("かくす理由を、%(n)d字以内で書いてください。書いた人に送られます。") % {"n": REASON})
    kept.hidden_at, kept.hidden_by, kept.hidden_reason = at, by, reason
    kept.save()
    _settle_reports(kept, by=by, at=at)
    record_decision(by, "post.hide", kept, at=at, reason=reason)
    tell_writer(kept, "post_hidden", at=at, reason=reason)
    return kept


@transaction.atomic
def let_post_stand(post: Post, *, by: User, at: datetime) -> Post:
    """Settle the reports and change nothing else; without any it is no error."""
    kept = lock_post(post)
    if _settle_reports(kept, by=by, at=at):
        record_decision(by, "post.let_stand", kept, at=at)
    return kept


@transaction.atomic
def restore_post(post: Post, *, by: User, at: datetime) -> Post:
    """Show a hidden post again, as it stood; shown already is no error."""
    kept = lock_post(post)
    if kept.hidden_at is None:
        return kept
    kept.hidden_at, kept.hidden_by, kept.hidden_reason = None, None, ""
    kept.save()
    record_decision(by, "post.restore", kept, at=at)
    tell_writer(kept, "post_restored", at=at)
    return kept


def _settle_reports(post: Post, *, by: User, at: datetime) -> int:
    return post.reports.filter(settled_at__isnull=True).update(settled_by=by, settled_at=at)
