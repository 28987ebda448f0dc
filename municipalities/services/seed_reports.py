"""Spam and abuse among seeds: anybody reports, the secretariat hides with a reason, lets stand, or restores."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import several_lines
from municipalities.models import Seed, SeedRefused, SeedReport
from municipalities.services.seed_steps import length_of, lock_seed, tell_writers

REASON, DETAIL = 300, 500


@transaction.atomic
def report_seed(seed: Seed, *, kind: str, text: str, by: User, at: datetime) -> SeedReport:
    """Tell the secretariat of a seed that should not be there; once a person, the second time changes nothing."""
    kept = lock_seed(seed)
    if kept.hidden_at:
        raise SeedRefused(_("この課題のたねは、もう公開されていません。"))
    if kept.suggested_by_id == by.pk:
        raise SeedRefused(_("あなたが届けた課題のたねです。消したいときは、取り下げてください。"))
    text = several_lines(text).strip()
    if length_of(text) > DETAIL:
        raise SeedRefused(_("くわしいことは、%(n)d字以内で書いてください。") % {"n": DETAIL})
    words = {"kind": kind, "text": text, "reported_at": at}
    return SeedReport.objects.get_or_create(seed=kept, reported_by=by, defaults=words)[0]


@transaction.atomic
def hide_seed(seed: Seed, *, reason: str, by: User, at: datetime) -> Seed:
    """Take a seed out of everybody's sight, and tell its writer why; hidden already is no error."""
    kept, reason = lock_seed(seed), several_lines(reason).strip()
    if kept.hidden_at:
        return kept
    if not reason or length_of(reason) > REASON:
        raise SeedRefused(_("かくす理由を、%(n)d字以内で書いてください。書いた人に送られます。") % {"n": REASON})
    kept.hidden_at, kept.hidden_by, kept.hidden_reason = at, by, reason
    kept.save()
    _settle_reports(kept, by=by, at=at)
    record_decision(by, "seed.hide", kept, at=at, reason=reason)
    tell_writers([kept], "seed_hidden", at=at, reason=reason)
    return kept


@transaction.atomic
def let_seed_stand(seed: Seed, *, by: User, at: datetime) -> Seed:
    """Settle the reports and change nothing else; without any it is no error."""
    kept = lock_seed(seed)
    if _settle_reports(kept, by=by, at=at):
        record_decision(by, "seed.let_stand", kept, at=at)
    return kept


@transaction.atomic
def restore_seed(seed: Seed, *, by: User, at: datetime) -> Seed:
    """Show a hidden seed again, as it stood, its credit included; shown already is no error."""
    kept = lock_seed(seed)
    if kept.hidden_at is None:
        return kept
    kept.hidden_at, kept.hidden_by, kept.hidden_reason = None, None, ""
    kept.save()
    record_decision(by, "seed.restore", kept, at=at)
    tell_writers([kept], "seed_restored", at=at)
    return kept


def _settle_reports(seed: Seed, *, by: User, at: datetime) -> int:
    return seed.reports.filter(settled_at__isnull=True).update(settled_by=by, settled_at=at)
