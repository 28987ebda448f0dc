"""DOMAIN, invariant 5: the name of a member who did not agree stands on no page and in no file that others can reach."""

import pytest
from django.test import Client

from contest.models import Stage
from ideas.models import Member
from tests.factories.contest import instant
from tests.promises.samples import outside
from tests.promises.visits import browsers, only_errors_logged, visit
from tests.promises.world import World, build

pytestmark = pytest.mark.django_db
CANARY = "名なしの金糸雀"
OWN_LINK = "/me/guardian/"  # mailed to that member's own guardian, who knows the name


@pytest.fixture
def world(settings, clock_at) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = build()
    mate = made.people["mate"]
    mate.family_name, mate.given_name = CANARY, "さん"
    mate.save()
    clock_at(instant(Stage.Kind.AFTER))
    return made


def where_named(world: World, client: Client) -> list[str]:
    with only_errors_logged():
        paths = [path for path in outside(world) if not path.startswith(OWN_LINK)]
        return [path for path in paths if CANARY.encode() in visit(client, "GET", path).body]


@pytest.mark.parametrize("role", ["visitor", "rival", "neighbour"])
def test_who_did_not_agree_is_named_nowhere(world, role, record_property):
    client = browsers({role: world.people[role]})[role]
    record_property("figure", f"names: {len(outside(world))} paths read as {role}, named on 0")
    assert where_named(world, client) == []


@pytest.mark.parametrize(
    ("said", "is_named"),
    [
        ({"name_is_public": True}, True),
        ({"name_is_public": True, "public_name": "月よみ"}, False),
        ({"name_is_public": True, "age_band": "under16"}, False),  # and no guardian has said yes
    ],
)
def test_control_who_agreed_is_named_on_the_ideas_page(world, said, is_named):
    Member.objects.filter(user=world.people["mate"]).update(**said)
    page = f"/ideas/{world.ideas['member'].number}/"
    assert (page in where_named(world, Client())) is is_named
