"""A round is locked by the secretariat, and opened again by two of its people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from judging.models import JudgingRefused, Reopening, Round, TierRelease
from judging.progress import unfinished
from judging.sealing import seal_of
from judging.services.locking import hold_round
from judging.services.news import tell_judges_of_reopening
from judging.standings import is_released


@transaction.atomic
def lock_round(round: Round, *, by: User, at: datetime) -> Round:
    """Take no more scores, with the fingerprint of those that stand; before the deadline only when all are in. Twice is once."""
    kept = hold_round(round)
    if kept.locked_at:
        return kept
    if at < kept.opens_at:
        raise JudgingRefused(_("審査はまだはじまっていません。"))
    waiting = unfinished(kept).count()
    if waiting and at < kept.closes_at:
        raise JudgingRefused(_("しめきりの前で、終わっていない採点表が%(n)d件あります。") % {"n": waiting})
    kept.locked_at, kept.locked_by = at, by
    kept.save(update_fields=["locked_at", "locked_by"])
    record_decision(by, "judging.lock_round", kept, at=at, seal=seal_of(kept), unfinished=waiting)
    return kept


@transaction.atomic
def ask_reopening(round: Round, *, reason: str, closes_at: datetime, by: User, at: datetime) -> Reopening:
    """Ask that a closed round take scores again until `closes_at`. It waits for another person; asked anew it begins anew."""
    kept = hold_round(round)
    _refuse_reopening(kept, closes_at, at)
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))
    kept.reopenings.filter(agreed_at__isnull=True).delete()
    made = Reopening.objects.create(round=kept, reason=reason.strip(), closes_at=closes_at, asked_by=by, asked_at=at)
    record_decision(by, "judging.ask_reopening", kept, at=at, reason=made.reason, closes_at=closes_at.isoformat())
    return made


@transaction.atomic
def agree_reopening(reopening: Reopening, *, by: User, at: datetime) -> Reopening:
    """The second person agrees, and the round takes scores again. Twice is once."""
    round = hold_round(reopening.round)
    kept = Reopening.objects.filter(pk=reopening.pk).first()
    if kept is None:
        raise JudgingRefused(_("この求めは、新しい求めに変わりました。読みなおしてください。"))
    if kept.agreed_at:
        return kept
    if kept.asked_by_id == by.pk:
        raise JudgingRefused(_("やりなおしは、求めた人とは別の人が認めます。"))
    _refuse_reopening(round, kept.closes_at, at)
    kept.agreed_by, kept.agreed_at = by, at
    kept.save(update_fields=["agreed_by", "agreed_at"])
    round.locked_at, round.locked_by, round.closes_at = None, None, kept.closes_at
    round.save(update_fields=["locked_at", "locked_by", "closes_at"])
    record_decision(by, "judging.agree_reopening", round, at=at, reason=kept.reason, asked_by=kept.asked_by_id)
    tell_judges_of_reopening(kept, at=at)
    return kept


def _refuse_reopening(round: Round, closes_at: datetime, at: datetime) -> None:
    if round.kind == Round.Kind.SCREENING and is_released(round.cycle, at):
        raise JudgingRefused(_("審査の結果は公開ずみなので、採点はやりなおせません。"))
    if round.kind == Round.Kind.SCREENING and TierRelease.objects.filter(cycle=round.cycle).exists():
        raise JudgingRefused(_("審査の結果を公開する日時が決まっています。先に、その日時を取り消してください。"))
    if round.locked_at is None and at < round.closes_at:
        raise JudgingRefused(_("この審査は、まだ採点を受けつけています。"))
    if closes_at <= at:
        raise JudgingRefused(_("新しいしめきりは、いまより後にしてください。"))
