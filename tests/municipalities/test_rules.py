"""Who may see and edit a challenge: role × stage × status, and the querysets and readings that must agree."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.second_factor import is_required_of
from common import clock
from contest.models import Stage
from municipalities.desk import standing_of
from municipalities.models import Challenge, ChallengeClosed, Participant
from municipalities.services import HANDED_IN, save_challenge, submit_challenge
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, extension, officer

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


def save(kept: Challenge, **act) -> None:
    save_challenge(kept, fields={"title": "書きかえた名前"}, **act)


def may_edit(role: str, stage: str, status: str) -> bool:
    """The policy, in one sentence each way; nothing is published before STEP1 is over."""
    in_time = stage == Stage.Kind.CHALLENGES
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
@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("more_days", [0, 3])
def test_the_deadline_is_exact_for_everybody_who_asks(clock_at, status, seconds, is_open, more_days):
    closes = contest.windows(2026)[Stage.Kind.CHALLENGES][1] + timedelta(days=more_days)
    kept = challenge(status)
    Stage.objects.update(publishes_at=closes + timedelta(days=9))
    if more_days:
        extension(kept.participant, closes_at=closes)
    clock_at(closes + timedelta(seconds=seconds))
    kept = Challenge.objects.for_desk().get(pk=kept.pk)
    expected = is_open or status == Status.RETURNED
    assert kept.written_by.has_perm("municipalities.edit_challenge", kept) is expected
    assert standing_of(kept, clock.now()).is_editable is expected
    for act in (save, submit_challenge):
        try:
            act(kept, by=kept.written_by, at=clock.now())
        except ChallengeClosed:
            assert not expected
        else:
            assert expected or status in HANDED_IN


@pytest.mark.parametrize("status", Status)
def test_what_is_published_is_out_of_hands_even_before_the_deadline(clock_at, status):
    kept = challenge(status)
    clock_at(contest.instant(Stage.Kind.CHALLENGES))
    Stage.objects.filter(kind=Stage.Kind.CHALLENGES).update(publishes_at=clock.now())
    kept = Challenge.objects.for_desk().get(pk=kept.pk)
    expected = status != Status.ACCEPTED
    assert kept.written_by.has_perm("municipalities.edit_challenge", kept) is expected
    assert standing_of(kept, clock.now()).is_editable is expected
    try:
        save(kept, by=kept.written_by, at=clock.now())
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
