"""What a team and its municipality answer before the final stays with them, the final's judges and the secretariat, for ever."""

import pytest

from contest.models import Stage
from tests.factories.contest import instant
from tests.promises.records import keep_records
from tests.promises.samples import inside, outside
from tests.promises.visits import browsers, only_errors_logged, visit
from tests.promises.world import ANSWER, FOREVER, World, build

pytestmark = pytest.mark.django_db
STRANGERS = ("visitor", "citizen", "rival", "neighbour", "judge")  # the judge screens, and has no sheet of the final


@pytest.fixture
def world(settings) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = build()
    keep_records(made)
    return made


def where_read(world: World, role: str) -> list[str]:
    client = browsers({role: world.people[role]})[role]
    paths = [*outside(world), *(inside(world) if role == "judge" else [])]
    with only_errors_logged():
        return [path for path in paths if ANSWER.encode() in visit(client, "GET", path).body]


@pytest.mark.parametrize("moment", [instant(Stage.Kind.REVIEW), FOREVER], ids=["before", "after"])
@pytest.mark.parametrize("role", STRANGERS)
def test_no_stranger_reads_an_answer(world, role, moment, clock_at):
    clock_at(moment)
    assert where_read(world, role) == []


@pytest.mark.parametrize("role", ["mate", "officer"])
def test_control_each_side_reads_its_own(world, role, clock_at):
    clock_at(instant(Stage.Kind.REVIEW))
    assert where_read(world, role) == [
        f"/me/inquiries/{world.replies['officer' if role == 'officer' else 'member'].pk}/"
    ]


def test_control_afterwards_both_read_both(world, clock_at):
    clock_at(FOREVER)
    client = browsers({"mate": world.people["mate"]})["mate"]
    page = visit(client, "GET", f"/me/inquiries/{world.replies['member'].pk}/").body.decode()
    assert page.count(ANSWER) == 2
