"""Appeals against a void: by the receipt alone, within the days the rules give, answered in public by somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from voting import reviewing
from voting.errors import AppealRefused
from voting.models import Appeal, Poll, Void
from voting.services.results import renew_result


def make_appeal(poll: Poll, *, receipt: str, text: str, at: datetime) -> Appeal:
    """Whoever has the receipt of a ballot that was set aside says why it should count. Raises AppealRefused."""
    with transaction.atomic():
        locked = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        void = Void.objects.agreed().filter(poll=locked, receipt=receipt).first()
        if locked.published_at is None or void is None:
            raise AppealRefused(_("この控え番号の票は、除外されていません。"))
        if not text.strip():
            raise AppealRefused(_("言いたいことを書いてください。"))
        if at >= appeal_until(void):
            raise AppealRefused(_("申し立ての期間は終わりました。"))
        if Appeal.objects.filter(void=void).exists():
            raise AppealRefused(_("この票の申し立ては、もう受け付けています。"))
        return Appeal.objects.create(void=void, text=text.strip(), asked_at=at)


def appeal_until(void: Void) -> datetime:
    """The instant from which this agreed void can no longer be appealed."""
    poll = void.poll
    since = max(moment for moment in (poll.published_at, void.agreed_at) if moment)
    return since + reviewing.appeal_period(poll)


def answer_appeal(appeal: Appeal, *, is_accepted: bool, answer: str, by: User, at: datetime) -> Appeal:
    """Yes or no, and why; by a person who did not ask for the void. Yes counts the ballot again. Raises AppealRefused."""
    with transaction.atomic():
        poll = Poll.objects.select_for_update(no_key=True).get(pk=appeal.void.poll_id)
        locked = Appeal.objects.select_for_update().select_related("void").get(pk=appeal.pk)
        if locked.answered_at is not None:
            raise AppealRefused(_("この申し立てには、もう答えています。"))
        if locked.void.asked_by_id == by.pk:
            raise AppealRefused(_("除外を申し出た人とはちがう人が答えてください。"))
        if not answer.strip():
            raise AppealRefused(_("理由を書いてください。"))
        locked.is_accepted, locked.answer, locked.answered_by, locked.answered_at = is_accepted, answer.strip(), by, at
        locked.save()
        if is_accepted:
            Void.objects.filter(pk=locked.void_id).update(lifted_at=at)
            renew_result(poll, at=at)
        record_decision(by, "voting.answer_appeal", locked, at=at, is_accepted=is_accepted)
    return locked
