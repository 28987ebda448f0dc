"""The whole year by the bar: the clock does what is the clock's, people do the rest, and every step finds its world."""

from datetime import datetime
from itertools import cycle as round_and_round
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from awards import services as awards
from awards.models import Award
from awards.standings import eligible_ideas, is_published
from awards.tasks import prepare_due_polls
from common import clock
from contest.loading import load_contest
from followup.models import Plan
from ideas.models import Idea
from judging import services as judging
from judging.standings import released_placements
from rehearsal import standings
from rehearsal.calendar import JST, year_of
from rehearsal.samples import load
from rehearsal.services import move_clock
from tests.factories.voting import numbers, voter
from voting.models import Poll
from voting.services import cast_ballot
from voting.standings import paper_of
from voting.tasks import seal_closed_polls


@pytest.fixture
def autumn(db, settings):
    """A rehearsal in the coming autumn, on the real clock plus the bar's: the ballot's SQL reads the same."""
    settings.REHEARSAL = True
    settings.CLOCK_OFFSET_SOURCE = "rehearsal.clock.offset"
    now = clock.now()
    move_clock(datetime(year_of(now) + 1, 11, 22, tzinfo=JST), at=now)
    load_contest()
    return load(clock.now(), with_pictures=False)


def test_a_year_can_be_walked_by_the_bar(autumn, client):
    press_next(client)  # STEP3: ideas are frozen and public
    assert Idea.objects.public(clock.now()).count() == 8
    client.post(reverse("rehearsal:fill"))  # judges score
    press_next(client)  # the screening closes
    release(autumn)
    prepare_due_polls()
    assert Poll.objects.count() == 3

    press_next(client)  # the morning of the final
    press_next(client)  # the polls open
    assert Poll.objects.open_at(clock.now()).count() == 3
    vote()
    press_next(client)  # the polls close
    assert seal_closed_polls() == 3

    press_next(client)  # the ceremony
    decide(autumn)
    publish(autumn)
    assert is_published(autumn)

    press_next(client)  # what comes after
    press_next(client)  # a year later
    due = Plan.objects.due_on(timezone.localdate(clock.now()))
    assert due.filter(months=12).count() == 2 * 3  # both sides of three finalists
    assert standings.upcoming(autumn, clock.now())[0].label == "24か月後の報告"


def press_next(client) -> None:
    coming = standings.upcoming(standings.rehearsal_cycle(), clock.now())[0]
    client.post(reverse("rehearsal:move"))
    assert clock.now() >= coming.at


def office(number: int) -> User:
    return User.objects.get(email=f"jimukyoku{number}@cog.example")


def release(cycle) -> None:
    """Three finalists, three semi-finalists, two posters."""
    ranked = Idea.objects.handed_in().order_by("serial")
    for idea, key in zip(ranked, ["finalist"] * 3 + ["semifinalist"] * 3 + ["poster"] * 2, strict=True):
        judging.place_idea(idea, tier=cycle.tiers.get(key=key), by=office(1), at=clock.now())
    now = clock.now()
    judging.set_tier_release(cycle, releases_at=now, seen=None, by=office(1), at=now)
    assert len(released_placements(cycle, clock.now())) == 8


def vote() -> None:
    """One voter a poll, for its first idea."""
    for poll in Poll.objects.all():
        cast_ballot(paper_of(poll.slug), voter_id=voter(poll).pk, choices=numbers(poll)[:1], request_id=uuid4())


def decide(cycle) -> None:
    prepare_due_polls()  # the viewers' awards follow from the seals
    for award, turn in zip(
        Award.objects.filter(cycle=cycle).exclude(decided_by="viewers"), round_and_round(range(3)), strict=False
    ):
        ideas = list(eligible_ideas(award, clock.now()))
        awards.decide_award(award, ideas[turn % len(ideas)], by=office(1), at=clock.now())


def publish(cycle) -> None:
    awards.propose_publication(cycle, by=office(1), at=clock.now())
    awards.agree_publication(cycle, by=office(2), at=clock.now())
