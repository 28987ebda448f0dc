"""Two people at the same moment: numbers stay single, a link lets one in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ideas.models import Idea, IdeaVersion, InvitationRefused
from ideas.services import join_team, start_idea, submit_idea
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db(transaction=True)
AUTUMN = make.AUTUMN


def at_once(acts) -> list:
    """Run all acts from the same moment on; results, or the exceptions they raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except InvitationRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_numbers_are_given_once():
    drafts = [make.draft() for _ in range(4)]
    acts = [lambda idea=idea: submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN) for idea in drafts]
    assert sorted(idea.serial for idea in at_once(acts)) == [1, 2, 3, 4]


def test_a_double_click_hands_in_once():
    idea = make.draft()
    leader = make.leader_of(idea.team)
    at_once([lambda: submit_idea(idea, by=leader, at=AUTUMN)] * 4)
    assert IdeaVersion.objects.count() == 1


def test_a_double_click_starts_one_draft():
    team, about = make.team(), challenge("accepted")
    leader = make.leader_of(team)
    at_once([lambda: start_idea(team, challenge=about, by=leader, at=AUTUMN)] * 4)
    assert Idea.objects.count() == 1


def test_one_link_lets_one_person_in():
    team = make.team(1)
    invitation = make.invitation(team)
    people = [person() for _ in range(4)]
    acts = [lambda user=user: join_team(invitation, user=user, about=make.about(), at=AUTUMN) for user in people]
    refused = [result for result in at_once(acts) if isinstance(result, InvitationRefused)]
    assert (len(refused), team.members.count()) == (3, 2)
