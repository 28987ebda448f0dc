"""Who may do what to a team and its ideas."""

from collections.abc import Callable

import rules

from accounts.models import User
from accounts.rules import is_secretariat
from common import clock
from contest.models import Stage
from ideas.models import Attachment, Idea, Team

# Rooms above append predicates in `AppConfig.ready()`: others who may see an unpublished idea's picture (its judges).
PICTURE_VIEWERS: list[Callable[[User, Idea], bool]] = []


@rules.predicate
def is_member(user: User, team: Team) -> bool:
    """Reads prefetched members where there are."""
    return any(member.user_id == user.pk for member in team.members.all())


@rules.predicate
def is_leader(user: User, team: Team) -> bool:
    return team.members.filter(user=user, role="leader").exists()


@rules.predicate
def is_member_of_idea(user: User, idea: Idea) -> bool:
    return is_member(user, idea.team)


@rules.predicate
def is_open_for_ideas(user: User, idea: Idea) -> bool:
    """The idea's STEP2 is open; after the deadline the entry is frozen but for what the secretariat lets be written."""
    stage, now = idea.cycle.stage(Stage.Kind.IDEAS), clock.now()
    return (stage is not None and stage.is_open_at(now)) or idea.leave_at(now) is not None


@rules.predicate
def is_public_picture(user: User, picture: Attachment) -> bool:
    """Handed in with a public idea; asks nothing about the person, so that a public file reads no session."""
    return picture.is_handed_in and Idea.objects.public(clock.now()).filter(pk=picture.idea_id).exists()


@rules.predicate
def is_picture_of_members(user: User, picture: Attachment) -> bool:
    return is_member(user, picture.idea.team)


@rules.predicate
def is_granted_from_above(user: User, picture: Attachment) -> bool:
    """Handed in, and some room above lets this person see the idea."""
    is_there = picture.is_handed_in and picture.idea.status == Idea.Status.SUBMITTED
    return is_there and any(viewer(user, picture.idea) for viewer in PICTURE_VIEWERS)


rules.add_perm("ideas.view_desk_idea", rules.is_authenticated & is_member_of_idea)
rules.add_perm("ideas.edit_idea", rules.is_authenticated & is_open_for_ideas & is_member_of_idea)
rules.add_perm("ideas.view_desk_team", rules.is_authenticated & is_member)
rules.add_perm("ideas.lead_team", rules.is_authenticated & is_leader)
rules.add_perm(
    "ideas.view_attachment",
    is_public_picture | (rules.is_authenticated & (is_secretariat | is_picture_of_members | is_granted_from_above)),
)
