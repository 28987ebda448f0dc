"""What teams know of a person who goes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.erasure import Held, Room, Words
from accounts.models import User
from contest.models import Cycle, EntryClass
from ideas.facts import classes_of
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


def idea_in_words(idea: Idea, at: datetime) -> str:
    """What a person's copy calls an idea: its title only while the world reads it, its number in any case."""
    is_out = Idea.objects.public(at).filter(pk=idea.pk).exists()
    return f"{idea.number} {idea}".strip() if is_out else idea.number


def _class_named(cycle: Cycle, role: str, key: str) -> str:
    return next((str(row) for row in classes_of(cycle, role) if row.key == key), "")


ROOM = Room(
    held=(
        Held(
            JoinRequest,
            "user",
            tells=("team", "tie", "age_band", "is_student", "message", "state", "asked_at", "decided_at"),
            words={"tie": lambda row, at: _class_named(row.team.cycle, EntryClass.Role.MEMBER, row.tie)},
        ),
        Held(PupilCard, "user", tells=("school_class", "created_at", "revoked_at")),
        Held(
            Invitation,
            "email",
            by_address=True,
            tells=("team", "email", "expires_at", "accepted_at", "cancelled_at"),
        ),
        Held(
            GuardianConsent,
            "member__user",
            stays=BELONGS_TO_THE_TEAM,
            blank={"guardian_name": "", "email": ""},
            tells=("member__team", "kind", "given_at", "refused_at"),  # who the guardian is, is theirs
        ),
        Held(
            Recommendation,
            "leader__user",
            stays=BELONGS_TO_THE_TEAM,
            blank={"name": "", "email": "", "statement": ""},
            tells=(
                "leader__team",
                "participant",
                "confirmed_at",
                "declined_at",
                "cancelled_at",
            ),  # who it is, is theirs
        ),
        Held(
            Recommendation,
            "email",
            by_address=True,
            stays=BELONGS_TO_THE_TEAM,
            blank={"name": "", "email": ""},
            tells=(
                *("leader__team", "participant", "name", "email", "entry_class", "statement"),
                *("confirmed_at", "declined_at", "cancelled_at"),
            ),
            words={
                "entry_class": lambda row, at: _class_named(
                    row.leader.team.cycle, EntryClass.Role.LEADER, row.entry_class
                )
            },
        ),
        Held(
            GuardianConsent,
            "email",
            by_address=True,
            stays=BELONGS_TO_THE_TEAM,
            blank={"guardian_name": "", "email": ""},
            tells=("member__team", "kind", "guardian_name", "email", "given_at", "refused_at"),
        ),
        Held(
            Member,
            "user",
            stays=BELONGS_TO_THE_TEAM,
            blank={"name_is_public": False, "public_name": ""},
            tells=(
                *("team", "role", "tie", "leader_class", "is_student", "age_band"),
                *("name_is_public", "public_name", "created_at"),
            ),
            words={
                "tie": lambda row, at: _class_named(row.team.cycle, EntryClass.Role.MEMBER, row.tie),
                "leader_class": lambda row, at: _class_named(row.team.cycle, EntryClass.Role.LEADER, row.leader_class),
            },
        ),
    ),
    hindrances=_hindrances,
    forget=_forget,
)
