"""A result's way into public: final at once or 速報 first, counted anew while provisional, confirmed by two people."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from voting import reviewing
from voting.errors import NotFinal
from voting.models import Confirmation, Poll
from voting.standings import recount_of


def first_result(poll: Poll, *, at: datetime) -> dict[str, Any]:
    """What a sealed poll is published with: final where nothing open could move a prize, else 速報 and until when."""
    outlook = reviewing.outlook_of(poll)
    state = reviewing.FINAL if outlook.is_final else reviewing.PROVISIONAL
    final_on = None if outlook.is_final else _told(reviewing.appeals_end(poll, published_at=at))
    return {**_counted(poll), "state": state, "unsettled": outlook.unsettled, "final_on": final_on}


def renew_result(poll: Poll, *, at: datetime) -> None:
    """After a void or an appeal: what is public follows at once; before the publication there is nothing to do.

    Inside the transaction of the act that changed a void, with the poll locked.
    """
    if poll.result is None or poll.published_at is None:
        return
    poll.result = {**poll.result, **_counted(poll), "counted_at": _told(at)}
    if reviewing.is_provisional(poll):
        poll.result["unsettled"] = reviewing.unsettled_ballots(poll)
        poll.result["final_on"] = _told(reviewing.appeals_end(poll, published_at=poll.published_at))
    poll.save(update_fields=["result"])


def propose_confirmation(poll: Poll, *, by: User, at: datetime) -> Confirmation:
    """One person says that a provisional result may stand. Raises NotFinal."""
    with transaction.atomic():
        _refuse_early(Poll.objects.select_for_update(no_key=True).get(pk=poll.pk), at)
        proposed = {"proposed_by": by, "proposed_at": at}
        confirmation, is_new = Confirmation.objects.get_or_create(poll=poll, defaults=proposed)
        if is_new:
            record_decision(by, "voting.propose_confirmation", confirmation, at=at)
    return confirmation


def agree_confirmation(poll: Poll, *, by: User, at: datetime) -> Confirmation:
    """A second person agrees: 確定, and nothing changes any more. Again changes nothing. Raises NotFinal."""
    with transaction.atomic():
        locked = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        confirmation = Confirmation.objects.filter(poll=locked).first()
        if confirmation is None:
            raise NotFinal(_("まだだれも確定を申し出ていません。"))
        if confirmation.confirmed_at is not None:
            return confirmation
        if confirmation.proposed_by_id == by.pk:
            raise NotFinal(_("申し出た人とはちがう人が認めてください。"))
        _refuse_early(locked, at)
        confirmation.agreed_by, confirmation.confirmed_at = by, at
        confirmation.save(update_fields=["agreed_by", "confirmed_at"])
        locked.result = {**(locked.result or {}), "state": reviewing.CONFIRMED, "unsettled": 0, "final_on": _told(at)}
        locked.save(update_fields=["result"])
        record_decision(by, "voting.agree_confirmation", confirmation, at=at)
    return confirmation


def _refuse_early(poll: Poll, at: datetime) -> None:
    if not reviewing.is_provisional(poll) or poll.published_at is None:
        raise NotFinal(_("確定できるのは、速報として公開した結果だけです。"))
    if at < reviewing.appeals_end(poll, published_at=poll.published_at):
        raise NotFinal(_("申し立ての期間が終わるまで、結果は確定できません。"))
    if reviewing.open_appeals(poll).exists():
        raise NotFinal(_("まだ答えていない申し立てがあります。"))
    if reviewing.asked_groups(poll).exists() or reviewing.undecided_groups(poll):
        raise NotFinal(_("まだ決めていないまとまりがあります。"))


def _counted(poll: Poll) -> dict[str, Any]:
    return {"counts": [list(pair) for pair in recount_of(poll)], "voided": poll.voids.agreed().count()}


def _told(moment: datetime) -> str:
    return localtime(moment).isoformat()
