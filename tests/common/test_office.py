"""What the secretariat's lists and forms say, whatever they hold."""

import pytest
from django.urls import reverse

from tests.face.test_browser import violations
from tests.face.test_desks import enter
from tests.factories.accounts import staff
from tests.factories.contest import cycle

LIST = reverse("admin:contest_cycle_changelist")


@pytest.fixture
def office(client, db):
    client.force_login(staff())
    return client


def test_list_says_what_it_lists_and_that_there_is_nothing(office):
    page = office.get(LIST).text
    assert "<h1>年度のコンテスト</h1>" in page
    assert "まだありません。" in page
    assert "changelist-filter" not in page


def test_list_says_that_nothing_matches(office):
    cycle()
    page = office.get(LIST, {"q": "ない言葉"}).text
    assert "あてはまるものはありません。" in page
    assert "まだありません。" not in page


def test_rooms_stand_in_the_order_of_the_year(office):
    rooms = [room["app_label"] for room in office.get(reverse("admin:index")).context["app_list"]]
    assert rooms.index("contest") < rooms.index("municipalities") < rooms.index("ideas") < rooms.index("awards")


@pytest.mark.promise
@pytest.mark.django_db(transaction=True)
def test_tables_of_fields_and_choosers_are_clean(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    enter(context, live_server, staff())
    page, found = context.new_page(), {}
    officer = reverse("admin:municipalities_officer_add")
    for address in (LIST, reverse("admin:contest_cycle_change", args=[cycle().pk]), officer):
        page.goto(live_server.url + address)
        if address == officer:
            page.wait_for_selector("[role=combobox][aria-labelledby^=id_user-label]")
        found[address] = violations(page)
    context.close()
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
