"""A team's notes stay in the team for ever: on no page, sheet, export or file that anybody else can reach, nor in a version."""

import pytest

from contest.models import Stage
from ideas.models import Idea, IdeaVersion
from tests.factories.contest import instant
from tests.promises.records import keep_records
from tests.promises.samples import inside, outside
from tests.promises.visits import browsers, only_errors_logged, visit
from tests.promises.world import NOTE, World, build

pytestmark = pytest.mark.django_db
OUTSIDE_THE_TEAM = ("visitor", "citizen", "officer", "neighbour", "judge", "staff")


@pytest.fixture
def world(settings, clock_at) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = build()
    keep_records(made)
    clock_at(instant(Stage.Kind.AFTER))
    return made


def where_read(world: World, role: str) -> list[str]:
    client = browsers({role: world.people[role]})[role]
    paths = [*outside(world), *(inside(world) if role in ("judge", "staff") else [])]
    with only_errors_logged():
        return [path for path in paths if NOTE.encode() in visit(client, "GET", path).body]


@pytest.mark.parametrize("role", OUTSIDE_THE_TEAM)
def test_nobody_outside_the_team_reads_a_note(world, role, record_property):
    record_property("figure", f"notes: {len(outside(world))} paths read as {role}, a note on 0")
    assert where_read(world, role) == []


def test_another_team_reads_its_own_alone(world):
    own, theirs = (world.ideas[role].pk for role in ("rival", "member"))
    read = where_read(world, "rival")
    assert any(f"/ideas/{own}/" in path for path in read)
    assert not any(f"/ideas/{theirs}/" in path for path in read)


@pytest.mark.parametrize("role", ["member", "mate"])
def test_control_the_team_itself_reads_it(world, role):
    assert where_read(world, role) != []


def test_a_note_is_in_no_version_nor_in_what_was_handed_in(world):
    kept = [*Idea.objects.values_list("answers", "evidence", "draft"), *IdeaVersion.objects.values_list("evidence")]
    assert NOTE not in repr(kept)
    assert "バスの乗客" in repr(kept)
