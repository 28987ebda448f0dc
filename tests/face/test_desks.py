"""Every page of the desks, as the person whose it is: axe finds nothing, nothing is wider than a phone.

Of the office only pages of our own making are asked: Django's own lists and pickers have faults we do not mend here.
A third of the pages a commit, in turn; all of them in `make promises`. Three forms that stand at no desk are always read.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error as BrowserError

from contest.models import Stage
from tests.face.test_browser import is_too_wide, violations
from tests.factories import ideas
from tests.factories.accounts import person, staff
from tests.factories.contest import instant
from tests.promises import matrix
from tests.promises.samples import Sample, samples
from tests.promises.world import World

pytestmark = pytest.mark.django_db(transaction=True)
# By the stage at which there is most to see: the pages of a desk, and as whom those are asked that nobody owns.
ROOMS = {
    Stage.Kind.CHALLENGES: {
        "municipalities:*": "officer",
        "citizens:*": "citizen",
        "admin:municipalities_challenge*": "staff",
    },
    Stage.Kind.IDEAS: {
        "ideas:*": "member",
        "admin:ideas_export": "staff",
        "admin:ideas_remind": "staff",
        "admin:ideas_team_remark": "staff",
        "admin:ideas_team_consent": "staff",
    },
    Stage.Kind.REVIEW: {
        "dialogue:*": "citizen",
        "judge:*": "judge",
        "admin:ideas_idea_late": "staff",
        "admin:judging_round_running": "staff",
        "admin:judging_round_stage": "staff",
        "admin:judging_round_export": "staff",
        "admin:voting_poll_review": "staff",
        "admin:voting_poll_stage": "staff",
        "admin:judging_assignment_entry": "staff",
    },
    Stage.Kind.AFTER: {"advice:*": "member", "admin:judging_advice_[bw]*": "staff"},
}


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    yield made
    made.close()


def enter(context, site, user) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": site.url}])


def wrong_with(page, url: str) -> str:
    """What a person could not use on this page; empty where there is no page for them (a file, a mere button)."""
    try:
        answer = page.goto(url)
    except BrowserError:  # a file, which the browser saves and does not show
        return ""
    if answer.status not in (200, 403, 404) or "html" not in answer.headers.get("content-type", ""):
        return ""
    found, is_wide = violations(page), is_too_wide(page)
    return f"{found} too wide: {is_wide}" if found or is_wide else ""


def once_each(made: Iterable[Sample]) -> list[Sample]:
    """An address once for each state of its object: a rival's desk looks as one's own does."""
    return list({(sample.address, sample.state): sample for sample in reversed(list(made))}.values())[::-1]


def rows_at(stage: str, world: World) -> list[tuple[str, Sample]]:
    """Every page of the stage's desks, and who asks for it."""
    return [
        (sample.owner or otherwise, sample)
        for pattern, otherwise in ROOMS[stage].items()
        for sample in once_each(samples(world, matrix.named(pattern)))
        if (sample.owner or otherwise) in world.people  # another judge's sheets: nobody in this world enters as them
    ]


@pytest.mark.parametrize("turns", [pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.promise)])
@pytest.mark.parametrize("stage", ROOMS)
def test_pages_of_the_desks_are_clean(stage, turns, pytestconfig, context, live_server, settings, clock_at):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    world, turn = matrix.build_whole(), pytestconfig.getoption("turn")
    clock_at(instant(stage))
    rows, wrong, page = rows_at(stage, world)[turn % turns :: turns], {}, context.new_page()
    assert rows
    for role, asked in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        context.clear_cookies()
        enter(context, live_server, world.people[role])
        for _role, row in asked:
            if words := wrong_with(page, live_server.url + row.path):
                wrong[f"{row.path} as {role} (--turn={turn})"] = words
    assert wrong == {}


def test_forms_of_no_desk_are_always_clean(context, live_server, settings):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    clerk, page, found = staff(), context.new_page(), {}
    visits = {
        reverse("accounts:leave"): person(),
        reverse("admin:accounts_auditentry_chain") + "?head=x": clerk,
        reverse("admin:ideas_idea_late", args=[ideas.draft().pk]): clerk,
    }
    for address, who in visits.items():
        context.clear_cookies()
        enter(context, live_server, who)
        wrong = wrong_with(page, live_server.url + address)
        found[address] = (page.url.removeprefix(live_server.url), wrong)
    assert found == {address: (address, "") for address in visits}
