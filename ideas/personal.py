"""What teams know of a person who goes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.erasure import Held, Room, Words
from accounts.models import User
from ideas.models import GuardianConsent, Idea, Invitation, JoinRequest, Member, PupilCard, Recommendation, Team
from ideas.services.attachments import forget_attachments
from ideas.services.leaving import tell_of_erasure
from ideas.services.windows import is_over

BELONGS_TO_THE_TEAM = _("応募の記録です。人数と年代は残り、名前は外れます。")


def _hindrances(user: User, at: datetime) -> Iterable[Words]:
    if any(not is_over(row.cycle, at) for row in user.school_classes.select_related("cycle")):
        yield _("募集中のクラスの先生は、先に、事務局に先生をかえてもらってください。")
    leads = user.teams.filter(role=Member.Role.LEADER).select_related("team__cycle")
    if any(not is_over(row.team.cycle, at) and row.team.members.count() > 1 for row in leads):
        yield _("募集中のチームの代表は、先に、ほかのメンバーに代表をゆずってください。")


def _forget(user: User, at: datetime) -> None:
    """A team of this person alone that never handed anything in goes with its drafts; of the others somebody is told."""
    for team in Team.objects.filter(members__user=user):
        if team.members.count() > 1 or team.ideas.exclude(status=Idea.Status.DRAFT).exists() or _was_out(team):
            continue
        for idea in team.ideas.all():
            forget_attachments(idea)
        team.ideas.all().delete()
        team.delete()
    tell_of_erasure(user, at=at)


def _was_out(team: Team) -> bool:
    return team.ideas.filter(serial__isnull=False).exists()


ROOM = Room(
    held=(
        Held(JoinRequest, "user"),
        Held(PupilCard, "user"),
        Held(Invitation, "email", by_address=True),
        Held(
            GuardianConsent,
            "member__user",
            stays=BELONGS_TO_THE_TEAM,
            blank={"guardian_name": "", "email": ""},
        ),
        Held(
            Recommendation,
            "leader__user",
            stays=BELONGS_TO_THE_TEAM,
            blank={"name": "", "email": "", "statement": ""},
        ),
        Held(Recommendation, "email", by_address=True, stays=BELONGS_TO_THE_TEAM, blank={"name": "", "email": ""}),
        Held(
            GuardianConsent,
            "email",
            by_address=True,
            stays=BELONGS_TO_THE_TEAM,
            blank={"guardian_name": "", "email": ""},
        ),
        Held(Member, "user", stays=BELONGS_TO_THE_TEAM, blank={"name_is_public": False, "public_name": ""}),
    ),
    hindrances=_hindrances,
    forget=_forget,
)
