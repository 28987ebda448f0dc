"""The vote's review, its public result with an appeal, the rules and the hall's screen in a real browser: axe finds nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from tests.face.test_browser import SHAPES, is_too_wide, violations
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.voting.test_review import ask, provisional, voided

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("scheme", "width"), SHAPES)
def test_the_pages_of_the_review_and_the_result_are_clean(browser, live_server, scheme, width):
    at = clock.now()
    poll = provisional(at)
    void = voided(poll, at)
    office, open_poll = Client(), make.poll(tier="poster")
    office.force_login(staff())
    make.alike(poll, 7)
    ask(poll)
    make.alike(poll, 6)
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844}, locale="ja-JP")
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"].value, "url": live_server.url}])
    page, found = context.new_page(), {}
    result = reverse("voting:result", args=[poll.slug])
    pages = [
        reverse("voting:rules"),
        *(reverse("voting:screen", args=[row.slug]) + "?still" for row in (poll, open_poll)),
    ]
    pages += [reverse(f"admin:voting_poll_{name}", args=[poll.pk]) for name in ("review", "stage")]
    for address in [*pages, result]:
        assert page.goto(live_server.url + address).status == 200
        found[address] = (violations(page), is_too_wide(page))
    page.fill("#id_receipt", void.receipt)
    page.locator("form", has=page.locator("#id_receipt")).get_by_role("button").click()
    page.get_by_label("申し立て").wait_for()
    found["an appeal"] = (violations(page), is_too_wide(page))
    context.close()
    assert {address: seen for address, seen in found.items() if seen != ([], False)} == {}
