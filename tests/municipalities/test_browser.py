"""Writing a challenge in a real browser: two windows, going back, a lost session; nobody loses a word."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from municipalities.models import Challenge
from tests.face.test_browser import is_too_wide, sign_in, violations
from tests.factories import contest
from tests.factories.municipalities import challenge, officer
from tests.municipalities.pages import edit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("summer")]


@pytest.fixture
def desk(browser, live_server):
    """An officer's browser with one draft: its context, the draft, and the officer."""
    contest.cycle()
    clerk = officer()
    kept = challenge(by=clerk)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", base_url=live_server.url)
    sign_in(context, live_server, clerk.user)
    yield context, kept, clerk
    context.close()


def opened(context, kept):
    page = context.new_page()
    page.goto(edit(kept, "answer-who"))
    return page


def who(kept) -> str:
    return Challenge.objects.get(pk=kept.pk).answers["who"]


def status(page):
    return page.locator("form [role=status]")


def test_two_windows_on_one_page_are_told_and_compared(desk):
    context, kept, _clerk = desk
    first, second = opened(context, kept), opened(context, kept)
    first.locator("textarea").fill("はじめの窓の文")
    expect(status(first)).to_contain_text("保存しました")
    second.locator("textarea").fill("あとの窓の文")
    expect(status(second)).to_contain_text("まだ保存していません")
    assert who(kept) == "はじめの窓の文"
    assert violations(second) == []
    second.get_by_role("button", name="見くらべる").click()
    expect(second.locator("main")).to_contain_text("いま保存されている")
    expect(second.locator("main")).to_contain_text("はじめの窓の文")
    assert second.locator("textarea").input_value() == "あとの窓の文"
    second.get_by_role("button", name="下書きを保存").click()
    second.wait_for_url("**check=1")
    assert who(kept) == "あとの窓の文"


def test_leaving_and_going_back_keeps_what_was_typed(desk):
    context, kept, _clerk = desk
    page = opened(context, kept)
    page.locator("textarea").fill("とちゅうで離れた文")
    page.goto(edit(kept, "english"))
    page.go_back()
    expect(page.locator("textarea")).to_have_value("とちゅうで離れた文")
    assert who(kept) == "とちゅうで離れた文"
    assert is_too_wide(page) is False


def test_a_lost_session_keeps_the_text_here_and_offers_it_back(desk, live_server):
    context, kept, clerk = desk
    page, before = opened(context, kept), who(kept)
    Session.objects.all().delete()
    page.locator("textarea").fill("ログインが切れたあとの文")
    expect(status(page)).to_contain_text("ログインが切れました")
    assert who(kept) == before
    sign_in(context, live_server, clerk.user)
    page.goto(edit(kept, "answer-who"))
    page.get_by_role("button", name="この端末に残っている書きかけを戻す").click()
    expect(status(page)).to_contain_text("保存しました")
    assert who(kept) == "ログインが切れたあとの文"
