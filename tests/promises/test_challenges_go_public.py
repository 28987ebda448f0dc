"""E3 for challenges: all of them at one moment, by the clock; before it nobody outside sees one of them anywhere."""

from datetime import timedelta

import pytest

from contest.models import Stage
from municipalities.models import Challenge
from municipalities.services import accept_challenge, set_publication
from tests.factories.accounts import staff
from tests.factories.contest import instant, windows
from tests.factories.municipalities import challenge
from tests.promises import matrix
from tests.promises.samples import outside
from tests.promises.visits import browsers, only_errors_logged, reads, visit
from tests.support.readers import seen_during

OPEN, PUBLISHES = instant(Stage.Kind.CHALLENGES), windows(2026)[Stage.Kind.CHALLENGES][2]
SECOND = timedelta(seconds=1)
STRANGERS = ("visitor", "citizen", "judge", "neighbour")
SIGN = "公開の前にはだれも読まない題"


def how_many(moment) -> tuple[str, tuple]:
    """What a reader counts, as one statement."""
    sql, params = Challenge.objects.public(moment).order_by().values("pk").query.sql_with_params()
    return f"SELECT count(*) FROM ({sql}) AS public", params


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_publishing_now_shows_all_or_nothing_after_every_statement():
    rows = [challenge(Challenge.Status.ACCEPTED) for _ in range(5)]
    stage, clerk = rows[0].cycle.stages.get(kind=Stage.Kind.CHALLENGES), staff()
    act = {"publishes_at": OPEN, "seen": stage.publishes_at, "by": clerk, "at": OPEN, "right_away": True}
    seen = seen_during(lambda: set_publication(stage, **act), *how_many(OPEN))
    assert len(seen) > 10
    assert {count for (count,) in seen} == {0, 5}
    assert (seen[0], seen[-1]) == ((0,), (5,))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_reader_would_notice_challenges_that_come_out_one_by_one():
    """The negative control: what is accepted after the moment is seen at once, each for itself."""
    rows, clerk = [challenge(Challenge.Status.SUBMITTED) for _ in range(3)], staff()

    def one_by_one() -> None:
        for row in rows:
            accept_challenge(row, by=clerk, at=PUBLISHES)

    seen = seen_during(one_by_one, *how_many(PUBLISHES))
    assert {count for (count,) in seen} == {0, 1, 2, 3}


@pytest.fixture
def world(db, settings):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = matrix.build_whole()
    made.challenges["officer"].title = SIGN
    made.challenges["officer"].title_en = SIGN
    made.challenges["officer"].save()
    return made


def places(world) -> set[str]:
    """Where somebody who is neither its officer nor of the secretariat reads the title.

    Reports and one's own questions are left out: they come only of challenges that were published, and this world has
    made them already.
    """
    people = browsers({role: world.people[role] for role in STRANGERS})
    with only_errors_logged():
        return {
            path
            for path in outside(world)
            if not path.startswith(("/followup/", "/questions/posts/"))
            for client in people.values()
            if reads(visit(client, "GET", path), SIGN)
        }


def test_before_the_moment_nothing_is_seen_anywhere_and_from_it_on_everywhere(world, clock_at, record_property):
    clock_at(PUBLISHES - timedelta(minutes=10))
    assert places(world) == set()
    clock_at(PUBLISHES)
    shown = places(world)
    record_property(
        "figure", f"publication: {len(outside(world))} addresses, {len(shown)} show a challenge once it is out"
    )
    assert {"/challenges/", f"/challenges/{world.challenges['officer'].number}/"} <= shown


@pytest.mark.django_db
def test_the_moment_is_exact_for_every_challenge():
    rows = [challenge(Challenge.Status.ACCEPTED) for _ in range(3)]
    others = [challenge(status) for status in Challenge.Status if status != Challenge.Status.ACCEPTED]
    tick = timedelta(microseconds=1)
    counts = [
        Challenge.objects.public(at).count()
        for at in (PUBLISHES - SECOND, PUBLISHES - tick, PUBLISHES, PUBLISHES + tick)
    ]
    assert (counts, len(others)) == ([0, 0, len(rows), len(rows)], 3)
