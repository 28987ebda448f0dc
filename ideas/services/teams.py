"""Acts on teams, members and invitations: lock, guard, change, tell."""

import unicodedata
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle
from ideas.models import Invitation, InvitationRefused, Member, Team, TeamRefused
from ideas.services.members import AboutMe, add_member
from ideas.services.windows import require_not_over
from notifications.invitations import keep_invitation, mail_invitation, why_not_sent, why_not_used, withdraw
from notifications.services import notify


def as_kana(text: str) -> str:
    """How a name is read, in full-width katakana: NFKC, hiragana turned, spaces single."""
    normal = unicodedata.normalize("NFKC", text)
    return " ".join("".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in normal).split())


@transaction.atomic
def create_team(*, cycle: Cycle, by: User, name: str, kana: str, about: AboutMe, at: datetime) -> Team:
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
def join_team(invitation: Invitation, *, user: User, about: AboutMe, at: datetime) -> Member:
    """Enter the team by an invitation, which is used up; whoever holds the link may use it, once."""
    kept = Invitation.objects.select_for_update(of=("self",)).select_related("team__cycle").get(pk=invitation.pk)
    require_usable(kept, at)
    require_not_over(kept.team.cycle, at)
    member = add_member(kept.team, user=user, role=Member.Role.MEMBER, about=about, at=at)
    kept.accepted_at = at
    kept.save()
    _tell_of_newcomer(kept, user, at)
    return member


def require_usable(invitation: Invitation, at: datetime) -> None:
    """InvitationRefused, with the reason and a way out, when the link lets nobody in any more."""
    if reason := why_not_used(invitation, at=at):
        raise InvitationRefused(reason)


def _tell_of_newcomer(invitation: Invitation, user: User, at: datetime) -> None:
    team = invitation.team
    context = {
        "team": team.name,
        "newcomer": user.full_name or user.email,
        "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]),
    }
    for leader in team.members.filter(role=Member.Role.LEADER).select_related("user"):
        notify(leader.user, "ideas/joined", context=context, dedupe_key=f"joined:{invitation.pk}", at=at)
