"""How officers bring in colleagues and successors: a mailed link, used once by the person it was sent to."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from municipalities.models import Officer, OfficerInvitation, OfficerRefused, Participant, SentToAnother
from municipalities.services.handing_over import hand_over
from municipalities.services.officers import appoint_officer, lock_participant, require_domain, tell_colleagues
from notifications.invitations import keep_invitation, mail_invitation, why_not_sent, why_not_used, withdraw


@transaction.atomic
def invite_officer(
    participant: Participant, *, email: str, department: str, by: User, at: datetime, hands_over: Officer | None = None
) -> OfficerInvitation:
    """Mail a link that lasts 14 days. To the same address, or for the same succession, again: the older link dies.

    `hands_over` is the service the invited person takes over; they may be a colleague already.
    """
    kept = lock_participant(participant)
    email = email.strip().lower()
    _require_inviter(kept, by, _("あなたは、もうこの自治体の担当ではないので、招待できません。"))
    _require_invitable(kept, email, hands_over)
    if hands_over and not (by.is_staff or hands_over.user_id == by.pk):
        raise OfficerRefused(_("引き継ぎの招待を送れるのは、本人と事務局だけです。"))
    if reason := why_not_sent(OfficerInvitation.objects.all(), email=email, by=by, at=at):
        raise OfficerRefused(reason)
    waiting = kept.officer_invitations.waiting()
    waiting.filter(email=email).update(cancelled_at=at)
    if hands_over:
        waiting.filter(hands_over=hands_over).update(cancelled_at=at)
    invitation = OfficerInvitation(
        participant=kept, email=email, department=department, invited_by=by, hands_over=hands_over
    )
    _mail_link(invitation, keep_invitation(invitation, at=at), at)
    record_decision(by, "officer.invite", invitation, at=at, participant=kept.number, hands_over=bool(hands_over))
    return invitation


@transaction.atomic
def resend_invitation(invitation: OfficerInvitation, *, by: User, at: datetime) -> OfficerInvitation:
    """Mail a new link in place of one that was lost or has expired; the old one is useless from now on."""
    lock_participant(invitation.participant)
    kept = OfficerInvitation.objects.select_related("participant", "hands_over").get(pk=invitation.pk)
    if kept.accepted_at or kept.cancelled_at:
        raise OfficerRefused(_("この招待は、もう使われたか、取り消されています。新しく招待してください。"))
    return invite_officer(
        kept.participant, email=kept.email, department=kept.department, by=by, at=at, hands_over=kept.hands_over
    )


@transaction.atomic
def cancel_invitation(invitation: OfficerInvitation, *, by: User, at: datetime) -> OfficerInvitation:
    """Make a link useless; one already used or cancelled stays as it is."""
    lock_participant(invitation.participant)
    kept = withdraw(invitation, at=at)
    if kept.cancelled_at == at:
        record_decision(by, "officer.cancel_invitation", kept, at=at)
    return kept


@transaction.atomic
def accept_invitation(invitation: OfficerInvitation, *, user: User, at: datetime) -> Officer:
    """Serve from now on, taking over what is handed over; only the invited address may, once."""
    participant = lock_participant(invitation.participant)
    rows = OfficerInvitation.objects.select_for_update(of=("self",)).select_related("hands_over__user", "invited_by")
    kept = rows.get(pk=invitation.pk)
    require_acceptable(kept, user, at)
    _require_inviter(participant, kept.invited_by, _("招待した人が担当ではなくなったので、この招待は使えません。"))
    officer = appoint_officer(user, participant, department=kept.department, by=kept.invited_by, at=at)
    kept.accepted_at = at
    kept.save()
    record_decision(user, "officer.accept", officer, at=at, participant=participant.number)
    if kept.hands_over:
        hand_over(kept.hands_over, officer, by=kept.invited_by, at=at)
    _tell_of_newcomer(kept, officer, at)
    return officer


def require_usable(invitation: OfficerInvitation, at: datetime) -> None:
    """OfficerRefused, with the reason, when the link lets nobody in any more."""
    if reason := why_not_used(invitation, at=at):
        raise OfficerRefused(reason)


def require_acceptable(invitation: OfficerInvitation, user: User, at: datetime) -> None:
    """OfficerRefused, with the reason and a way out, when this person cannot accept now."""
    require_usable(invitation, at)
    if user.email != invitation.email:
        words = _("この招待は、別のアドレス（%(email)s）の人に送られたものです。")
        raise SentToAnother(words % {"email": hidden(invitation.email)})
    if not user.full_name:
        raise OfficerRefused(_("先に、あなたの氏名を登録してください。担当者の名前として使います。"))
    serves = user.offices.filter(participant=invitation.participant_id, until__isnull=True).exists()
    if serves and not invitation.hands_over_id:
        raise OfficerRefused(_("あなたは、もうこの自治体の担当です。"))


def hidden(email: str) -> str:
    """As much of an address as lets its owner know it: h…@city.example."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _require_inviter(participant: Participant, by: User, refusal: str) -> None:
    """Whoever invites serves, or is the secretariat, at this very moment."""
    serves = participant.officers.filter(user=by, until__isnull=True).exists()
    if not by.is_active or not (by.is_staff or serves):
        raise OfficerRefused(refusal)


def _require_invitable(participant: Participant, email: str, hands_over: Officer | None) -> None:
    require_domain(participant, email)
    serving = participant.officers.filter(user__email=email, until__isnull=True).first()
    if serving and hands_over is None:
        raise OfficerRefused(_("%(email)s の人は、もうこの自治体の担当です。") % {"email": email})
    if hands_over and hands_over.participant_id != participant.pk:
        raise OfficerRefused(_("引き継ぐ担当は、この自治体の人をえらんでください。"))
    if hands_over and hands_over.user.email == email:
        raise OfficerRefused(_("同じ人には引き継げません。後任のアドレスを書いてください。"))


def _mail_link(invitation: OfficerInvitation, token: str, at: datetime) -> None:
    predecessor = invitation.hands_over
    context = {
        "municipality": invitation.participant.name,
        "department": invitation.department,
        "predecessor": str(predecessor.user) if predecessor else "",
        "url": settings.SITE_URL + reverse("municipalities:serve", args=[token]),
    }
    key = f"officer-invitation:{invitation.pk}"
    mail_invitation(invitation, "municipalities/officer_invitation", context=context, dedupe_key=key, at=at)


def _tell_of_newcomer(invitation: OfficerInvitation, officer: Officer, at: datetime) -> None:
    """Whoever serves there hears who came, and from whom they took over."""
    predecessor = invitation.hands_over
    context = {
        "newcomer": str(officer.user),
        "department": officer.department,
        "predecessor": str(predecessor.user) if predecessor else "",
    }
    tell_colleagues(officer, "officer_joined", context, key=f"officer-joined:{invitation.pk}", at=at)
