"""Who may do what: role × stage, and that hidden things agree with their querysets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from ideas import rules
from ideas.models import Idea, Team
from ideas.services import submit_idea
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import windows

pytestmark = pytest.mark.django_db
OPENS, DEADLINE, PUBLISHES = windows(2026)["ideas"]
BEFORE, OPEN, AFTER = OPENS - timedelta(seconds=1), make.AUTUMN, PUBLISHES
ROLES = ["anonymous", "stranger", "staff", "member", "leader", "other leader"]


def people(team: Team) -> dict:
    return {
        "anonymous": AnonymousUser(),
        "stranger": person(),
        "staff": staff(),
        "member": team.members.last().user,
        "leader": make.leader_of(team),
        "other leader": make.leader_of(make.team()),
    }


def allowed(permission: str, team: Team, subject) -> set[str]:
    return {role for role, user in people(team).items() if user.has_perm(permission, subject)}


@pytest.mark.parametrize("at", [BEFORE, OPEN, AFTER])
@pytest.mark.parametrize(
    ("permission", "when_open", "when_closed"),
    [
        ("ideas.view_desk_idea", {"member", "leader"}, {"member", "leader"}),
        ("ideas.edit_idea", {"member", "leader"}, set()),
    ],
)
@pytest.mark.parametrize("made", [make.draft, make.submitted, make.withdrawn])
def test_ideas(clock_at, made, permission, when_open, when_closed, at):
    idea = made()
    clock_at(at)
    assert allowed(permission, idea.team, idea) == (when_open if at == OPEN else when_closed)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [("ideas.view_desk_team", {"member", "leader"}), ("ideas.lead_team", {"leader"})],
)
def test_teams(permission, roles):
    team = make.team()
    assert allowed(permission, team, team) == roles


@pytest.mark.parametrize(
    ("at", "is_handed_in", "roles"),
    [
        (OPEN, False, {"staff", "member", "leader"}),
        (OPEN, True, {"staff", "member", "leader"}),
        (AFTER, False, {"staff", "member", "leader"}),
        (AFTER, True, set(ROLES)),
    ],
)
def test_pictures(clock_at, at, is_handed_in, roles):
    idea = make.submitted()
    picture = make.picture(idea)
    if is_handed_in:
        submit_idea(idea, by=make.leader_of(idea.team), at=make.AUTUMN)
        picture.refresh_from_db()
    clock_at(at)
    assert allowed("ideas.view_attachment", idea.team, picture) == roles


def test_a_room_above_may_let_its_people_see_what_was_handed_in(clock_at, monkeypatch):
    idea, judge = make.draft(), person()
    picture = make.picture(idea)
    clock_at(DEADLINE - timedelta(seconds=60))
    monkeypatch.setattr(rules, "PICTURE_VIEWERS", [lambda user, of: user == judge and of == idea])
    assert not judge.has_perm("ideas.view_attachment", picture)
    submit_idea(idea, by=make.leader_of(idea.team), at=make.AUTUMN)
    picture.refresh_from_db()
    assert judge.has_perm("ideas.view_attachment", picture)
    assert not person().has_perm("ideas.view_attachment", picture)


@pytest.mark.parametrize("role", ROLES[1:])
def test_the_desk_shows_what_the_rule_allows(role):
    idea = make.submitted()
    user = people(idea.team)[role]
    assert Idea.objects.of_member(user).filter(pk=idea.pk).exists() == user.has_perm("ideas.view_desk_idea", idea)
    assert Team.objects.of_member(user).filter(pk=idea.team_id).exists() == user.has_perm(
        "ideas.view_desk_team", idea.team
    )
