"""Links of data: asked once a week, told once when they stay dead, and they may recover."""

from datetime import timedelta

import pytest

from contest.models import Stage
from municipalities.models import DataResource
from municipalities.services import check_links, save_data_row
from municipalities.services.links import AT_ONCE, note_link
from municipalities.tasks import ask_links
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.municipalities import challenge, officer
from tests.files.web import Pages, web_server
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
OPEN = contest.instant(Stage.Kind.CHALLENGES)
DAY = timedelta(days=1)


@pytest.fixture
def web(settings):
    settings.LINKS_MAY_BE_LOCAL = True
    with web_server() as address:
        yield address


def linked(url: str) -> DataResource:
    row = challenge().resources.get()
    DataResource.objects.filter(pk=row.pk).update(url=url)
    row.refresh_from_db()
    return row


def state(row):
    row.refresh_from_db()
    return row.failures, row.dead_since


def test_a_link_that_opens_is_asked_once_a_week(web):
    row = linked(f"{web}/200")
    asked = [check_links(at=OPEN + days * DAY) for days in (0, 0, 1, 6, 7)]
    assert (asked, len(Pages.asked), state(row)) == ([1, 0, 0, 0, 1], 2, (0, None))


def test_a_link_that_stays_dead_is_told_once_to_every_officer(web):
    row = linked(f"{web}/404")
    officer(row.challenge.participant)
    states = []
    for days in range(4):
        check_links(at=OPEN + days * DAY)
        states.append(state(row))
    assert states == [(1, None), (2, None), (3, OPEN + 2 * DAY), (3, OPEN + 2 * DAY)]
    check_links(at=OPEN + 20 * DAY)
    assert state(row) == (4, OPEN + 2 * DAY)
    mails = OutboxMail.objects.filter(kind="municipalities/link_dead")
    assert mails.count() == 2
    assert (row.title in mails[0].body, row.url in mails[0].body) == (True, True)


def test_it_recovers(web):
    row = linked(f"{web}/404")
    for days in range(3):
        check_links(at=OPEN + days * DAY)
    DataResource.objects.update(url=f"{web}/200")
    check_links(at=OPEN + 10 * DAY)
    assert state(row) == (0, None)


def test_a_new_address_is_asked_anew(web):
    row = linked(f"{web}/404")
    check_links(at=OPEN)
    act = {"by": row.challenge.written_by, "at": OPEN}
    save_data_row(row.challenge, row, fields={"url": f"{web}/200"}, **act)
    row.refresh_from_db()
    assert (row.checked_at, row.failures) == (None, 0)
    note_link(linked(f"{web}/200"), is_open=False, at=OPEN)


def test_an_answer_about_an_old_address_is_forgotten(web):
    row = linked(f"{web}/404")
    DataResource.objects.filter(pk=row.pk).update(url=f"{web}/200")
    before = every_row()
    assert note_link(row, is_open=False, at=OPEN) is None
    assert every_row() == before


def test_rows_without_an_address_and_rehearsals_are_left_alone(web):
    linked("")
    rehearsed = linked(f"{web}/200")
    type(rehearsed.challenge.cycle).objects.update(is_rehearsal=True)
    assert (check_links(at=OPEN), Pages.asked) == (0, [])


def test_only_a_few_are_asked_at_a_time(web):
    kept = challenge()
    DataResource.objects.all().delete()
    DataResource.objects.bulk_create(
        DataResource(challenge=kept, title=str(n), url=f"{web}/200?{n}") for n in range(AT_ONCE + 2)
    )
    assert [check_links(at=OPEN) for _ in range(3)] == [AT_ONCE, 2, 0]


def test_the_task_asks(web, clock_at):
    clock_at(OPEN)
    linked(f"{web}/200")
    assert [ask_links(), ask_links()] == [1, 0]
