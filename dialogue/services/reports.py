"""Abuse and spam: anybody reports a post, the secretariat hides it with a reason or lets it stand, and back again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.hiding import hide, keep_report, settle_reports, show_again
from dialogue.models import DialogueRefused, Post, PostReport
from dialogue.services.steps import lock_post, tell_writer


@transaction.atomic
def report_post(post: Post, *, kind: str, text: str, by: User, at: datetime) -> PostReport:
    """Tell the secretariat of a post that should not be there; once a person, the second time changes nothing."""
    kept = lock_post(post)
    if kept.hidden_at or kept.withdrawn_at:
        raise DialogueRefused(_("この書きこみは、もう公開されていません。"))
    if kept.written_by_id == by.pk:
        raise DialogueRefused(_("あなたの書きこみです。消したいときは、取り下げてください。"))
    return keep_report(kept, kind=kind, text=text, by=by, at=at, refused=DialogueRefused)


@transaction.atomic
def hide_post(post: Post, *, reason: str, by: User, at: datetime) -> Post:
    """Take a post out of everybody's sight, a question with all below it, and tell its writer why; twice is no error."""
    kept = lock_post(post)
    if hide(kept, reason=reason, by=by, at=at, refused=DialogueRefused):
        record_decision(by, "post.hide", kept, at=at, reason=kept.hidden_reason)
        tell_writer(kept, "post_hidden", at=at, reason=kept.hidden_reason)
    return kept


@transaction.atomic
def let_post_stand(post: Post, *, by: User, at: datetime) -> Post:
    """Settle the reports and change nothing else; without any it is no error."""
    kept = lock_post(post)
    if settle_reports(kept, by=by, at=at):
        record_decision(by, "post.let_stand", kept, at=at)
    return kept


@transaction.atomic
def restore_post(post: Post, *, by: User, at: datetime) -> Post:
    """Show a hidden post again, as it stood; shown already is no error."""
    kept = lock_post(post)
    if show_again(kept):
        record_decision(by, "post.restore", kept, at=at)
        tell_writer(kept, "post_restored", at=at)
    return kept
