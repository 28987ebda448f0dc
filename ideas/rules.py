"""Who may do what to a team and its ideas."""

import rules

from accounts.models import User
from common import clock
from contest.models import Stage
from ideas.models import Idea, Team


@rules.predicate
def is_member(user: User, team: Team) -> bool:
    return team.members.filter(user=user).exists()


@rules.predicate
def is_leader(user: User, team: Team) -> bool:
    return team.members.filter(user=user, role="leader").exists()


@rules.predicate
def is_member_of_idea(user: User, idea: Idea) -> bool:
    return is_member(user, idea.team)


@rules.predicate
def is_open_for_ideas(user: User, idea: Idea) -> bool:
    """The idea's STEP2 is open; after the deadline the entry is frozen."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    return stage is not None and stage.is_open_at(clock.now())


rules.add_perm("ideas.view_desk_idea", rules.is_authenticated & is_member_of_idea)
rules.add_perm("ideas.edit_idea", rules.is_authenticated & is_open_for_ideas & is_member_of_idea)
rules.add_perm("ideas.view_desk_team", rules.is_authenticated & is_member)
rules.add_perm("ideas.invite_member", rules.is_authenticated & is_leader)
