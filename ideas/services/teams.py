"""Acts on teams, members and invitations: lock, guard, change, tell."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle
from ideas.models import Invitation, InvitationRefused, Member, Team, TeamRefused
from ideas.services.windows import require_not_over
from notifications.services import notify

INVITATION_LASTS = timedelta(days=14)
A_DAY = timedelta(days=1)
INVITATIONS_A_DAY = 20  # by one person
INVITATIONS_TO_ONE_A_DAY = 3  # to one address, by everybody: our mail must not plague a stranger


def as_kana(text: str) -> str:
    """How a name is read, in full-width katakana: NFKC, hiragana turned, spaces single."""
    normal = unicodedata.normalize("NFKC", text)
    return " ".join("".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in normal).split())


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_team(
    *, cycle: Cycle, by: User, name: str, kana: str, attribute: str, tie: str, name_is_public: bool, at: datetime
) -> Team:
    """Make a team whose leader is `by`; a name is taken once a cycle."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    require_not_over(cycle, at)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise TeamRefused(_("チーム名を60字以内で書いてください。"))
    if "://" in name:  # the name goes out in mails to people who did not ask
        raise TeamRefused(_("チーム名に、アドレスは書けません。"))
    if Team.objects.filter(cycle=cycle, name=name).exists():
        raise TeamRefused(_("「%(name)s」というチームがもうあります。ちがう名前にしてください。") % {"name": name})
    team = Team.objects.create(cycle=cycle, name=name, kana=as_kana(kana)[:80], attribute=attribute, created_at=at)
    Member.objects.create(
        team=team, user=by, role=Member.Role.LEADER, tie=tie, name_is_public=name_is_public, created_at=at
    )
    return team


@transaction.atomic
def update_member(member: Member, *, tie: str, name_is_public: bool) -> Member:
    """Change one's own tie and consent; a consent may be taken back at any time, after the deadline too."""
    kept = Member.objects.select_for_update().get(pk=member.pk)
    kept.tie, kept.name_is_public = tie, name_is_public
    kept.save()
    return kept


@transaction.atomic
def invite_member(team: Team, *, email: str, by: User, at: datetime) -> Invitation:
    """Mail a link that lets one person join for 14 days; inviting an address again makes the older link useless."""
    kept = Team.objects.select_for_update().select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    email = email.strip().lower()
    if kept.members.filter(user__email=email).exists():
        raise TeamRefused(_("%(email)s の人は、もうチームにいます。") % {"email": email})
    _require_budget(email, by, at)
    kept.invitations.waiting().filter(email=email).update(cancelled_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        team=kept,
        email=email,
        token_hash=token_hash(token),
        invited_by=by,
        expires_at=at + INVITATION_LASTS,
        created_at=at,
    )
    _mail_link(invitation, token, at)
    return invitation


def _require_budget(email: str, by: User, at: datetime) -> None:
    lately = Invitation.objects.filter(created_at__gt=at - A_DAY)
    if lately.filter(invited_by=by).count() >= INVITATIONS_A_DAY:
        raise TeamRefused(_("きょう送れる招待は%(n)d通までです。あす、また送れます。") % {"n": INVITATIONS_A_DAY})
    if lately.filter(email=email).count() >= INVITATIONS_TO_ONE_A_DAY:
        raise TeamRefused(
            _("%(email)s には、きょうはもう送れません。届いたメールを確かめてもらってください。") % {"email": email}
        )


def _mail_link(invitation: Invitation, token: str, at: datetime) -> None:
    context = {
        "team": invitation.team.name,
        "inviter": invitation.invited_by.full_name or invitation.invited_by.email,
        "url": settings.SITE_URL + reverse("ideas:join", args=[token]),
        "expires_at": invitation.expires_at,
    }
    known = User.objects.filter(email=invitation.email, is_active=True).first()
    notify(
        known or invitation.email,
        "ideas/invitation",
        context=context,
        dedupe_key=f"invitation:{invitation.pk}",
        at=at,
        language=None if known else invitation.invited_by.language,
        is_secret=True,
    )


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, at: datetime) -> Invitation:
    """Make a link useless; one already used or cancelled stays as it is."""
    kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if kept.accepted_at is None and kept.cancelled_at is None:
        kept.cancelled_at = at
        kept.save()
    return kept


@transaction.atomic
def join_team(invitation: Invitation, *, user: User, tie: str, name_is_public: bool, at: datetime) -> Member:
    """Enter the team by an invitation, which is used up; whoever holds the link may use it, once."""
    kept = Invitation.objects.select_for_update(of=("self",)).select_related("team__cycle").get(pk=invitation.pk)
    require_usable(kept, at)
    require_not_over(kept.team.cycle, at)
    if kept.team.members.filter(user=user).exists():
        raise TeamRefused(_("あなたは、もうこのチームにいます。"))
    member = Member.objects.create(team=kept.team, user=user, tie=tie, name_is_public=name_is_public, created_at=at)
    kept.accepted_at = at
    kept.save()
    _tell_of_newcomer(kept, user, at)
    return member


def require_usable(invitation: Invitation, at: datetime) -> None:
    """InvitationRefused, with the reason and a way out, when the link lets nobody in any more."""
    if invitation.accepted_at:
        raise InvitationRefused(_("この招待はもう使われました。1つのリンクで参加できるのは1人です。"))
    if invitation.cancelled_at:
        raise InvitationRefused(_("この招待は取り消されました。"))
    if at >= invitation.expires_at:
        raise InvitationRefused(_("この招待は期限が切れました。リンクが使えるのは14日間です。"))


def _tell_of_newcomer(invitation: Invitation, user: User, at: datetime) -> None:
    team = invitation.team
    context = {
        "team": team.name,
        "newcomer": user.full_name or user.email,
        "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]),
    }
    for leader in team.members.filter(role=Member.Role.LEADER).select_related("user"):
        notify(leader.user, "ideas/joined", context=context, dedupe_key=f"joined:{invitation.pk}", at=at)
