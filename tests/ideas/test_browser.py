"""Writing an idea in a real browser: what is typed is saved by itself, or kept here and offered again."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from deploy.processes import wait_until
from ideas.models import Idea
from tests.face.test_browser import is_too_wide, sign_in, violations
from tests.factories import ideas as make
from tests.ideas.pages import at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("autumn")]


@pytest.fixture
def writer(browser, live_server):
    """A member of a team with a draft, on a telephone: their page, the address of one section, and the draft."""
    idea = make.draft()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", base_url=live_server.url)
    sign_in(context, live_server, make.leader_of(idea.team))
    page = context.new_page()
    page.goto(at("idea_edit", idea.pk, "answer-data"))
    yield page, idea
    context.close()


def stored(idea) -> str:
    return Idea.objects.get(pk=idea.pk).working["answers"]["data"]


def test_a_pause_saves_and_says_when(writer):
    page, idea = writer
    page.locator("textarea").press_sequentially("しずかに保存される文")
    assert wait_until(
        lambda: stored(idea).startswith("しずかに保存される文"), seconds=30
    )  # typed slowly, a part was first
    page.wait_for_function("Object.keys(localStorage).length === 0")
    expect(page.locator("form [role=status]")).to_contain_text("保存しました")
    assert (violations(page), is_too_wide(page)) == ([], False)


def test_a_lost_session_is_told_and_the_text_offered_after_the_login(writer, live_server):
    page, idea = writer
    before = stored(idea)
    Session.objects.all().delete()
    page.locator("textarea").fill("ログインが切れたあとの文")
    expect(page.locator("form [role=status]")).to_contain_text("ログインが切れました")
    page.locator("[data-autosave-line]").get_by_role("link", name="ログイン").click()
    assert "/accounts/login/?next=" in page.url
    assert stored(idea) == before
    sign_in(page.context, live_server, make.leader_of(idea.team))
    page.goto(at("idea_edit", idea.pk, "answer-data"))
    assert page.locator("textarea").input_value() == before
    assert violations(page) == []
    page.get_by_role("button", name="この端末に残っている書きかけを戻す").click()
    expect(page.locator("form [role=status]")).to_contain_text("保存しました")
    assert stored(idea) == "ログインが切れたあとの文"
    page.reload()
    expect(page.locator("[data-left-behind]")).to_be_hidden()
