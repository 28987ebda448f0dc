"""STEP1 at an office PC: from an officer's sign-up to a published challenge, and the hand-over in April."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk import Desk
from tests.support.live import DESKTOP, PHONE, LiveSite

OFFICER = "mizuno@kawazoi-city.example"
SUCCESSOR = "kishi@kawazoi-city.example"
TOWN = "かわぞい市"
CHALLENGE = "川べりの道を、夜も歩けるように"
VOICE = "「日が落ちると、犬の散歩をやめる」（70代）"
SECRETARY = "円居 結"


@pytest.mark.promise  # long: `make journeys` walks it
@pytest.mark.timeout(900)
def test_a_summer(desktop_page: Page, browser: Browser, live_site: LiveSite) -> None:
    me = Desk(desktop_page, live_site)
    office_page = browser.new_context(base_url=live_site.base_url, locale="ja-JP", **DESKTOP).new_page()
    office = Desk(office_page, live_site)
    office.story = "summer-office"
    me.move_to("STEP1 夏の陣のはじまり")
    asks(me)
    approves(office)
    number = writes(me)
    sent_back_and_accepted(me, office, number)
    hands_over(me, browser)
    published(me, number)
    office_page.context.close()


def asks(me: Desk) -> None:
    """Sign up with the office's address and ask to write for the municipality."""
    me.go("/accounts/signup/")
    me.sign_up(OFFICER, "水野", "かわら", ("ミズノ", "カワラ"))
    me.go("/me/officer-requests/new/")
    me.fill(q="かわぞい")
    me.press("さがす")
    me.sees("「かわぞい」の自治体")
    me.picture("find-municipality")
    me.follow(re.compile(TOWN))
    me.fill(department="都市整備課")
    me.picture("ask")
    me.press("申し込む")
    me.sees("確認を待っています")
    me.picture("asked")


def approves(office: Desk) -> None:
    """The secretariat looks at the request and approves it."""
    office.enter_as(SECRETARY)
    office.go("/office/municipalities/officerrequest/?state__exact=waiting")
    office.follow(re.compile("水野"), within=office.page.locator("#result_list"))
    office.sees("認める…")
    office.picture("request")
    office.follow("認める…")
    office.press("認める")
    office.sees("認めました")


def writes(me: Desk) -> str:
    """The second factor first; then a draft that outlives a lost session, and the handing-in."""
    me.site.wait_for_mail(OFFICER, TOWN)
    me.go("/me/challenges/")
    me.set_up_app()
    me.go("/me/challenges/new/")
    me.press("書きはじめる")
    me.fill(title=CHALLENGE)
    me.page.locator("main select[name=theme]").select_option(index=1)
    me.choose("origin", "citizens")
    me.press("保存して次へ")
    session_lost_while_writing(me)
    while not re.search("/confirm/", me.page.url):
        me.answer_page()
    me.picture("confirm")
    me.press("応募する")
    me.sees("受付番号")
    me.picture("receipt")
    return re.search(r"COG\d{4}-C-\d{4}", me.page.content())[0]


def session_lost_while_writing(me: Desk) -> None:
    """Saved by itself; then the session ends, the words stay in the browser and come back after the login."""
    text = me.page.locator("main textarea").first
    text.press_sequentially("夜の川べりに灯りがなく、")
    expect(me.page.locator("[data-autosave-line] [role=status]")).to_contain_text("保存しました")
    me.picture("saved-by-itself")
    address = me.page.url
    kept = me.page.context.cookies()
    me.page.context.clear_cookies(name="sessionid")
    assert len(me.page.context.cookies()) < len(kept)
    text.press_sequentially(VOICE)
    expect(me.page.locator("[data-autosave-line]").get_by_role("link", name="ログイン")).to_be_visible()
    me.picture("session-lost")
    me.page.goto(address)
    me.log_in(OFFICER)
    me.page.goto(address)
    me.sees("書きかけが残っています")
    me.picture("left-behind")
    me.press("この端末に残っている書きかけを戻す")
    assert VOICE in text.input_value()
    expect(me.page.locator("[data-autosave-line] [role=status]")).to_contain_text("保存しました")


REMARK = "何時ごろの、どのあたりのことでしょうか。"
MENDED = "午後7時すぎ、駅から橋までの800メートル。"


def sent_back_and_accepted(me: Desk, office: Desk, number: str) -> None:
    """The secretariat asks on one page; the officer mends it there; what changed is shown; it is accepted."""
    review(office, number)
    office.page.locator("[name='remark-answer-who']").fill(REMARK)
    office.picture("review")
    office.press("差し戻す")
    office.sees("差し戻しました")
    me.site.wait_for_mail(OFFICER, REMARK)
    me.go("/me/challenges/")
    me.sees("差戻し")
    me.picture("list-sent-back")
    me.follow(CHALLENGE)
    me.heading("基本のこと")
    me.picture("what-to-mend")
    me.follow(re.compile("だれが、どのように困っていますか"))
    me.sees(REMARK)
    text = me.page.locator("main textarea").first
    text.fill(text.input_value() + MENDED)
    me.picture("remark-beside-the-page")
    me.press("下書きを保存")
    me.page.wait_for_url(re.compile(r"\?check=1"))
    me.go(re.sub("edit/.*", "confirm/", me.page.url))
    me.press("もう一度応募する")
    me.heading("応募しました")
    me.sees(number)
    review(office, number)
    office.sees(MENDED)
    office.picture("review-changes")
    office.press("受理する")
    office.sees("受理しました")
    me.site.wait_for_mail(OFFICER, "受理")
    me.page.reload()
    me.sees("受理")
    me.picture("accepted")


def review(office: Desk, number: str) -> None:
    office.go(f"/office/municipalities/challenge/?q={number}")
    office.picture("queue")
    office.follow(re.compile(CHALLENGE), within=office.page.locator("#result_list"))


def hands_over(me: Desk, browser: Browser) -> None:
    """In one step to a successor, who takes it up on a telephone; the predecessor's open page is shut at once."""
    me.go("/me/")
    me.follow(re.compile("担当者"))
    me.sees("後任に引き継ぐ")
    me.picture("officers")
    me.follow("後任に引き継ぐ")
    me.fill(email=SUCCESSOR, department="都市整備課")
    me.picture("hand-over")
    me.press("引き継ぎのメールを送る")
    context = browser.new_context(base_url=me.site.base_url, locale="ja-JP", timezone_id="Asia/Tokyo", **PHONE)
    other = Desk(context.new_page(), me.site)
    other.story = "summer-successor"
    other.go(me.link_mailed_to(SUCCESSOR, "/serve/"))
    other.picture("invited")
    other.follow("はじめての人はこちら")
    other.sign_up(SUCCESSOR, "岸", "あゆみ", ("キシ", "アユミ"))
    other.press("引き受ける")
    other.set_up_app()
    other.go("/me/challenges/")
    other.sees(CHALLENGE)
    other.picture("taken-over")
    assert me.page.goto("/me/challenges/").status == 404
    context.close()


def published(me: Desk, number: str) -> None:
    """When autumn comes the challenge is public, with the successor as contact and its data."""
    assert me.page.goto(f"/challenges/{number}/").status == 404
    me.move_to("STEP2 秋の陣のはじまり")
    me.go(f"/challenges/{number}/")
    me.heading(CHALLENGE)
    me.sees("岸 あゆみ")
    me.sees(VOICE)
    me.picture("published")
    pdf = me.page.request.get(f"/challenges/{number}/challenge.pdf")
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF")
