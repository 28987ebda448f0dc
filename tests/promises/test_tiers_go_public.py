"""E1 and E3 for tiers: all of them at one moment, by the clock, on every page; before it no byte tells one from another."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from common import clock
from contest.models import Tier
from judging import services
from judging.models import Judge, Placement, Round, TierRelease
from notifications.models import OutboxMail
from pages import showcase
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES
from tests.promises.visits import browsers, fingerprint, only_errors_logged, visit
from tests.promises.world import World, build
from tests.support.readers import seen_during

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
ROLES = ("visitor", "citizen", "member", "mate", "rival", "officer", "neighbour", "judge")


def how_many(moment: datetime) -> tuple[str, tuple]:
    """What a reader counts, as one statement."""
    sql, params = Placement.objects.out_at(moment).order_by().values("pk").query.sql_with_params()
    return f"SELECT count(*) FROM ({sql}) AS public", params


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_setting_the_moment_shows_all_or_nothing_after_every_statement():
    rows, clerk = [judging.placed(ideas.submitted()) for _ in range(5)], staff()
    cycle = rows[0].idea.cycle
    act = {"releases_at": CLOSES, "seen": None, "by": clerk, "at": CLOSES}
    seen = seen_during(lambda: services.set_tier_release(cycle, **act), *how_many(CLOSES))
    assert (seen[0], seen[-1], {count for (count,) in seen}) == ((0,), (5,), {0, 5})
    act = {"releases_at": None, "seen": CLOSES, "by": clerk, "at": CLOSES - DAY}
    seen = seen_during(lambda: services.set_tier_release(cycle, **act), *how_many(CLOSES))
    assert {count for (count,) in seen} == {0, 5}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_reader_would_notice_tiers_that_come_out_one_by_one():
    """The negative control: a reader who looks past the moment sees ideas placed before it each for itself."""
    rows, clerk = [ideas.submitted() for _ in range(3)], staff()
    tier = Tier.objects.get(cycle=rows[0].cycle, key="web")
    judging.released()

    def one_by_one() -> None:
        for row in rows:
            services.place_idea(row, tier=tier, by=clerk, at=CLOSES - DAY)

    assert {count for (count,) in seen_during(one_by_one, *how_many(CLOSES))} == {0, 1, 2, 3}


@pytest.mark.django_db
def test_the_moment_is_exact_for_every_tier():
    rows = [judging.placed(ideas.submitted()) for _ in range(3)]
    judging.released()
    moments = (CLOSES - DAY, CLOSES - TICK, CLOSES, CLOSES + TICK)
    assert [Placement.objects.out_at(at).count() for at in moments] == [0, 0, len(rows), len(rows)]


# --- pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(db, settings) -> World:
    """Screening is over, both ideas have their tiers, the moment is set; the citizen selects for the sponsor of a tier."""
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = build()
    Round.objects.filter(pk=made.round.pk).update(closes_at=CLOSES - DAY)
    tier = made.cycle.tiers.get(key="finalist")
    seat = {"scope": Judge.Scope.SPONSOR, "tier": tier}
    Judge.objects.create(cycle=made.cycle, user=made.people["citizen"], **seat)
    TierRelease.objects.create(cycle=made.cycle, releases_at=CLOSES, set_by=made.people["staff"], set_at=CLOSES - DAY)
    return made


def place(world: World, *, is_other: bool = False) -> None:
    """Finalist and poster, or the other way round."""
    act = {"decided_by": world.people["staff"], "decided_at": CLOSES - DAY}
    keys = ("poster", "finalist") if is_other else ("finalist", "poster")
    for role, key in zip(("member", "rival"), keys, strict=True):
        Placement.objects.create(idea=world.ideas[role], tier=world.cycle.tiers.get(key=key), **act)


def public_pages(world: World) -> list[str]:
    """Where a tier stands once it is out."""
    own = world.ideas["member"]
    rest = [("challenge", own.challenge.number), ("participant", own.challenge.participant.number)]
    return [
        "/",
        "/ideas/",
        *(reverse(f"pages:{name}", args=[number]) for name, number in [("idea", own.number), *rest]),
    ]


def asked(world: World) -> list[tuple[str, str]]:
    """Everyone on the pages of ideas and on their own page; a stranger all around; each at their own desk."""
    own, (home, listed, page, *others) = world.ideas["member"], public_pages(world)
    around = [home, *others, "/ideas/?tier=finalist", "/ideas/?order=tier", "/cycles/2026/", "/vote/"]
    around.append(reverse("pages:idea_sheet", args=[own.number]))
    team = [reverse("pages:similar", args=[own.pk]), reverse("ideas:idea_receipt", args=[own.pk])]
    office = [reverse("pages:health", args=[own.challenge_id]), reverse("dialogue:statements")]
    sheets = [reverse("judge:sheet", args=[sheet.pk]) for sheet in world.sheets.values()]
    return [
        *((role, path) for role in ROLES for path in (listed, page, "/me/", "/judge/")),
        *(("visitor", path) for path in around),
        *(("member", path) for path in [*team, reverse("ideas:team", args=[own.team_id])]),
        *(("officer", path) for path in office),
        *(("judge", path) for path in sheets),
    ]


def crawl(world: World) -> dict[tuple[str, str], tuple]:
    people = browsers({role: world.people[role] for role in ROLES})
    with only_errors_logged():
        return {(role, path): fingerprint(visit(people[role], "GET", path)) for role, path in asked(world)}


def differing(world: World, at: datetime, monkeypatch) -> set[tuple[str, str]]:
    """Who sees on which page in which of two worlds they are, mails included."""
    monkeypatch.setattr(clock, "now", lambda: at)
    views = []
    for is_other in (False, True):
        with transaction.atomic():
            place(world, is_other=is_other)
            services.tell_tiers(at=at)
            mails = list(OutboxMail.objects.order_by("dedupe_key").values_list("dedupe_key", "subject", "body"))
            views.append({**crawl(world), ("everybody", "mail"): tuple(mails)})
            transaction.set_rollback(True)
    one, other = views
    return {request for request in one if one[request] != other[request]}


def test_before_the_moment_nobody_sees_in_which_world_they_are(world, monkeypatch, record_property):
    assert differing(world, CLOSES - TICK, monkeypatch) == set()
    record_property("figure", f"tiers before their moment: {len(asked(world))} answers, none differing")


def test_control_from_the_moment_on_they_do(world, monkeypatch):
    seen, (home, listed, page, *others) = differing(world, CLOSES, monkeypatch), public_pages(world)
    wanted = {(role, path) for role in ROLES for path in (listed, page)} | {
        ("visitor", path) for path in (home, *others)
    }
    assert wanted | {("member", "/me/"), ("rival", "/me/"), ("citizen", "/judge/"), ("everybody", "mail")} <= seen


# --- readers loop through the moment: the clock passes it in the middle of an answer ---------------------------------------


def passing(monkeypatch, steps: int) -> Iterator[None]:
    """The clock passes the moment before its first, second, … reading."""
    for step in range(steps):
        left = iter([CLOSES - TICK] * step)
        monkeypatch.setattr(clock, "now", lambda left=left: next(left, CLOSES))
        yield


def halves(world: World, monkeypatch) -> set[str]:
    """Pages that are neither what stood there before nor what stands there after."""
    place(world)
    found, people = set(), browsers({role: world.people[role] for role in ("visitor", "member", "citizen")})
    pages = [*(("visitor", path) for path in public_pages(world)), ("member", "/me/"), ("citizen", "/judge/")]
    with only_errors_logged():
        for role, path in pages:
            whole = []
            for at in (CLOSES - TICK, CLOSES):
                monkeypatch.setattr(clock, "now", lambda at=at: at)
                whole.append(fingerprint(visit(people[role], "GET", path)))
            assert whole[0] != whole[1]
            for _ in passing(monkeypatch, 4):
                found |= set() if fingerprint(visit(people[role], "GET", path)) in whole else {path}
    return found


def test_a_page_read_while_the_moment_passes_is_whole(world, monkeypatch):
    assert halves(world, monkeypatch) == set()


def test_control_a_page_that_looks_at_the_clock_for_each_idea_is_noticed(world, monkeypatch):
    whole = showcase.released_tiers

    def each(pks, _moment) -> dict[int, Tier]:
        return {key: tier for pk in pks for key, tier in whole([pk], clock.now()).items()}

    monkeypatch.setattr(showcase, "released_tiers", each)
    assert "/ideas/" in halves(world, monkeypatch)
