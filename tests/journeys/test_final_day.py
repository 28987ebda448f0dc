"""The final day on six screens at once, from the lots to the last award; and what came in one and two years later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.processes import wait_until
from tests.journeys import afterwards, final
from tests.journeys.desk import Desk
from tests.journeys.final import WINNER, somebody
from tests.journeys.walker import SLOW
from tests.support.live import PHONE, LiveSite, keep_picture, site_running

pytestmark = [pytest.mark.promise, pytest.mark.timeout(1200)]  # long: `make journeys` walks it
SCRIPT = "さいごは総合賞です。この冬、町をいちばん歩いたチームです。"
TELLING = ("総合賞", "アイデア賞", "連携体制賞", "学生賞", "イノベーション賞", "協賛団体賞", "オンライン投票賞")


@pytest.fixture(scope="module")
def final_site() -> Iterator[LiveSite]:
    """A site of its own: the other journeys have lived through this winter before."""
    with site_running() as site:
        yield site


def test_a_final_day(browser: Browser, final_site: LiveSite) -> None:
    site = final_site
    with (
        somebody(browser, site, "office") as office,
        somebody(browser, site, "hall") as hall,
        somebody(browser, site, "judge") as judge,
        somebody(browser, site, "second", PHONE) as second,
        somebody(browser, site, "voter", PHONE) as voter,
        somebody(browser, site, "speaker", PHONE) as speaker,
        somebody(browser, site, "harvard", PHONE, "en-US") as harvard,
        somebody(browser, site, "sponsor") as sponsor,
    ):
        year = final.until_february(office, browser, harvard, sponsor)
        opens(office, hall, second, speaker, year)
        presents(office, hall, speaker)
        is_scored(office, judge)
        goes_on_without_the_network(office, second, hall)
        votes(office, hall, browser, voter, year)
        closes(office, hall, speaker, year)
        before = final.all_that_is_public(speaker, year)
        decides(office, second, harvard, sponsor, year)
        announces(office, second, hall, speaker, year)
        assert final.all_that_is_public(speaker, year) == before, "nothing is told before the moment"
        is_published(office, speaker, year)
        afterwards.hands_out_papers(office, voter, year)
        afterwards.reports_come_in(office, voter, year)


def desk_of(who: Desk, year: str, query: str = "") -> None:
    who.go(f"/office/awards/stageitem/desk/{year}/{query}")


def on_now(who: Desk) -> str:
    """What the desk says is on."""
    return who.page.locator("#on-now").inner_text().partition(": ")[2]


def opens(office: Desk, hall: Desk, second: Desk, speaker: Desk, year: str) -> None:
    """The order with lots, the script of the last award, and every screen waiting."""
    office.move_to("最終公開審査の朝")
    desk_of(office, year)
    office.press("いつもの進行をならべる（発表の順は、くじ）")
    first = office.page.locator(".stage-order").inner_text()
    assert first.index("開会") < first.index(WINNER) < first.index("休憩") < first.index("総合賞") < first.index("閉会")
    for _ in range(6):
        office.press("発表の順のくじを引きなおす")
    office.follow(re.compile(r"直す\s*: COG総合賞"))
    office.page.locator("[name=script]").fill(SCRIPT)
    office.click(office.page.locator("input[name=_save]"))
    desk_of(office, year)
    office.picture("order")
    hall.enter_as(final.OPERATOR)
    hall.go(f"/office/awards/stageitem/hall/{year}/")
    speaker.go(f"/stage/{year}/")
    second.enter_as(final.SECOND)
    desk_of(second, year, "?remote")
    for screen in (hall, speaker):
        screen.sees("まもなくはじまります")
    second.picture("remote-before")


def presents(office: Desk, hall: Desk, speaker: Desk) -> None:
    """Greeting, first presentation, its clock; the screens follow untouched and a reload of the desk changes nothing."""
    office.press(re.compile("^つぎへ"))
    office.press(re.compile("^つぎへ"))
    title = on_now(office)
    for screen in (hall, speaker):
        screen.heading(title)
    office.press("時計を動かす")
    for screen in (hall, speaker):
        expect(screen.page.locator("[data-timer]")).to_contain_text("9:5", timeout=SLOW)
        screen.picture("presentation")
    office.page.reload()
    assert on_now(office) == title
    expect(office.page.locator("[data-timer]")).to_contain_text(re.compile("9:|8:"))
    office.picture("presentation")


def is_scored(office: Desk, judge: Desk) -> None:
    """The judge hands in the sheet of the idea on stage; the desk says so by itself, and no points."""
    title = on_now(office)
    judge.enter_as(final.JUDGE)
    judge.go("/judge/")
    judge.follow(re.compile(re.escape(title)), within=judge.page.locator("main section:has(h2)").first)
    expect(judge.page.locator("main .score-sheet fieldset").first).to_be_visible(timeout=SLOW)
    for group in judge.page.locator("main .score-sheet fieldset").all():
        group.locator("input[type=radio]").nth(3).check()
    judge.picture("sheet")
    judge.press("採点を終えて次へ")
    judge.sees("の採点を終えました")
    expect(office.page.locator("[data-live=judges]")).to_contain_text("採点ずみ 1 /", timeout=SLOW)
    office.picture("one-scored")


def goes_on_without_the_network(office: Desk, second: Desk, hall: Desk) -> None:
    """The clock runs on off the network; meanwhile the other operator goes on by telephone, and the later one is told."""
    timer = office.page.locator("[data-timer]")
    office.page.context.set_offline(True)
    expect(office.page.locator("[data-offline]")).to_be_visible(timeout=SLOW)
    shown = timer.inner_text()
    expect(timer).not_to_have_text(shown)
    keep_picture(office.page, "final-office-offline")
    was = on_now(office)
    second.press("時計をとめる")
    second.press(re.compile("^つぎへ"))
    hall.heading(on_now(second))
    assert on_now(office) == was
    office.page.context.set_offline(False)
    expect(office.page.locator("#on-now")).to_contain_text(on_now(second), timeout=SLOW)
    office.page.route("**/state.json", lambda route: route.abort())
    office.page.route("**/desk/*/", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    second.press("時計を動かす")
    expect(second.page.get_by_role("button", name="時計をとめる")).to_be_visible()
    office.page.unroute("**/desk/*/")
    office.press("時計を動かす")
    office.sees("ほかの画面から先に進められました")
    office.page.unroute("**/state.json")
    second.picture("remote")


def votes(office: Desk, hall: Desk, browser: Browser, voter: Desk, year: str) -> None:
    """The clock opens three polls; three telephones vote; nobody sees a number."""
    desk_of(office, year)
    office.press(re.compile("COG.* ファイナリスト を舞台に出す"))
    hall.sees("にはじまります")
    office.move_to("オンライン投票のはじまり")
    hall.sees("しめきりまで")
    hall.picture("poll-open")
    for picks, email in ((3, "ichiro"), (2, "niko"), (1, "mitsu")):
        if email == "ichiro":
            votes_for(voter, "ファイナリスト", picks, f"{email}@viewer.example")
            votes_for(voter, "セミファイナリスト", 2)
            votes_for(voter, "ポスター展", 1)
        else:
            with somebody(browser, office.site, email, PHONE) as another:
                votes_for(another, "ファイナリスト", picks, f"{email}@viewer.example")
    desk_of(office, year)
    polls = office.page.locator("[data-live=polls]")
    expect(polls.get_by_text("投票を受け付けています")).to_have_count(3)
    assert not re.search(r"\d票", polls.inner_text())
    office.picture("polls-open")


def votes_for(voter: Desk, tier: str, picks: int, email: str = "") -> None:
    """The first ideas of a tier; the address is proven at the first poll."""
    voter.go("/vote/")
    voter.follow(re.compile(rf"(^|[^ミ]){tier}"))
    boxes = voter.page.locator("main input[name=choices]")
    chosen = sorted(box.get_attribute("value") for box in boxes.all())[:picks]
    for value in chosen:
        voter.page.locator(f"main input[value='{value}']").check()
    voter.picture(f"paper-{picks}")
    voter.press("投票する")
    if email:
        voter.fill(email=email)
        voter.press("コードを送る")
        voter.fill(code=voter.code_mailed_to(email))
        voter.press("確認する")
        voter.press("投票する")
    voter.sees("投票しました")
    voter.picture("receipt")


def closes(office: Desk, hall: Desk, speaker: Desk, year: str) -> None:
    """The clock closes the polls; seconds later they are sealed. The desk shows totals, the world only the seal."""
    desk_of(office, year)
    office.move_to("オンライン投票のしめきり")
    expect(hall.page.locator("main")).to_contain_text("封印しました", timeout=3 * SLOW)  # beat and worker
    hall.picture("poll-sealed")
    desk_of(office, year)
    polls = office.page.locator("[data-live=polls]")
    expect(polls.get_by_text("封印ずみ")).to_have_count(3, timeout=SLOW)
    expect(polls.get_by_text("上位に同じ票数があります")).to_have_count(1)
    expect(polls.get_by_text(re.compile("3票"))).to_have_count(1)
    office.picture("polls-sealed")
    speaker.go("/vote/")
    speaker.page.locator("main a[href*='-semifinalist/']").first.click()
    speaker.sees("封印しました")
    assert not re.search(r"[1-9]\d*票", speaker.page.locator("main").inner_text())
    speaker.picture("sealed")


def decides(office: Desk, second: Desk, harvard: Desk, sponsor: Desk, year: str) -> None:
    """Committee and student by the office, Harvard in English, the sponsor its own; counted ones by themselves."""
    final.selects(harvard, "The Lamplight Walk Home", citation_en="Begins with voices of those who walk.")
    harvard.sees("Saved.")
    final.selects(sponsor, "ごみの住所録", citation_ja="海辺の地図を、町の電波でも支えたい。")
    sponsor.sees("保存しました")
    office.go(f"/office/awards/award/desk/{year}/")
    for award, idea in (("COG総合賞", WINNER), ("アイデア賞", None), ("連携体制賞", None), ("学生賞", WINNER)):
        section = office.page.locator("section.office-desk").filter(has=office.page.get_by_role("heading", name=award))
        options = section.locator("select option")
        chosen = options.filter(has_text=idea) if idea else options
        section.locator("select").select_option(value=chosen.last.get_attribute("value"))
        section.locator("textarea").first.fill(f"{award}の授賞のことば。")
    office.picture("awards-desk")
    office.click(office.page.locator("input[value='決定を保存する']"))
    office.sees("保存しました")
    office.page.locator("[name=goes_public_at_0]").fill(final.day_of(office))
    office.page.locator("[name=goes_public_at_1]").fill("18:00")
    office.click(office.page.locator("input[value='公開を申し出る']"))
    office.sees("申し出ました")
    office.picture("proposed")
    second.go(f"/office/awards/award/desk/{year}/")
    second.click(second.page.locator("input[value='公開を認める']"))
    second.sees("公開を認めました")
    second.picture("agreed")


def announces(office: Desk, second: Desk, hall: Desk, speaker: Desk, year: str) -> None:
    """Nine announcements from the last to the first, step by step; the hall follows, the world does not."""
    desk_of(office, year)
    desk_of(second, year, "?remote")
    speaker.go(f"/stage/{year}/")
    office.press(re.compile("^休憩 を舞台に出す"))
    for number in range(1, 10):
        office.press(re.compile("^つぎへ"))
        announces_one(office, second, hall, number)
        assert speaker.page.locator(".hall-rows li").count() == 0
    assert SCRIPT in office.page.locator(".stage-script").inner_text()
    hall.sees(WINNER)
    hall.picture("grand")
    office.picture("grand")
    office.press(re.compile("^つぎへ：閉会"))
    hall.heading("閉会")
    hall.picture("thanks")


def announces_one(office: Desk, second: Desk, hall: Desk, number: int) -> None:
    """One award: its winners one by one, the last place first, by whoever of the two presses."""
    hall.heading(on_now(office))
    count = office.page.locator(".stage-winners li").count()
    assert count >= 1
    if number in (2, 3):
        office.picture(f"announce-{number}")
    for told in range(1, count + 1):
        who = second if told == 2 else office
        expect(who.page.locator("#on-now")).to_contain_text(on_now(office), timeout=SLOW)
        expect(who.page.get_by_text("発表ずみ")).to_have_count(told - 1, timeout=SLOW)
        who.press("つぎの受賞者を出す")
        expect(hall.page.locator(".hall-rows li")).to_have_count(told, timeout=SLOW)
    expect(office.page.get_by_role("button", name="この賞は、すべて発表しました")).to_be_disabled(timeout=SLOW)
    if number in (2, 3):
        second.picture(f"remote-{number}")
        hall.picture(f"award-{number}")


def is_published(office: Desk, anyone: Desk, year: str) -> None:
    """At the moment everybody sees everything at once; winners, municipalities and followers are told."""
    office.move_to("賞の公開")
    wait_until(lambda: "総合賞" in text_of(anyone.page, f"/cycles/{year}/awards/"), seconds=60)
    for email in (final.LEADER_MAIL, final.OFFICER_MAIL, final.FOLLOWER_MAIL):
        office.site.wait_for_mail(email, "賞", seconds=120)
    anyone.go(f"/cycles/{year}/awards/")
    for award in TELLING:
        anyone.sees(award)
    anyone.picture("winners")
    anyone.follow(re.compile(WINNER))
    anyone.sees("総合賞")
    anyone.picture("idea")
    anyone.go("/vote/")
    anyone.page.locator("main a[href*='-finalist/']").first.click()
    anyone.heading("投票の結果")
    anyone.picture("result")


def text_of(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main").inner_text()
