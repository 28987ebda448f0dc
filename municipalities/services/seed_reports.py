"""Spam and abuse among seeds: anybody reports, the secretariat hides with a reason, lets stand, or restores."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.hiding import hide, keep_report, settle_reports, show_again
from municipalities.models import Seed, SeedRefused, SeedReport
from municipalities.services.seed_steps import lock_seed, tell_writers


@transaction.atomic
def report_seed(seed: Seed, *, kind: str, text: str, by: User, at: datetime) -> SeedReport:
    """Tell the secretariat of a seed that should not be there; once a person, the second time changes nothing."""
    kept = lock_seed(seed)
    if kept.hidden_at:
        raise SeedRefused(_("この課題のたねは、もう公開されていません。"))
    if kept.suggested_by_id == by.pk:
        raise SeedRefused(_("あなたが届けた課題のたねです。消したいときは、取り下げてください。"))
    return keep_report(kept, kind=kind, text=text, by=by, at=at, refused=SeedRefused)


@transaction.atomic
def hide_seed(seed: Seed, *, reason: str, by: User, at: datetime) -> Seed:
    """Take a seed out of everybody's sight, and tell its writer why; hidden already is no error."""
    kept = lock_seed(seed)
    if hide(kept, reason=reason, by=by, at=at, refused=SeedRefused):
        record_decision(by, "seed.hide", kept, at=at, reason=kept.hidden_reason)
        tell_writers([kept], "seed_hidden", at=at, reason=kept.hidden_reason)
    return kept


@transaction.atomic
def let_seed_stand(seed: Seed, *, by: User, at: datetime) -> Seed:
    """Settle the reports and change nothing else; without any it is no error."""
    kept = lock_seed(seed)
    if settle_reports(kept, by=by, at=at):
        record_decision(by, "seed.let_stand", kept, at=at)
    return kept


@transaction.atomic
def restore_seed(seed: Seed, *, by: User, at: datetime) -> Seed:
    """Show a hidden seed again, as it stood, its credit included; shown already is no error."""
    kept = lock_seed(seed)
    if show_again(kept):
        record_decision(by, "seed.restore", kept, at=at)
        tell_writers([kept], "seed_restored", at=at)
    return kept
