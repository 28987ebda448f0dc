"""The judges' site and the desks of the secretariat in a real browser: axe finds nothing, nothing is too wide."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.face.test_browser import SHAPES, is_too_wide, violations
from tests.factories import awards, ideas, judging
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db(transaction=True)


def cookie_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def addresses(clock_at):
    """Who looks at what: a sheet with errors of others beside it, a ranking, a release, and a proposed final."""
    clock_at(judging.DURING)
    idea, judge, office = ideas.submitted(title="長い名前のアイデア" * 4), judging.judge(), staff()
    sheet = judging.sheet(judging.round(), idea, judge)
    judging.handed_in(sheet.round, awards.entry(), 3, 4, 2, by=judge)
    awards.award()
    rounds = [reverse(f"admin:judging_round_{name}", args=[sheet.round.pk]) for name in ("ranking", "release")]
    desks = [reverse("admin:awards_desk", args=[2026]), reverse("admin:awards_award_changelist")]
    mine = ["/judge/", reverse("judge:sheet", args=[sheet.pk]), reverse("judge:conflict", args=[sheet.pk])]
    selects = judging.judge(scope="harvard").user
    chosen = [reverse("awards:selection", args=[awards.award("harvard", "大学の賞", awards.By.PARTNER, order=1).pk])]
    desks += [reverse("admin:awards_papers", args=[2026]), reverse("admin:awards_certificate_changelist")]
    return [
        (judge.user, mine),
        (office, [*rounds, *desks, reverse("admin:judging_round_changelist")]),
        (selects, [*chosen, reverse("awards:selections"), reverse("awards:mine")]),
    ]


@pytest.mark.parametrize(("scheme", "width"), SHAPES)
def test_desks_are_clean(browser, live_server, addresses, scheme, width):
    found, complaints = {}, []  # axe styles its own probes: only what is said before it comes is the page's
    for user, pages in addresses:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844}, locale="ja-JP")
        context.add_cookies([{"name": "sessionid", "value": cookie_of(user), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text))
        for address in pages:
            complaints.clear()
            assert page.goto(live_server.url + address).status == 200
            found[address] = (is_too_wide(page), list(complaints), violations(page))
        context.close()
    assert {address: seen for address, seen in found.items() if seen != (False, [], [])} == {}
