"""E1, V5: before publication, scores, tiers, awards and ballots influence no byte that someone else may read.

Two copies of the site differ only in these. Every address, parameter and method is asked as everyone, in both: status,
headers and bodies must be the same. Status 404 of files that are not there yet is among what is compared.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from accounts.models import User
from awards import standings as awards_standings
from awards.models import Decision, Publication
from common import clock
from contest.models import Cycle
from judging import standings as judging_standings
from judging.models import Placement
from pages import story
from tests.promises.samples import inside, outside
from tests.promises.secrets import JUDGING, PUBLISHED, SEALED, VOTING, Phase, cast, keep_secrets, open_phase
from tests.promises.visits import browsers, fingerprint, only_errors_logged, visit
from tests.promises.world import World, build
from voting.browser import ORDER, voter_cookie
from voting.models import Ballot, Voter
from voting.views import paper, result

OUTSIDERS = ("visitor", "voter", "citizen", "member", "mate", "rival", "officer", "neighbour")
FEW = ("visitor", "voter", "member", "officer")
PARAMETERS = (
    *("?page=2", "?sort=-score", "?order=votes", "?q=見本", "?tier=finalist", "?award=grand"),
    *("?theme=disaster", "?state=running", "?format=json", "?poll=cog2026-finalist"),
)
SHOWS_SECRETS = ("/ideas/", "/cycles/", "/challenges/", "/vote/")  # once they are published
LISTS = ("/", "/challenges/", "/ideas/", "/cycles/", "/cycles/2026/", "/events/", "/vote/", "/vote/receipt/", "/me/")
Request = tuple[str, str, str]  # who, method, path with its query
Seen = dict[Request, tuple]
StopClock = Callable[[datetime], None]

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    return build()


@pytest.fixture
def stop_clock(monkeypatch) -> StopClock:
    """Some pages say what time it is: between the two worlds not a microsecond may pass."""
    return lambda at: monkeypatch.setattr(clock, "now", lambda: at)


def everything(outer: Sequence[str], inner: Sequence[str]) -> list[Request]:
    """Everyone, every path, every method; every parameter wherever a page of ours might read it; shut doors too."""
    wanted = [(role, method, path) for role in OUTSIDERS for path in outer for method in ("GET", "POST", "HEAD")]
    wanted += [(role, "GET", path) for role in OUTSIDERS for path in inner]
    ours = [path for path in outer if not path.startswith("/accounts/") and "?" not in path]
    return wanted + [(role, "GET", path + query) for role in FEW for path in ours for query in PARAMETERS]


def telling(paths: Sequence[str], turn: int) -> list[Request]:
    """As much of it as says something new: parameters where there is a list, the vote by a voter; of what a visitor may
    not post, and of pages as somebody signed in, each half in turn."""
    wanted = [("visitor", "GET", path) for path in paths]
    wanted += [("voter", "GET", path) for path in paths if path.startswith("/vote/")]
    for number, path in enumerate(paths, start=turn):
        wanted += [(("member", "officer")[number % 2], "GET", path)]
        wanted += [("visitor", "POST", path)] if number % 2 or path.startswith("/vote/") else []
    return wanted + [("visitor", "GET", path + parameter) for path in LISTS for parameter in PARAMETERS]


def crawl(people: dict[str, Client], wanted: Sequence[Request]) -> Seen:
    with only_errors_logged():
        return {request: fingerprint(visit(people[request[0]], *request[1:])) for request in wanted}


def people_of(world: World, wanted: Sequence[Request]) -> dict[str, Client]:
    """Signed-in browsers; the voter's is signed in nowhere and has cast a ballot of its own."""
    made = browsers({role: world.people.get(role) for role, _, _ in wanted})
    for client in made.values():  # or else everybody meets the ideas in another order at each visit
        client.cookies[ORDER[0]] = signing.dumps("looker", salt=ORDER[0])
    if "voter" in made:
        voter = Voter.objects.create(poll=world.poll, voter_key="own", created_at=world.poll.opens_at)
        numbers = [idea.number for idea in world.ideas.values()]
        own = {"choices": numbers, "receipt": "RECEIPTOFONESELF", "cast_at": world.poll.opens_at}
        Ballot.objects.create(poll=world.poll, voter=voter, **own)
        name, value = voter_cookie({world.poll.pk: voter.pk}, is_secure=False)
        made["voter"].cookies[name] = value
    return made


def in_both(hide: Callable[[bool], None], look: Callable[[], Seen]) -> tuple[Seen, Seen]:
    """What is seen in the one world and in the other."""
    views = []
    for is_other in (False, True):
        with transaction.atomic():
            hide(is_other)
            views.append(look())
            transaction.set_rollback(True)
    return views[0], views[1]


def differing(views: tuple[Seen, Seen]) -> list[str]:
    one, other = views
    return [
        f"{method} {path} as {role}"
        for role, method, path in one
        if one[role, method, path] != other[role, method, path]
    ]


def two_worlds(world: World, phase: Phase, stop_clock: StopClock, wanted: Sequence[Request]) -> tuple[Seen, Seen]:
    """The same requests at the same instant, before two sets of secrets."""
    open_phase(world, phase)
    stop_clock(phase.moment(world))
    people = people_of(world, wanted)
    return in_both(lambda is_other: keep_secrets(world, phase, is_other=is_other), lambda: crawl(people, wanted))


@pytest.mark.parametrize("phase", [JUDGING, VOTING, SEALED], ids=lambda phase: phase.name)
def test_secrets_influence_no_public_byte(phase, world, stop_clock, record_property, pytestconfig):
    turn = pytestconfig.getoption("turn")
    views = two_worlds(world, phase, stop_clock, telling(outside(world), turn))
    _report(record_property, f"{phase.name} (--turn={turn})", views)
    assert differing(views) == []


@pytest.mark.promise
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("phase", [JUDGING, VOTING, SEALED], ids=lambda phase: phase.name)
def test_secrets_influence_no_public_byte_for_anyone_with_anything(phase, world, stop_clock, record_property):
    wanted = everything(outside(world), inside(world))
    views = two_worlds(world, phase, stop_clock, wanted)
    _report(record_property, f"{phase.name}, all of it", views)
    assert differing(views) == []


def test_judges_learn_nothing_of_each_other_nor_of_tiers(world, stop_clock, record_property):
    paths = [path for path in [*outside(world), *inside(world)] if not path.startswith(("/accounts/", "/office/"))]
    views = two_worlds(world, JUDGING, stop_clock, [("judge", "GET", path) for path in paths])
    _report(record_property, "a judge", views)
    assert differing(views) == []


def test_nobody_sees_a_tally_before_the_seal_the_secretariat_least(world, stop_clock, record_property):
    """V5: as many ballots with other choices, looked at by the office while the poll is open."""
    open_phase(world, VOTING)
    stop_clock(VOTING.moment(world))
    keep_secrets(world, VOTING, is_other=False, with_ballots=False)
    wanted = [("staff", "GET", path) for path in [*outside(world), *inside(world)] if not path.startswith("/accounts/")]
    people = people_of(world, wanted)
    views = in_both(lambda is_other: cast(world, is_other=is_other, count=6), lambda: crawl(people, wanted))
    _report(record_property, "ballots in the office", views)
    assert differing(views) == []


def _report(record_property, name: str, views: tuple[Seen, Seen]) -> None:
    record_property("figure", f"secrecy, {name}: {len(views[0]):,} answers compared, {len(differing(views))} differing")


# --- the negative controls: the same crawl notices what is published, and what is left unguarded -------------------------


def visitor_sees(world: World, phase: Phase, stop_clock: StopClock) -> list[str]:
    paths = [path for path in outside(world) if path == "/" or path.startswith(SHOWS_SECRETS)]
    return differing(two_worlds(world, phase, stop_clock, [("visitor", "GET", path) for path in paths]))


def test_control_what_is_published_is_noticed(world, stop_clock):
    seen = visitor_sees(world, PUBLISHED, stop_clock)
    number = world.ideas["member"].number
    slug = world.poll.slug
    expected = [
        "/",
        "/cycles/2026/",
        "/ideas/",
        f"/ideas/{number}/",
        f"/vote/{slug}/log.jsonl",
        f"/vote/{slug}/result/",
    ]
    assert [path for path in expected if f"GET {path} as visitor" not in seen] == []


def _all_placements(ideas, moment) -> dict:
    return {row.idea_id: row.tier for row in Placement.objects.filter(idea__in=ideas).select_related("tier")}


def _all_decisions() -> QuerySet[Decision]:
    """Those nobody has published too; each year's publication is as far as one person proposing it."""
    for cycle in Cycle.objects.filter(publication=None, awards__isnull=False).distinct():
        proposed = {"proposed_by": User.objects.earliest("pk"), "proposed_at": clock.now(), "digest": ""}
        Publication.objects.create(cycle=cycle, **proposed)
    return Decision.objects.for_public()


def _any_poll(slug):
    return paper.paper_or_404(slug).poll


@pytest.mark.parametrize(
    ("phase", "owner", "guard", "without"),
    [
        (JUDGING, story, "released_tier", lambda idea, moment: _all_placements([idea.pk], moment).get(idea.pk)),
        (JUDGING, judging_standings, "released_tiers", _all_placements),
        (VOTING, awards_standings, "_published", _all_decisions),
        (SEALED, result, "_published", _any_poll),
    ],
    ids=["tier of an idea", "tiers", "awards", "log of the vote"],
)
def test_control_a_guard_left_out_is_noticed(phase, owner, guard, without, world, stop_clock, monkeypatch):
    monkeypatch.setattr(owner, guard, without)
    assert visitor_sees(world, phase, stop_clock) != []
