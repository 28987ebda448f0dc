"""How judges come in: a mailed link, agreed to or declined by the person it was sent to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Organization, Theme, Tier
from judging.models import Judge, JudgeInvitation, JudgingRefused, Seat
from notifications.invitations import keep_invitation, mail_invitation, why_not_sent, why_not_used, withdraw

SEAT = ("title", "affiliation", "scope", "organization", "tier")


@transaction.atomic
def invite_judge(
    cycle: Cycle,
    *,
    email: str,
    by: User,
    at: datetime,
    title: str = "",
    affiliation: str = "",
    scope: str = Seat.Scope.COMMITTEE,
    organization: Organization | None = None,
    tier: Tier | None = None,
    message: str = "",
) -> JudgeInvitation:
    """Mail a link that lasts 14 days. To the same address again: the older link dies."""
    kept = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    email = email.strip().lower()
    refuse_seat(kept, email=email, scope=scope, organization=organization, tier=tier)
    if reason := why_not_sent(JudgeInvitation.objects.all(), email=email, by=by, at=at):
        raise JudgingRefused(reason)
    kept.judge_invitations.waiting().filter(email=email, declined_at__isnull=True).update(cancelled_at=at)
    invitation = JudgeInvitation(
        cycle=kept,
        email=email,
        invited_by=by,
        title=title,
        affiliation=affiliation,
        scope=scope,
        organization=organization,
        tier=tier,
        message=message,
    )
    _mail_link(invitation, keep_invitation(invitation, at=at), at)
    record_decision(by, "judging.invite_judge", invitation, at=at, cycle=kept.code, scope=scope)
    return invitation


def refuse_seat(cycle: Cycle, *, email: str, scope: str, organization: Organization | None, tier: Tier | None) -> None:
    """The facts that forbid an invitation, whoever sends it."""
    if cycle.judges.serving().filter(user__email=email).exists():
        raise JudgingRefused(_("この人は、この年度の審査委員にもう登録されています。"))
    if cycle.judges.filter(user__email=email).exists():
        raise JudgingRefused(_("この人は、この年度の審査委員を辞退しています。"))
    if scope == Seat.Scope.SPONSOR and organization is None:
        raise JudgingRefused(_("協賛団体の選考をする人には、団体をえらんでください。"))
    if tier is not None and tier.cycle_id != cycle.pk:
        raise JudgingRefused(_("層の年度がちがいます。"))


def _mail_link(invitation: JudgeInvitation, token: str, at: datetime) -> None:
    context = {
        "cycle": invitation.cycle.code,
        "is_selector": not invitation.gets_sheets,
        "message": invitation.message,
        "url": settings.SITE_URL + reverse("judging:invitation", args=[token]),
    }
    key = f"judge-invitation:{invitation.pk}"
    mail_invitation(invitation, "judging/invitation", context=context, dedupe_key=key, at=at)


@transaction.atomic
def cancel_judge_invitation(invitation: JudgeInvitation, *, by: User, at: datetime) -> JudgeInvitation:
    """Make a link useless; one already answered or cancelled stays as it is."""
    if invitation.declined_at:
        return invitation
    kept = withdraw(invitation, at=at)
    if kept.cancelled_at == at:
        record_decision(by, "judging.cancel_invitation", kept, at=at)
    return kept


@transaction.atomic
def agree_to_judge(
    invitation: JudgeInvitation,
    *,
    user: User,
    at: datetime,
    affiliation: str = "",
    reads: str = Judge.Reads.JAPANESE,
    max_load: int | None = None,
    themes: Iterable[Theme] = (),
) -> Judge:
    """Judge from now on, with as many ideas as one can take on; only the invited address may, once.

    Who selects for an award gets no sheets: what those are given out by is not kept of them.
    """
    Cycle.objects.select_for_update(no_key=True).get(pk=invitation.cycle_id)
    kept = JudgeInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require_agreeable(kept, user, at)
    values: dict[str, Any] = {name: getattr(kept, name) for name in SEAT} | {"affiliation": affiliation}
    if kept.gets_sheets:
        values |= {"reads": reads, "max_load": max_load}
    judge = Judge.objects.create(cycle_id=kept.cycle_id, user=user, **values)
    judge.themes.set(themes if kept.gets_sheets else ())
    kept.accepted_at = at
    kept.save()
    record_decision(user, "judging.agree_to_judge", judge, at=at, max_load=judge.max_load)
    return judge


@transaction.atomic
def decline_to_judge(invitation: JudgeInvitation, *, reason: str, at: datetime) -> JudgeInvitation:
    """Whoever holds the link says no, and why if they like; the link is useless afterwards. Twice is once."""
    kept = JudgeInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if kept.declined_at:
        return kept
    require_open(kept, at)
    kept.declined_at, kept.decline_reason = at, reason.strip()
    kept.save()
    record_decision(None, "judging.decline_to_judge", kept, at=at, reason=kept.decline_reason)
    return kept


def require_open(invitation: JudgeInvitation, at: datetime) -> None:
    """JudgingRefused, with the reason, when the link lets nobody in any more."""
    if invitation.declined_at:
        raise JudgingRefused(_("この招待は、おことわりの返事をいただいています。"))
    if reason := why_not_used(invitation, at=at):
        raise JudgingRefused(reason)


def require_agreeable(invitation: JudgeInvitation, user: User, at: datetime) -> None:
    """JudgingRefused, with the reason and a way out, when this person cannot agree now."""
    require_open(invitation, at)
    if user.email != invitation.email:
        raise JudgingRefused(
            _("この招待は、別のアドレスの人に送られたものです。招待が届いたアドレスでログインしてください。")
        )
    if not user.full_name:
        raise JudgingRefused(_("先に、あなたの氏名を登録してください。審査委員の名前として使います。"))
    if user.judgeships.filter(cycle=invitation.cycle_id).exists():
        raise JudgingRefused(_("あなたは、もうこの年度の審査委員です。"))
