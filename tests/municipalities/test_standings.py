"""How many take part, where, and on what."""

import pytest

from contest.models import Stage
from municipalities.models import Challenge, Participant
from municipalities.standings import Reach, challenges_per_region, challenges_per_theme, reach, with_challenge_count
from tests.factories import contest
from tests.factories.municipalities import challenge, government, officer, participant

pytestmark = pytest.mark.django_db
BEFORE, AFTER = contest.instant(Stage.Kind.CHALLENGES), contest.instant(Stage.Kind.IDEAS)


def test_reach_counts_entries_and_the_bodies_behind_them():
    one, union = participant(), participant(*(government() for _ in range(6)))
    participant(is_sample=True)
    cycle = contest.cycle()
    union.participations.create(cycle=cycle)
    assert reach() == Reach(entries=2, bodies=7)
    assert reach(samples=True) == Reach(entries=1, bodies=1)
    assert reach(cycle=cycle) == Reach(entries=1, bodies=6)
    participant(one.members.get().government)
    assert reach() == Reach(entries=3, bodies=7)


def test_reach_leaves_out_who_withdrew_and_who_has_not_taken_part_yet():
    cycle, waiting = contest.cycle(), participant(is_on_record=False)
    assert reach() == Reach(entries=0, bodies=0)
    part = waiting.participations.create(cycle=cycle)
    assert reach() == reach(cycle=cycle) == Reach(entries=1, bodies=1)
    waiting.participations.update(withdrawn_at=BEFORE)
    assert reach() == reach(cycle=cycle) == Reach(entries=0, bodies=0)
    hidden = contest.cycle(2031, is_public=False)
    type(part).objects.update(withdrawn_at=None, cycle=hidden)
    assert reach() == Reach(entries=0, bodies=0)


def test_counts_hold_public_challenges_only():
    busy, quiet = officer(), officer()
    for status in (Challenge.Status.ACCEPTED, Challenge.Status.ACCEPTED, Challenge.Status.SUBMITTED):
        challenge(status, by=busy)
    for moment, count in ((BEFORE, 0), (AFTER, 2)):
        counted = with_challenge_count(Participant.objects.all(), moment)
        assert {row.pk: row.challenge_count for row in counted} == {busy.participant.pk: count, quiet.participant.pk: 0}


def test_challenges_per_theme_and_region():
    north = officer(participant(government(region="北海道"), government(region="東北")))
    challenge(Challenge.Status.ACCEPTED, by=north, theme=contest.theme("tourism", "観光"))
    challenge(Challenge.Status.ACCEPTED)
    challenge(Challenge.Status.SUBMITTED)
    cycle = contest.cycle()
    assert challenges_per_theme(cycle, AFTER) == {"tourism": 1, "disaster": 1}
    assert challenges_per_region(cycle, AFTER) == {"北海道": 1, "関東": 1}
    assert challenges_per_theme(cycle, BEFORE) == challenges_per_region(cycle, BEFORE) == {}
