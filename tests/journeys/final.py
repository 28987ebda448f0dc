"""What comes before the day of the final: ideas in their tiers, polls ready, the selectors in office, sheets given out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from deploy.processes import wait_until
from tests.journeys.desk import Desk
from tests.support.live import DESKTOP, LiveSite

OPERATOR, SECOND, JUDGE, FOLLOWER = "円居 結", "橋本 渡", "井筒 明子", "視聴 みどり"
LEADER, LEADER_MAIL, OFFICER_MAIL = "灯野 はるか", "haruka@akari.example", "sugino@yamakami-town.example"
WINNER = "あかりみち帰り隊"  # the finalist this story is about
FINALISTS = (WINNER, "となりの避難くらぶ", "車いすで試した、百本の道", "空き家の台所")
FOLLOWER_MAIL = "shicho@viewer.example"
HARVARD, SPONSOR = "lowell@harvard.example", "sentaku@tsushin.example"


@contextmanager
def somebody(browser: Browser, site: LiveSite, story: str, shape=DESKTOP, locale: str = "ja-JP") -> Iterator[Desk]:
    """Somebody at a screen of their own; what the browser complains of (scripts, CSP) fails the walk."""
    context = browser.new_context(base_url=site.base_url, locale=locale, timezone_id="Asia/Tokyo", **shape)
    walker, complaints = Desk(context.new_page(), site), []
    walker.page.on("pageerror", lambda error: complaints.append(str(error)))
    walker.page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    walker.story = f"final-{story}"
    yield walker
    context.close()
    assert complaints == [], f"{story}: {complaints}"


def until_february(office: Desk, browser: Browser, harvard: Desk, sponsor: Desk) -> str:
    """The year of a final whose tiers are out and whose selectors and judges know what they have to do."""
    office.move_to("STEP2 秋の陣のはじまり")
    _add_samples(office)
    office.move_to("STEP3 冬の陣のはじまり")
    _add_samples(office)
    with somebody(browser, office.site, "follower") as follower:
        _follows(follower)
    office.enter_as(OPERATOR)
    office.move_to("一次審査のしめきり")
    year = _places(office)
    office.move_to("審査の結果の公開")
    _invites(office, HARVARD, "harvard")
    _becomes_selector(harvard, HARVARD, ("Lowell", "Ann"), ("", ""))
    _invites(office, SPONSOR, "sponsor")
    _becomes_selector(sponsor, SPONSOR, ("通信", "えらぶ"), ("ツウシン", "エラブ"))
    _gives_sheets_out(office)
    wait_until(lambda: _polls(office, year) == 3, seconds=60)
    return year


def _polls(office: Desk, year: str) -> int:
    """How many polls beat and worker have made so far."""
    office.go(f"/office/awards/stageitem/desk/{year}/")
    return office.page.locator("[data-live=polls] h3").count()


def _add_samples(office: Desk) -> None:
    office.go("/")
    office.bar().get_by_role("button", name="この時期の見本を足す").click()
    office.sees("見本を足しました")


def _follows(follower: Desk) -> None:
    """A citizen who wants to hear what becomes of the challenge."""
    follower.enter_as(FOLLOWER)
    follower.go("/ideas/")
    follower.follow(re.compile(WINNER))
    follower.page.locator("main a[href^='/challenges/']").first.click()
    follower.press("フォローする")
    follower.sees("フォローをやめる")


def _to_round(office: Desk, page: str, kind: str) -> None:
    office.go("/office/judging/round/")
    row = office.page.locator("#result_list tr").filter(has_text=kind).first
    office.click(row.locator(f"a[href*='/{page}/']").first)


def _places(office: Desk) -> str:
    """Four finalists, four of each next tier; they come out on the second of February."""
    _to_round(office, "ranking", "一次審査")
    others = 0
    for row in office.page.locator("table tbody tr:has(select)").all():
        is_finalist = any(title in row.inner_text() for title in FINALISTS)
        others += not is_finalist
        tier = "ファイナリスト" if is_finalist else ("セミファイナリスト", "ポスター展")[others % 2]
        row.locator("select").select_option(label=tier)
    office.click(office.page.locator("input[value='層を保存する']"))
    _to_round(office, "ranking", "一次審査")
    office.follow(re.compile("公開する日時を決める"))
    year = re.search(r"COG(\d{4})", office.page.content())[1]
    office.fill(day=f"{int(year) + 1}-02-02", time="10:00")
    office.press("つぎへ（まだ変わりません）")
    office.press("この日時に決める")
    office.sees("公開する日時を決めました")
    return year


def _invites(office: Desk, email: str, scope: str) -> None:
    office.go("/office/judging/judgeinvitation/add/")
    form = office.page.locator("#content form")
    form.locator("[name=cycle]").select_option(index=1)
    form.locator("[name=email]").fill(email)
    form.locator("[name=scope]").select_option(scope)
    if scope == "sponsor":
        form.locator("[name=organization]").select_option(label="見本通信株式会社（見本）")
    office.click(office.page.locator("input[name=_save]"))
    office.sees(email)


def _gives_sheets_out(office: Desk) -> None:
    _to_round(office, "assigning", "最終公開審査")
    office.click(office.page.locator("input[value='案を作る']"))
    office.sees(re.compile(r"まだ知らせていない採点表が[1-9]\d*件"))
    office.click(office.page.locator("input[value='審査委員に知らせる']"))
    office.sees("まだ知らせていない採点表が0件")


def _becomes_selector(selector: Desk, email: str, names: tuple[str, str], kana: tuple[str, str]) -> None:
    """Signs up by the mailed link, agrees, and sets a second factor."""
    selector.go(selector.link_mailed_to(email, "/judges/invitation/"))
    selector.page.locator("main a[href*='/signup/']").first.click()
    selector.fill(email=email, family_name=names[0], given_name=names[1])
    selector.fill(family_kana=kana[0], given_kana=kana[1])
    selector.page.locator("main input[type=checkbox]").first.check()
    selector.click(selector.page.locator("main form[action*='/signup/'] button"))
    selector.fill(code=selector.code_mailed_to(email))
    selector.click(selector.page.locator("main form:has([name=code]) button").first)
    selector.page.wait_for_url(re.compile("/judges/invitation/"))
    selector.picture("invitation")
    selector.click(selector.page.locator("main form:has([value=agree]) button"))
    selector.page.wait_for_url(re.compile("/accounts/second-factor/"))
    selector.click(selector.page.locator("main a[href*='/2fa/totp/activate/']"))
    selector.secret = selector.page.locator("#authenticator_secret").input_value()
    selector.fill(code=selector.fresh_code())  # good for half a minute: at once
    selector.click(selector.page.locator("main form:has([name=code]) button").first)
    selector.page.wait_for_url(re.compile("/recovery-codes/"))


def selects(selector: Desk, title: str, **citations: str) -> None:
    """Chooses an idea for the one award that is theirs, and sees no points."""
    selector.go("/me/selection/")
    selector.click(selector.page.locator("main ul.link-list a").first)
    selector.page.wait_for_url(re.compile(r"/selection/\d+/"))
    selector.page.locator("main").get_by_label(re.compile(re.escape(title))).check()
    selector.fill(**citations)
    selector.picture("selection")
    selector.click(selector.page.locator("main form .form-nav button"))


def day_of(office: Desk) -> str:
    """The date it is on the site, as a form takes it."""
    return office.page.locator(".rehearsal-bar time").first.get_attribute("datetime")[:10]


def all_that_is_public(anyone: Desk, year: str) -> dict[str, str]:
    """The text of every page that could give an award away."""
    pages = ["/", "/ideas/", f"/cycles/{year}/", f"/cycles/{year}/awards/", "/awards/", "/afterwards/"]
    pages += [f"/ideas/COG{year}-I-{number:04d}/" for number in range(1, 9)]
    return {path: _text(anyone, path) for path in pages}


def _text(anyone: Desk, path: str) -> str:
    answer = anyone.page.goto(path)
    return f"{answer.status} {anyone.page.locator('main').inner_text()}"
