"""Acts on teams, members and invitations: lock, guard, change, tell."""

import secrets
import unicodedata
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle
from ideas.models import Invitation, InvitationRefused, JoinLink, Member, Team, TeamRefused
from ideas.services.asking import lasts_until
from ideas.services.members import AboutMe, add_member, require_mail
from ideas.services.windows import require_not_over
from notifications.invitations import keep_invitation, mail_invitation, token_hash, why_not_sent, why_not_used, withdraw
from notifications.services import notify


def as_kana(text: str) -> str:
    """How a name is read, in full-width katakana: NFKC, hiragana turned, spaces single."""
    normal = unicodedata.normalize("NFKC", text)
    return " ".join("".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in normal).split())


@transaction.atomic
def create_team(*, cycle: Cycle, by: User, name: str, kana: str, about: AboutMe, at: datetime) -> Team:
    """Make a team whose leader is `by`; a name is taken once a cycle."""
    require_mail(by)
    return start_team(cycle=cycle, by=by, name=name, kana=kana, about=about, at=at)


def start_team(*, cycle: Cycle, by: User, name: str, kana: str, about: AboutMe, at: datetime) -> Team:
    """The same inside a transaction, for pupils too."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    require_not_over(cycle, at)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise TeamRefused(_("チーム名を60字以内で書いてください。"))
    if "://" in name:  # the name goes out in mails to people who did not ask
        raise TeamRefused(_("チーム名に、アドレスは書けません。"))
    if Team.objects.filter(cycle=cycle, name=name).exists():
        raise TeamRefused(_("「%(name)s」というチームがもうあります。ちがう名前にしてください。") % {"name": name})
    team = Team.objects.create(cycle=cycle, name=name, kana=as_kana(kana)[:80], created_at=at)
    add_member(team, user=by, role=Member.Role.LEADER, about=about, at=at)
    return team


@transaction.atomic
def invite_member(team: Team, *, email: str, by: User, at: datetime) -> Invitation:
    """Mail a link that lets one person join for 14 days; inviting an address again makes the older link useless."""
    kept = Team.objects.select_for_update().select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    email = email.strip().lower()
    if kept.members.filter(user__email=email).exists():
        raise TeamRefused(_("%(email)s の人は、もうチームにいます。") % {"email": email})
    if reason := why_not_sent(Invitation.objects.all(), email=email, by=by, at=at):
        raise TeamRefused(reason)
    kept.invitations.waiting().filter(email=email).update(cancelled_at=at)
    invitation = Invitation(team=kept, email=email, invited_by=by)
    url = settings.SITE_URL + reverse("ideas:join", args=[keep_invitation(invitation, at=at)])
    context = {"team": kept.name, "url": url}
    mail_invitation(invitation, "ideas/invitation", context=context, dedupe_key=f"invitation:{invitation.pk}", at=at)
    return invitation


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, at: datetime) -> Invitation:
    """Make a link useless; one already used or cancelled stays as it is."""
    return withdraw(invitation, at=at)


@transaction.atomic
def make_join_link(team: Team, *, by: User, at: datetime) -> tuple[JoinLink, str]:
    """A link for a chat or a notice board, and its token, which is nowhere else; an older link stops working."""
    kept = Team.objects.select_for_update().select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    kept.join_links.filter(closed_at=None).update(closed_at=at)
    token = secrets.token_urlsafe(32)
    lasts = lasts_until(kept.cycle, at)
    link = JoinLink.objects.create(team=kept, token_hash=token_hash(token), made_by=by, expires_at=lasts, created_at=at)
    return link, token


@transaction.atomic
def close_join_link(link: JoinLink, *, at: datetime) -> JoinLink:
    """Make it useless; one already closed stays as it is."""
    kept = JoinLink.objects.select_for_update().get(pk=link.pk)
    if kept.closed_at is None:
        kept.closed_at = at
        kept.save()
    return kept


@transaction.atomic
def join_team(way: Invitation | JoinLink, *, user: User, about: AboutMe, at: datetime) -> Member:
    """Enter the team by an invitation, which is used up, or by the team's open link; whoever holds it may."""
    team = Team.objects.select_for_update().select_related("cycle").get(pk=way.team_id)
    kept = type(way)._default_manager.select_for_update().get(pk=way.pk)
    require_usable(kept, at)
    require_not_over(team.cycle, at)
    require_mail(user)
    member = add_member(team, user=user, role=Member.Role.MEMBER, about=about, at=at)
    if isinstance(kept, Invitation):
        kept.accepted_at = at
        kept.save()
    _tell_of_newcomer(member, at)
    return member


def require_usable(way: Invitation | JoinLink, at: datetime) -> None:
    """InvitationRefused, with the reason and a way out, when the link lets nobody in any more."""
    reason = why_not_used(way, at=at) if isinstance(way, Invitation) else _why_closed(way, at)
    if reason:
        raise InvitationRefused(reason)


def _why_closed(link: JoinLink, at: datetime) -> str:
    if link.closed_at:
        return _("このリンクは閉じられました。")
    return _("このリンクは期限が切れました。") if at >= link.expires_at else ""


def _tell_of_newcomer(member: Member, at: datetime) -> None:
    team = member.team
    context = {
        "team": team.name,
        "newcomer": member.user.full_name or member.user.email,
        "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]),
    }
    for leader in team.members.filter(role=Member.Role.LEADER).select_related("user"):
        notify(leader.user, "ideas/joined", context=context, dedupe_key=f"joined:{member.pk}:{leader.user_id}", at=at)
