"""Who may see and edit a challenge: role × stage × status, and the querysets and readings that must agree."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.second_factor import is_required_of
from common import clock
from contest.models import Stage
from municipalities.desk import standing_of
from municipalities.models import Challenge, ChallengeClosed, Participant
from municipalities.services import save_challenge
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer

pytestmark = pytest.mark.django_db
Status = Challenge.Status
STAGES = list(Stage.Kind)


def people(kept: Challenge) -> dict:
    """One person of every role towards this challenge."""
    return {
        "own": kept.written_by,
        "colleague": officer(kept.participant).user,
        "former": officer(kept.participant, until=contest.instant(Stage.Kind.CHALLENGES)).user,
        "other": officer().user,
        "citizen": person(),
        "staff": staff(),
        "nobody": AnonymousUser(),
    }


def may_edit(role: str, stage: str, status: str) -> bool:
    """The policy, in one sentence each way."""
    in_time = status == Status.DRAFT and stage == Stage.Kind.CHALLENGES
    return role in {"own", "colleague"} and (in_time or status == Status.RETURNED)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stage", STAGES)
def test_matrix(clock_at, stage, status):
    clock_at(contest.instant(stage))
    kept = challenge(status)
    for role, user in people(kept).items():
        assert user.has_perm("municipalities.edit_challenge", kept) is may_edit(role, stage, status), role
        may_view = role in {"own", "colleague"}
        assert user.has_perm("municipalities.view_desk_challenge", kept) is may_view, role
        may_discard = may_view and status == Status.DRAFT
        assert user.has_perm("municipalities.discard_challenge", kept) is may_discard, role
        if role != "nobody":
            assert Challenge.objects.written_by(user).filter(pk=kept.pk).exists() is may_view, role


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stage", STAGES)
def test_desk_and_service_agree_with_the_rule(clock_at, stage, status):
    clock_at(contest.instant(stage))
    kept = challenge(status)
    expected = kept.written_by.has_perm("municipalities.edit_challenge", kept)
    assert standing_of(kept, clock.now()).is_editable is expected
    try:
        save_challenge(kept, fields={}, by=kept.written_by, at=clock.now())
    except ChallengeClosed:
        assert not expected
    else:
        assert expected


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stage", STAGES)
def test_public_queryset_agrees_with_the_desk(clock_at, stage, status):
    clock_at(contest.instant(stage))
    kept = challenge(status)
    shown = Challenge.objects.public(clock.now()).filter(pk=kept.pk).exists()
    assert standing_of(kept, clock.now()).is_public is shown
    assert shown is (status == Status.ACCEPTED and stage != Stage.Kind.CHALLENGES)


def test_officers_hold_a_second_factor():
    serving = officer()
    former = officer(until=contest.instant(Stage.Kind.IDEAS))
    assert [is_required_of(user) for user in (serving.user, former.user, person())] == [True, False, False]


def test_served_by_lists_present_service_only():
    serving = officer()
    officer(user=serving.user, until=contest.instant(Stage.Kind.IDEAS))
    assert list(Participant.objects.served_by(serving.user)) == [serving.participant]
