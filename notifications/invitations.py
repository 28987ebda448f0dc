"""Invitations by mailed link, whatever they invite to: made, mailed, cancelled, and why one may not be sent or used."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.models import MailedInvitation, OutboxMail
from notifications.services import notify

Kind = TypeVar("Kind", bound=MailedInvitation)
LASTS = timedelta(days=14)
A_DAY = timedelta(days=1)
BY_ONE_A_DAY = 20
TO_ONE_A_DAY = 3  # by everybody: our mail must not plague a stranger


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keep_invitation(invitation: MailedInvitation, *, at: datetime) -> str:
    """Store a new invitation that lasts 14 days, and give the token for its link: it is nowhere else."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at, invitation.created_at = token_hash(token), at + LASTS, at
    invitation.save()
    return token


def mail_invitation(
    invitation: MailedInvitation, kind: str, *, context: Mapping[str, Any], dedupe_key: str, at: datetime
) -> OutboxMail | None:
    """Queue the mail with the link, in the language of whoever has this address, else of whoever invites."""
    known = User.objects.filter(email=invitation.email, is_active=True).first()
    inviter = invitation.invited_by
    return notify(
        known or invitation.email,
        kind,
        context={
            "inviter": inviter.full_name or inviter.email,
            "expires_at": invitation.expires_at,
            **context,
        },
        dedupe_key=dedupe_key,
        at=at,
        language=None if known else inviter.language,
        is_secret=True,
    )


def withdraw(invitation: Kind, *, at: datetime) -> Kind:
    """Make a link useless; one already used or cancelled stays as it is. Inside the caller's transaction."""
    rows: QuerySet[Any] = type(invitation)._default_manager.all()
    kept: Kind = rows.select_for_update().get(pk=invitation.pk)
    if kept.accepted_at is None and kept.cancelled_at is None:
        kept.cancelled_at = at
        kept.save()
    return kept


def why_not_sent(sent: QuerySet[Any], *, email: str, by: User, at: datetime) -> str:
    """Why nothing more may go to this address, or from this person, today; empty when it may. `sent`: the room's own."""
    lately = sent.filter(created_at__gt=at - A_DAY)
    if lately.filter(invited_by=by).count() >= BY_ONE_A_DAY:
        return _("きょう送れる招待は%(n)d通までです。あす、また送れます。") % {"n": BY_ONE_A_DAY}
    if lately.filter(email=email).count() >= TO_ONE_A_DAY:
        return _("%(email)s には、きょうはもう送れません。届いたメールを確かめてもらってください。") % {"email": email}
    return ""


def why_not_used(invitation: MailedInvitation, *, at: datetime) -> str:
    """Why the link lets nobody in any more, with a way out; empty while it does."""
    if invitation.accepted_at:
        return _("この招待はもう使われました。1つのリンクを使えるのは1人です。")
    if invitation.cancelled_at:
        return _("この招待は取り消されました。")
    if at >= invitation.expires_at:
        return _("この招待は期限が切れました。リンクが使えるのは14日間です。")
    return ""
