"""Who leads, and who goes: members leave or are removed; what they wrote stays with the team."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from ideas.models import Idea, Member, Team, TeamRefused
from ideas.services.members import settle_attribute
from ideas.services.windows import require_not_over
from notifications.services import notify

Role = Member.Role


@transaction.atomic
def transfer_leadership(team: Team, *, to: Member, by: User, at: datetime) -> Team:
    """Another member leads from now on; each then says how they belong by their new role. On record, and told to all."""
    kept = _lock(team, at)
    new = kept.members.filter(pk=to.pk).select_related("user").first()
    if new is None:
        raise TeamRefused(_("代表にできるのは、チームのメンバーです。"))
    if new.role == Role.LEADER:
        return kept
    old = kept.members.filter(role=Role.LEADER).first()
    if old is not None:
        old.role, old.leader_class = Role.MEMBER, ""
        old.save()
    new.role, new.tie = Role.LEADER, ""
    new.save()
    record_decision(by, "ideas.transfer_leadership", kept, at=at, to=new.user_id)
    _tell(kept, "new_leader", at, leader=str(new.user))
    return kept


@transaction.atomic
def leave_team(member: Member, *, at: datetime) -> None:
    """Go of one's own will. Drafts and what this person wrote stay; the membership goes, on record, and all are told."""
    team = _lock(member.team, at)
    kept = team.members.select_related("user").get(pk=member.pk)
    if kept.role == Role.LEADER and team.members.count() == 1:
        raise TeamRefused(_("メンバーがあなただけのチームからは、ぬけられません。応募しなければ、公開されません。"))
    if kept.role == Role.LEADER:
        raise TeamRefused(_("代表はぬけられません。先に、ほかのメンバーに代表をゆずってください。"))
    _require_enough_left(team)
    _go(team, kept, by=kept.user, at=at, action="ideas.leave_team")
    _tell(team, "left", at, member=str(kept.user))


@transaction.atomic
def remove_member(member: Member, *, reason: str, by: User, at: datetime) -> None:
    """The leader takes somebody out, with a reason that this person is told; on record."""
    team = _lock(member.team, at)
    kept = team.members.select_related("user").get(pk=member.pk)
    reason = " ".join(reason.split())
    if not reason or len(reason) > 200:
        raise TeamRefused(_("理由を200字以内で書いてください。本人に伝わります。"))
    if kept.role == Role.LEADER:
        raise TeamRefused(_("代表は外せません。"))
    _require_enough_left(team)
    user = kept.user
    _go(team, kept, by=by, at=at, action="ideas.remove_member", reason=reason)
    context = {"team": team.name, "reason": reason, "url": settings.SITE_URL + reverse("ideas:teams")}
    key = f"removed:{team.pk}:{at.isoformat()}:{user.pk}"
    notify(user, "ideas/removed", context=context, dedupe_key=key, at=at)
    _tell(team, "left", at, member=str(user))


def tell_of_erasure(user: User, *, at: datetime) -> None:
    """Somebody leaves the site: the leader is told, or whoever is left; of a team nobody is left in, the secretariat.

    Not who: the mail would keep the name that is being forgotten. The membership stays, without a name.
    """
    for team in Team.objects.filter(members__user=user).order_by("pk"):
        left = team.members.filter(user__erased_at__isnull=True).exclude(user=user).select_related("user")
        people = [row.user for row in left.filter(role=Role.LEADER) or left]
        name, url = "gone", reverse("ideas:team", args=[team.pk])
        if not people:
            people = list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))
            name, url = "deserted", reverse("admin:ideas_team_change", args=[team.pk])
        context = {"team": team.name, "left": len(left), "url": settings.SITE_URL + url}
        for person in people:
            key = f"{name}:{team.pk}:{user.pk}:{person.pk}"
            notify(person, f"ideas/{name}", context=context, dedupe_key=key, at=at)


def _lock(team: Team, at: datetime) -> Team:
    kept = Team.objects.select_for_update().select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    return kept


def _require_enough_left(team: Team) -> None:
    """What was handed in stays an idea of enough people."""
    is_handed_in = team.ideas.filter(status=Idea.Status.SUBMITTED).exists()
    if is_handed_in and team.members.count() <= team.cycle.min_members:
        raise TeamRefused(
            _("応募ずみのアイデアのチームは、これより人を減らせません。先に仲間を増やすか、応募を取り下げてください。")
        )


def _go(team: Team, member: Member, *, by: User, at: datetime, action: str, **detail: Any) -> None:
    record_decision(by, action, team, at=at, member=member.user_id, **detail)
    member.delete()
    settle_attribute(team)


def _tell(team: Team, name: str, at: datetime, **words: str) -> None:
    """Everybody who is in the team now."""
    context = {"team": team.name, "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]), **words}
    for member in team.members.select_related("user"):
        key = f"{name}:{team.pk}:{at.isoformat()}:{member.user_id}"
        notify(member.user, f"ideas/{name}", context=context, dedupe_key=key, at=at)
