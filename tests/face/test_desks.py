"""Every page of the desks, as the person whose it is: axe finds nothing, nothing is wider than a phone.

Of the office only pages of our own making are asked: Django's own lists and pickers have faults we do not mend here.
"""

from collections.abc import Iterable

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Error as BrowserError

from contest.models import Stage
from tests.face.test_browser import is_too_wide, violations
from tests.factories.contest import instant
from tests.promises import matrix
from tests.promises.samples import Sample, samples

pytestmark = pytest.mark.django_db(transaction=True)
OTHERWISE = {
    "municipalities": "officer",
    "dialogue": "citizen",
    "citizens": "citizen",
    "ideas": "member",
    "advice": "member",
    "admin": "staff",
    "judge": "judge",
}
ROOMS = {
    "municipalities:*": Stage.Kind.CHALLENGES,
    "citizens:*": Stage.Kind.CHALLENGES,
    "dialogue:*": Stage.Kind.REVIEW,
    "ideas:*": Stage.Kind.IDEAS,
    "advice:*": Stage.Kind.AFTER,
    "judge:*": Stage.Kind.REVIEW,
    "admin:ideas_export": Stage.Kind.IDEAS,
    "admin:ideas_remind": Stage.Kind.IDEAS,
    "admin:ideas_team_remark": Stage.Kind.IDEAS,
    "admin:ideas_team_consent": Stage.Kind.IDEAS,
    "admin:ideas_idea_late": Stage.Kind.REVIEW,
    "admin:judging_round_running": Stage.Kind.REVIEW,
    "admin:judging_round_stage": Stage.Kind.REVIEW,
    "admin:judging_round_export": Stage.Kind.REVIEW,
    "admin:judging_advice_[bw]*": Stage.Kind.AFTER,
    "admin:voting_poll_review": Stage.Kind.REVIEW,
    "admin:voting_poll_stage": Stage.Kind.REVIEW,
    "admin:judging_assignment_entry": Stage.Kind.REVIEW,
    "admin:municipalities_challenge*": Stage.Kind.CHALLENGES,
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
    found = violations(page)
    return f"{found} too wide: {is_too_wide(page)}" if found or is_too_wide(page) else ""


def once_each(made: Iterable[Sample]) -> list[Sample]:
    """An address once for each state of its object: a rival's desk looks as one's own does."""
    return list({(sample.address, sample.state): sample for sample in reversed(list(made))}.values())[::-1]


@pytest.mark.parametrize("room", ROOMS)
def test_pages_of_the_desk_are_clean(room, context, live_server, settings, clock_at):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    world = matrix.build_whole()
    clock_at(instant(ROOMS[room]))
    by_role: dict[str, list[Sample]] = {}
    for sample in once_each(samples(world, matrix.named(room))):
        by_role.setdefault(sample.owner or OTHERWISE[room.split(":")[0]], []).append(sample)
    wrong = {}
    for role, rows in by_role.items():
        if role not in world.people:
            continue  # another judge's sheets: nobody in this world enters as them
        context.clear_cookies()
        enter(context, live_server, world.people[role])
        page = context.new_page()
        for row in rows:
            if words := wrong_with(page, live_server.url + row.path):
                wrong[f"{row.path} as {role}"] = words
    assert wrong == {}
