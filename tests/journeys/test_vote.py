"""The vote on a telephone: by mail, by LINE, by Google and by card; changed, off the network and back; looked up in the end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files import File
from playwright.sync_api import Browser, Page, expect

from common import clock
from ideas.models import Attachment
from ideas.tasks import make_thumbnails
from notifications.models import OutboxMail
from tests.face.test_browser import violations
from tests.factories import ideas as made
from tests.factories import voting as make
from tests.factories.accounts import person
from tests.support.live import PHONE, photograph
from tests.support.oidc import Provider, oidc_provider
from voting import log, services
from voting.models import Ballot, Poll, Voter

JST = ZoneInfo("Asia/Tokyo")
HALL = {"viewport": {"width": 1920, "height": 1080}}
pytestmark = [pytest.mark.promise, pytest.mark.django_db(transaction=True)]  # long: `make journeys` walks it


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with oidc_provider() as made_here:
        settings.VOTE_LOGINS = made_here.settings()
        yield made_here


@pytest.fixture
def poll(clock_at) -> Poll:
    """Open on the day of the final, when everybody sees the ideas with their pictures."""
    clock_at(datetime(2027, 2, 28, 14, 0, tzinfo=JST))
    poll = make.poll(ideas=12, max_choices=2)
    for choice in poll.choices.all()[:4]:
        shown = {"width": 800, "height": 600, "alt": "明かり", "is_handed_in": True}
        Attachment.objects.create(idea=choice.idea, file=File(made.photo(kind="WEBP"), "light.webp"), **shown)
    make_thumbnails()
    return poll


@pytest.mark.timeout(300)
def test_a_vote_by_each_way_from_the_hall_to_the_result(browser: Browser, live_server, poll, provider):
    _batch, (code, *_rest) = services.make_cards(poll.cycle, label="受付", count=2, by=person(), at=clock.now())
    with phone(browser, live_server) as by_mail, phone(browser, live_server) as by_login:
        chooses_first_then_proves_by_mail(by_mail, poll)
        changes_with_the_network_gone(by_mail, poll)
        votes_by_a_provider_in_english(by_login, poll)
    with phone(browser, live_server) as by_line, phone(browser, live_server) as by_card:
        refuses_line_and_is_told_so(by_line, poll)
        votes_by_line(by_line, poll)
        votes_by_card_in_easy_japanese(by_card, poll, code)
        hands_the_tablet_on(by_card, poll)
    assert sorted(Voter.objects.values_list("channel", flat=True)) == ["card", "email", "google", "line"]
    assert (Ballot.objects.count(), log.counted(poll).count()) == (5, 4)
    services.seal_poll(make.close(poll), at=clock.now())
    services.publish_poll(poll, at=clock.now())
    with phone(browser, live_server) as anyone:
        finds_the_receipts(anyone, poll)
    with phone(browser, live_server, HALL) as projector:
        shows_the_result_to_the_hall(projector, poll)


@contextmanager
def phone(browser: Browser, live_server, shape: dict[str, Any] = PHONE) -> Iterator[Page]:
    """Somebody's own telephone (or another screen); what its browser complains of fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="ja-JP", timezone_id="Asia/Tokyo", **shape)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


def looked_at(page: Page, name: str) -> None:
    """A picture for people, and axe's opinion."""
    page.wait_for_function("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    photograph(page, f"hall-{name}")
    assert violations(page) == []


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def chooses_first_then_proves_by_mail(page: Page, poll: Poll) -> None:
    page.goto(f"/vote/{poll.slug}/")
    looked_at(page, "paper")
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()
    expect(page.locator("[data-vote-count]")).to_have_text("3 / 2 えらびました。1つへらしてください")
    press(page, "投票する")
    expect(page.get_by_role("alert")).to_contain_text("1つへらして")
    looked_at(page, "too-many")
    assert page.locator("input:checked").count() == 3
    page.locator("input:checked").first.uncheck()
    press(page, "投票する")
    expect(page.locator("h1")).to_have_text("投票する前の確認")
    looked_at(page, "verify")
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    press(page, "コードを送る")
    page.get_by_label("6けたのコード").fill(re.search(r"\b\d{6}\b", OutboxMail.objects.get().body)[0])
    looked_at(page, "code")
    press(page, "確認する")
    expect(page.locator("input:checked")).to_have_count(2)
    press(page, "投票する")
    expect(page.locator("h1")).to_have_text("投票しました")
    looked_at(page, "receipt")


def changes_with_the_network_gone(page: Page, poll: Poll) -> None:
    page.get_by_role("link", name="えらび直す").click()
    page.locator("input:checked").first.uncheck()
    page.context.set_offline(True)
    press(page, "投票し直す")
    expect(page.get_by_role("status").filter(has_text="自動でもう一度")).to_be_visible()
    photograph(page, "hall-offline")
    assert Ballot.objects.count() == 1
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("投票しました", timeout=20_000)
    assert len(Ballot.objects.latest("pk").choices) == 1
    page.goto("/vote/check/")
    expect(page.locator("main")).to_contain_text("「メール」で確認ずみ")
    looked_at(page, "check")


def votes_by_a_provider_in_english(page: Page, poll: Poll) -> None:
    page.goto("/vote/verify/")
    page.get_by_role("button", name="English").first.click()
    page.get_by_role("link", name="Be verified by Google").click()
    page.get_by_label("あなたの番号").fill("person-1")
    page.get_by_role("button", name="許可する").click()
    expect(page.locator("h1")).to_contain_text("Vote")
    page.get_by_role("checkbox").first.check()
    looked_at(page, "paper-en")
    press(page, "Vote")
    expect(page.locator("h1")).to_have_text("You have voted")
    looked_at(page, "receipt-en")


def refuses_line_and_is_told_so(page: Page, poll: Poll) -> None:
    """Who says no to the provider comes back to the other ways, and what was chosen is still there."""
    page.goto(f"/vote/{poll.slug}/")
    page.get_by_role("checkbox").nth(1).check()
    press(page, "投票する")
    page.get_by_role("link", name="LINEで確認する").click()
    page.get_by_role("button", name="やめる").click()
    expect(page.locator("h1")).to_have_text("投票する前の確認")
    expect(page.get_by_role("alert")).to_have_text("LINE での確認を取りやめました。ほかの方法でも確認できます。")
    looked_at(page, "line-refused")
    assert not Voter.objects.filter(channel="line").exists()


def votes_by_line(page: Page, poll: Poll) -> None:
    page.get_by_role("link", name="LINEで確認する").click()
    page.get_by_label("あなたの番号").fill("U-hanako")
    page.get_by_role("button", name="許可する").click()
    expect(page.locator("input:checked")).to_have_count(1)
    press(page, "投票する")
    expect(page.locator("h1")).to_have_text("投票しました")
    page.goto("/vote/check/")
    expect(page.locator("main")).to_contain_text("「LINE」で確認ずみ")


def votes_by_card_in_easy_japanese(page: Page, poll: Poll, code: str) -> None:
    page.goto("/vote/?tablet")
    press(page, "この端末を、みんなで使う設定にする")
    page.goto(f"/vote/card/{code}/")
    page.get_by_role("button", name="やさしい日本語").click()
    looked_at(page, "card-easy")
    page.locator("main form:has([name=code]) button").click()
    page.get_by_role("checkbox").first.check()
    looked_at(page, "paper-easy")
    page.locator(".vote-bar button").click()
    expect(page.locator("ruby").first).to_be_visible()
    expect(page.locator(".receipt-number")).to_be_visible()
    looked_at(page, "receipt-tablet-easy")


def hands_the_tablet_on(page: Page, poll: Poll) -> None:
    page.locator(".next-person button").click()
    looked_at(page, "next-person")
    page.go_back()
    expect(page.locator(".receipt-number")).to_have_count(0)
    expect(page.locator("input:checked")).to_have_count(0)


def finds_the_receipts(page: Page, poll: Poll) -> None:
    for ballot, words in zip(
        Ballot.objects.order_by("pk"), ("えらび直されました", *["数えられています"] * 4), strict=True
    ):
        page.goto(f"/vote/{poll.slug}/result/")
        page.get_by_label("控え番号").fill(ballot.receipt)
        press(page, "確かめる")
        expect(page.locator("main .notice[role=status]")).to_contain_text(words)
    looked_at(page, "found")


def shows_the_result_to_the_hall(page: Page, poll: Poll) -> None:
    """Every idea with its votes, and nothing below the edge that nobody in the hall can scroll to."""
    page.goto(f"/vote/{poll.slug}/screen/")
    for choice in poll.choices.select_related("idea"):
        expect(page.get_by_text(choice.idea.title).first).to_be_in_viewport()
    looked_at(page, "screen")
