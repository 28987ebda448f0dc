"""Deciding on voters who were verified alike: one person leaves a group; two set its ballots aside."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from voting import reviewing
from voting.errors import VoidRefused
from voting.groups import Found
from voting.models import Group, Poll, Void, VoidRule
from voting.services.results import renew_result
from voting.services.voids import require_open_review


def leave_group(poll: Poll, *, key: str, reason: str, by: User, at: datetime) -> Group:
    """These voters stay as they are, and why; before the poll or after it. Raises VoidRefused."""
    with transaction.atomic():
        _refuse_final(Poll.objects.select_for_update(no_key=True).get(pk=poll.pk))
        _require_reason(reason)
        found = _found(poll, key)
        group = _write(poll, found.voters, dict(found.signs), verdict=Group.Verdict.LEAVE, reason=reason, by=by, at=at)
        record_decision(by, "voting.leave_group", group, at=at, voters=len(found.voters))
    return group


def ask_group_void(poll: Poll, *, key: str, rule: str, reason: str, by: User, at: datetime) -> Group:
    """One person asks that every counted ballot of a group be set aside. Raises VoidRefused."""
    with transaction.atomic():
        require_open_review(Poll.objects.select_for_update(no_key=True).get(pk=poll.pk))
        if rule not in VoidRule.values:
            raise VoidRefused(_("票を除外できるのは、公表した決まりに当たるときだけです。"))
        _require_reason(reason)
        found = _found(poll, key)
        verdict = {"verdict": Group.Verdict.VOID, "rule": rule}
        group = _write(poll, found.voters, dict(found.signs), **verdict, reason=reason, by=by, at=at)
        known = set(poll.voids.values_list("receipt", flat=True))
        receipts = reviewing.ballots_of(poll, found.voters).values_list("receipt", flat=True)
        Void.objects.bulk_create(
            Void(poll=poll, group=group, receipt=receipt, rule=rule, reason=reason, asked_by=by)
            for receipt in receipts
            if receipt not in known
        )
        record_decision(by, "voting.ask_group_void", group, at=at, voters=len(found.voters), rule=rule)
    return group


def agree_group_void(group: Group, *, by: User, at: datetime) -> Group:
    """A second person agrees: none of the group's ballots counts any more. Again changes nothing. Raises VoidRefused."""
    with transaction.atomic():
        poll = Poll.objects.select_for_update(no_key=True).get(pk=group.poll_id)
        require_open_review(poll)
        locked = Group.objects.select_for_update().get(pk=group.pk)
        _refuse_unasked(locked)
        if locked.asked_by_id == by.pk:
            raise VoidRefused(_("申し出た人が自分で認めることはできません。もう一人が認めてください。"))
        if locked.agreed_at is None:
            locked.agreed_by, locked.agreed_at = by, at
            locked.save(update_fields=["agreed_by", "agreed_at"])
            number = locked.voids.filter(agreed_at__isnull=True).update(agreed_by=by, agreed_at=at)
            record_decision(by, "voting.agree_group_void", locked, at=at, ballots=number, rule=locked.rule)
            renew_result(poll, at=at)
    return locked


def withdraw_group_void(group: Group, *, reason: str, by: User, at: datetime) -> Group:
    """What one person asked and nobody agreed to is left as it is after all, by anyone. Raises VoidRefused."""
    with transaction.atomic():
        _refuse_final(Poll.objects.select_for_update(no_key=True).get(pk=group.poll_id))
        _require_reason(reason)
        locked = Group.objects.select_for_update().get(pk=group.pk)
        _refuse_unasked(locked)
        if locked.agreed_at is not None:
            raise VoidRefused(_("二人が認めた除外は、申し立てがあったときだけ取り消せます。"))
        locked.voids.filter(agreed_at__isnull=True).delete()
        locked.verdict, locked.rule, locked.reason = Group.Verdict.LEAVE, "", reason
        locked.asked_by, locked.asked_at = by, at
        locked.save()
        record_decision(by, "voting.withdraw_group_void", locked, at=at)
    return locked


def _found(poll: Poll, key: str) -> Found:
    """The undecided group of that name, as it is now."""
    for group in reviewing.undecided_groups(poll):
        if reviewing.key_of(group) == key:
            return group
    raise VoidRefused(_("このまとまりは、そのあいだに変わりました。いまのものを見て、もう一度決めてください。"))


def _write(
    poll: Poll,
    voters: Collection[int],
    signs: dict[str, int],
    *,
    verdict: str,
    reason: str,
    by: User,
    at: datetime,
    rule: str = "",
) -> Group:
    decided = {"verdict": verdict, "rule": rule, "reason": reason, "asked_by": by, "asked_at": at}
    group = Group.objects.create(poll=poll, signs=signs, **decided)
    _keep_voters(group, voters)
    return group


def _keep_voters(group: Group, voters: Iterable[int]) -> None:
    through = Group.voters.through
    through.objects.bulk_create((through(group=group, voter_id=voter) for voter in voters), batch_size=1000)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise VoidRefused(_("理由を書いてください。"))


def _refuse_unasked(group: Group) -> None:
    if group.verdict != Group.Verdict.VOID:
        raise VoidRefused(_("このまとまりは、そのまま数えることになっています。"))


def _refuse_final(poll: Poll) -> None:
    if poll.published_at is not None and not reviewing.is_provisional(poll):
        raise VoidRefused(_("結果は確定しているので、もう変えられません。"))
