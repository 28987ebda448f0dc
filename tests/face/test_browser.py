"""The pages in a real browser: axe finds nothing, nothing is wider than the screen, the policy stops nothing."""

import json
from pathlib import Path
from unicodedata import normalize

import axe_playwright_python
import pytest
from django.test import Client
from django.urls import reverse

from common.text import count
from contest.models import Stage
from tests.factories import contest, judging
from tests.factories import ideas as made
from tests.pages import world
from tests.printing.reading import opened, pages_of, words_of

pytestmark = pytest.mark.django_db(transaction=True)
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
# Without `preload`, in which axe lays imported stylesheets into a document of its own: the page's policy would complain.
RUN = """axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then(result => JSON.stringify(result.violations.map(found => [found.id, found.nodes[0].html.slice(0, 200)])))"""
SHAPES = [("light", 1280), ("dark", 390)]


def violations(page) -> list:
    """What axe objects to; it comes in through the debugger, so that the page's own policy stays on."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    done = session.send("Runtime.evaluate", {"expression": RUN, "awaitPromise": True, "returnByValue": True})
    return json.loads(done["result"]["value"])


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.fixture
def addresses(clock_at) -> list[str]:
    """Every public page with something in it, after a whole year, and the ways in."""
    idea = world.public_idea()
    judging.placed(idea)
    judging.released(idea.cycle)
    world.award_to(idea)
    world.publish_awards(idea.cycle)
    world.report_on(idea)
    clock_at(world.AFTER)
    lists = ["home", "challenges", "ideas", "participants", "cycles", "council", "partners", "privacy", "accessibility"]
    details = [
        reverse("pages:challenge", args=[idea.challenge.number]),
        reverse("pages:idea", args=[idea.number]),
        reverse("pages:participant", args=[idea.challenge.participant.number]),
        reverse("pages:cycle", args=[2026]),
        reverse("pages:winners", args=[2026]),
        reverse("pages:award_history"),
    ]
    ways_in = [reverse("account_login"), reverse("account_signup"), "/no-such-page/"]
    return [*(reverse(f"pages:{name}") for name in lists), *details, *ways_in]


@pytest.mark.parametrize(("scheme", "width"), SHAPES)
def test_pages_are_clean(browser, live_server, addresses, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844}, locale="ja-JP")
    page, complaints, found = context.new_page(), [], {}
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    for address in addresses:
        page.goto(live_server.url + address)
        found[address] = (violations(page), is_too_wide(page))
    context.close()
    assert {address: seen for address, seen in found.items() if seen != ([], False)} == {}
    assert complaints == []


def test_text_of_twice_the_size_still_fits(browser, live_server, addresses):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page, wide = context.new_page(), []
    for address in addresses:
        page.goto(live_server.url + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if is_too_wide(page):
            wide.append(address)
    context.close()
    assert wide == []


def test_menu_opens_without_scripts(browser, live_server):
    contest.cycle()
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(live_server.url)
    page.locator(".site-menu > summary").click()
    page.locator(".site-menu a", has_text="参加自治体").click()
    assert page.url.endswith("/municipalities/")
    context.close()


def test_keyboard_reaches_the_text_first(browser, live_server):
    context = browser.new_context(viewport={"width": 1280, "height": 844})
    page = context.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_language_is_chosen_and_kept(browser, live_server):
    context = browser.new_context(viewport={"width": 1280, "height": 844}, locale="ja-JP")
    page = context.new_page()
    page.goto(live_server.url + "/cycles/")
    page.locator(".site-header > .container > .header-tools button", has_text="English").click()
    assert (page.url, page.locator("html").get_attribute("lang")) == (live_server.url + "/cycles/", "en")
    context.close()


def test_characters_are_counted_while_typing(browser, live_server, clock_at):
    idea = made.draft()
    clock_at(contest.instant(Stage.Kind.IDEAS))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    sign_in(context, live_server, made.leader_of(idea.team))
    page = context.new_page()
    page.goto(live_server.url + reverse("ideas:idea_edit", args=[idea.pk, "basics"]))
    control = page.locator("[name=title]")
    control.fill("あ" * 41)
    counter = page.locator(f"[data-counter-for={control.get_attribute('id')}]")
    assert (counter.inner_text(), "over" in counter.get_attribute("class")) == ("41 / 40", True)
    assert violations(page) == []
    context.close()


def test_the_browser_counts_as_the_server_does(browser, live_server, clock_at):
    idea = made.draft()
    clock_at(contest.instant(Stage.Kind.IDEAS))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    sign_in(context, live_server, made.leader_of(idea.team))
    page = context.new_page()
    page.goto(live_server.url + reverse("ideas:idea_edit", args=[idea.pk, "answer-story"]))
    control = page.locator("textarea")
    counter = page.locator(f"[data-counter-for={control.get_attribute('id')}]")
    written = [
        "①㈱髙﨑",
        "一\r\n二\n\n三",
        "か\u3099ｶﾞ",
        "👩‍👩‍👧‍👦🇯🇵😀",
        "葛\U000e0100城",
        "　空き　",
        "e\u0301",
        "\tあ ",
    ]
    shown = {}
    for text in written:
        control.fill(text)
        shown[text] = counter.inner_text()
    assert shown == {text: f"{count(text)} / 1200" for text in written}
    context.close()


def sign_in(context, live_server, user) -> None:
    """As after a login by code, which tests/accounts walks itself."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


def test_a_challenge_prints_whole_on_few_sheets(browser, live_server, clock_at):
    """What is folded away is on paper too, addresses can be typed from it, and nothing to press is left."""
    clock_at(world.AUTUMN)
    row = world.public_challenge(summary_en="Some cannot walk to the shelter.")
    page = browser.new_page(locale="ja-JP")
    page.goto(live_server.url + reverse("pages:challenge", args=[row.number]))
    sheets = page.pdf(prefer_css_page_size=True)
    page.close()
    words = normalize("NFKC", words_of(sheets))  # the browser writes some letters as radicals
    assert len(pages_of(sheets)) <= 2
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in opened(sheets).pages} == {(595, 842)}
    for text in (row.title, "Somecannotwalk", "https://data.city.example/roads.csv", row.contact_email):
        assert text in words
    for text in ("メニュー", "ログイン", "印刷用のPDF", "この課題にアイデアを出す"):
        assert text not in words
