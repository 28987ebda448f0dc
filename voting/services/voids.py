"""Setting a ballot aside: a reason of the published rule, and two people; the line itself stays in the log."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from voting import log
from voting.errors import VoidRefused
from voting.models import Poll, Void
from voting.reviewing import is_provisional
from voting.services.results import renew_result


def ask_void(poll: Poll, *, receipt: str, rule: str, reason: str, by: User, at: datetime) -> Void:
    """One person asks that a counted ballot be set aside. Raises VoidRefused."""
    with transaction.atomic():
        require_open_review(Poll.objects.select_for_update(no_key=True).get(pk=poll.pk))
        if rule not in Void.Rule.values:
            raise VoidRefused(_("票を除外できるのは、公表した決まりに当たるときだけです。"))
        if not reason.strip():
            raise VoidRefused(_("理由を書いてください。"))
        if not log.counted(poll).filter(receipt=receipt).exists():
            raise VoidRefused(_("この控え番号の、数える票はありません。"))
        if Void.objects.filter(poll=poll, receipt=receipt).exists():
            raise VoidRefused(_("この票の除外は、もう申し出られています。"))
        void = Void.objects.create(poll=poll, receipt=receipt, rule=rule, reason=reason, asked_by=by)
        record_decision(by, "voting.ask_void", void, at=at, rule=rule)
    return void


def agree_void(void: Void, *, by: User, at: datetime) -> Void:
    """A second person agrees; from then on the ballot is not counted. Again changes nothing. Raises VoidRefused."""
    with transaction.atomic():
        poll = Poll.objects.select_for_update(no_key=True).get(pk=void.poll_id)
        require_open_review(poll)
        locked = Void.objects.select_for_update().get(pk=void.pk)
        if locked.asked_by_id == by.pk:
            raise VoidRefused(_("申し出た人が自分で認めることはできません。もう一人が認めてください。"))
        if locked.agreed_at is None:
            locked.agreed_by, locked.agreed_at = by, at
            locked.save(update_fields=["agreed_by", "agreed_at"])
            record_decision(by, "voting.agree_void", locked, at=at, rule=locked.rule)
            renew_result(poll, at=at)
    return locked


def require_open_review(poll: Poll) -> None:
    """From the seal until the result is final: before, a ballot may still be replaced; after, the result stands."""
    if poll.sealed_at is None:
        raise VoidRefused(_("封印の前に票を除外することはできません。"))
    if poll.published_at is not None and not is_provisional(poll):
        raise VoidRefused(_("結果は確定しているので、票を除外することはできません。"))
