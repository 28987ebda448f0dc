"""STEP3: a judge from the mailed invitation to the last sheet, another in English, and what the secretariat makes of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.journeys.desk import Desk
from tests.support.live import DESKTOP, PHONE, LiveSite, site_running

pytestmark = [pytest.mark.promise, pytest.mark.timeout(900)]  # long: `make journeys` walks it
JUDGE = "mori@judge.example"
SECRETARY, CHAIR, READER = "円居 結", "公文 英明", "Hart Eleanor"
OTHER_SECRETARY, LEADER, OFFICER = "橋本 渡", "灯野 はるか", "杉野 航"
LEADER_MAIL, OFFICER_MAIL = "haruka@akari.example", "sugino@yamakami-town.example"
IDEA = "あかりみち帰り隊"  # the finalist of this story
FINALIST, OTHER_TIERS = "ファイナリスト", ("セミファイナリスト", "ポスター展", "ウェブ公開")


@pytest.fixture(scope="module")
def winter_site() -> Iterator[LiveSite]:
    """A site of its own: the other journeys have lived through this winter before."""
    with site_running() as site:
        yield site


@contextmanager
def somebody(browser: Browser, site: LiveSite, story: str, shape=DESKTOP, locale: str = "ja-JP") -> Iterator[Desk]:
    """Somebody at a screen of their own."""
    context = browser.new_context(base_url=site.base_url, locale=locale, timezone_id="Asia/Tokyo", **shape)
    walker = Desk(context.new_page(), site)
    walker.story = f"winter-{story}"
    yield walker
    context.close()


def test_a_winter(browser: Browser, winter_site: LiveSite) -> None:
    with (
        somebody(browser, winter_site, "office") as office,
        somebody(browser, winter_site, "judge") as judge,
        somebody(browser, winter_site, "reader", PHONE, "en-US") as reader,
    ):
        ideas_are_handed_in(office)
        is_invited(office)
        agrees(judge)
        declares_a_stake(office)
        is_assigned(office)
        scores(judge)
        gives_one_back(judge)
        reads_in_english(reader)
        locks(office)
        deliberates(office)
        number = sets_the_moment(office)
        asks_further(office)
        with (
            somebody(browser, winter_site, "team", PHONE) as team,
            somebody(browser, winter_site, "officer") as officer,
        ):
            answers(team, LEADER, LEADER_MAIL, "商店会とは、週1回の当番を約束しました。")
            answers(officer, OFFICER, OFFICER_MAIL, "道路の明かりの電気代は、町が持ちます。")
            the_final(office, reader)
            advises(office)
            replies(team, number)
            publishes(office, number)


def ideas_are_handed_in(office: Desk) -> None:
    """The sample teams write in autumn and are done when winter comes."""
    office.move_to("STEP2 秋の陣のはじまり")
    add_samples(office)
    office.move_to("STEP3 冬の陣のはじまり")


def add_samples(office: Desk) -> None:
    office.go("/")
    office.bar().get_by_role("button", name="この時期の見本を足す").click()
    office.sees("見本を足しました")


def is_invited(office: Desk) -> None:
    """By mail, with a word."""
    office.enter_as(SECRETARY)
    office.go("/office/judging/judgeinvitation/add/")
    office.page.locator("[name=cycle]").select_option(index=1)
    office.page.locator("[name=email]").fill(JUDGE)
    office.page.locator("[name=message]").fill("地域の移動の研究から、ご意見をいただけますか。")
    office.picture("invite")
    office.click(office.page.locator("input[name=_save]"))
    office.sees(JUDGE)
    office.picture("invitations")


def agrees(judge: Desk) -> None:
    """Signs up by the mailed link, tells of load and languages, sets a second factor, and has nothing to score yet."""
    path = judge.link_mailed_to(JUDGE, "/judges/invitation/")
    judge.go(path)
    judge.heading("審査のおねがい")
    judge.picture("invitation")
    judge.follow("はじめての人はこちら")
    judge.sign_up(JUDGE, "森", "ゆい", ("モリ", "ユイ"))
    judge.heading("審査のおねがい")
    judge.fill(affiliation="見本大学 交通研究室", max_load="3")
    judge.choose("reads", "both")
    judge.picture("agree")
    judge.press("引き受ける")
    judge.page.wait_for_url(re.compile("/accounts/second-factor/|/judge/"))
    judge.set_up_app()
    judge.go("/judge/")
    judge.sees("採点するアイデアはまだありません")
    judge.picture("nothing-yet")


def declares_a_stake(office: Desk) -> None:
    """The office writes down what the chair told it: the first idea's team is from the chair's own seminar."""
    office.go("/office/judging/conflict/add/")
    office.page.locator("[name=judge]").select_option(label=CHAIR)
    office.page.locator("[name=idea]").select_option(index=1)
    office.page.locator("[name=kind]").select_option("mentor")
    office.page.locator("[name=reason]").fill("ゼミで指導している学生のチームです。")
    office.picture("conflict")
    office.click(office.page.locator("input[name=_save]"))
    office.picture("conflicts")


def to_round(office: Desk, page: str, kind: str = "一次審査") -> None:
    """One of the pages of a round."""
    office.go("/office/judging/round/")
    row = office.page.locator("#result_list tr").filter(has_text=kind).first
    office.click(row.locator(f"a[href*='/{page}/']").first)


def is_assigned(office: Desk) -> None:
    """Proposed with reasons, without the chair where the chair has a stake; then released, with a mail to each."""
    to_round(office, "assigning")
    office.click(office.page.locator("input[value='案を作る']"))
    office.sees(re.compile(r"まだ知らせていない採点表が[1-9]\d*件"))
    office.picture("proposal")
    office.click(office.page.locator("input[value='審査委員に知らせる']"))
    office.sees("まだ知らせていない採点表が0件")
    office.site.wait_for_mail(JUDGE, "採点")


def scores(judge: Desk) -> None:
    """Every point in words, saved while writing, and on to the next one."""
    judge.go("/judge/")
    judge.picture("list")
    judge.follow("採点をはじめる")
    judge.picture("sheet")
    fill_sheet(judge, last=False)
    judge.fill(
        advice="雪の朝に困る人の声から始まっています。続ける人を、もう一人さがしてください。",
        comment="実行の見こみが高い。",
    )
    judge.press("採点を終えて次へ")
    judge.sees("の採点を終えました")
    judge.picture("next")


def fill_sheet(judge: Desk, *, last: bool) -> None:
    for group in judge.page.locator("main .score-sheet fieldset").all():
        options = group.locator("input[type=radio]")
        (options.last if last else options.nth(2)).check()


def gives_one_back(judge: Desk) -> None:
    """A stake found only while reading: the sheet is gone at once."""
    title = judge.page.locator("main h1").inner_text()
    judge.follow("このアイデアと利益相反がある")
    judge.fill(reason="メンバーの一人が、わたしの研究室の学生でした。")
    judge.picture("stake")
    judge.press("利益相反を届け出る")
    judge.sees("利益相反を届け出ました")
    assert title not in judge.page.content()
    judge.picture("list-after")


def reads_in_english(reader: Desk) -> None:
    """The same site in English, on a telephone."""
    reader.go("/")
    reader.bar().get_by_role("button", name=re.compile(f"^{READER}")).first.click()
    reader.sees(READER)
    reader.go("/judge/")
    reader.sees("My score sheets")
    reader.picture("list")
    reader.follow("Begin scoring")
    reader.picture("sheet")
    fill_sheet(reader, last=True)
    reader.fill(advice="Clear about whom it helps. Try it on one street first.")
    reader.press("Finish and go to the next")
    reader.sees("You have finished scoring")
    reader.picture("next")


def locks(office: Desk) -> None:
    """The samples finish theirs, the deadline passes, the round is locked with its fingerprint."""
    add_samples(office)
    to_round(office, "running")
    office.picture("running")
    office.move_to("一次審査のしめきり")
    to_round(office, "running")
    office.click(office.page.locator("input[value='採点を締める']"))
    office.sees("採点を締めました")
    office.sees("いまの点のしるし")
    office.picture("locked")
    office.follow("採点と結果を書き出す…")
    office.picture("export")
    for name in ("採点表と結果を書き出す（ZIP）", "名前のない点を書き出す（ZIP）"):
        with office.page.expect_download() as download:
            office.press(name)
        assert download.value.suggested_filename.endswith(".zip")


def deliberates(office: Desk) -> None:
    """An order to talk in, a note, and a tier with its reason; the others' tiers in one go."""
    to_round(office, "ranking")
    office.picture("ranking")
    office.go(office.page.url.replace("/ranking/", "/meeting/"))
    office.picture("order-proposed")
    office.press("この決めかたで順を作る")
    office.picture("order")
    office.follow(re.compile(IDEA))
    main = office.page.locator("#content-main")
    main.locator("[name=text]").fill("町の協力がはっきりしている。冬の日の長さだけ、聞いておきたい。")
    office.press("メモを書きのこす")
    office.sees("冬の日の長さだけ")
    main.get_by_label(FINALIST, exact=True).check()
    main.locator("[name=reason]").fill("声から始まり、続ける人がそろっている。")
    office.picture("topic")
    office.press("層を決める")
    office.sees("声から始まり")
    to_round(office, "ranking")
    for number, row in enumerate(office.page.locator("table tbody tr:has(select)").all()):
        if IDEA not in row.inner_text():
            row.locator("select").select_option(label=OTHER_TIERS[number % len(OTHER_TIERS)])
    office.click(office.page.locator("input[value='層を保存する']"))
    office.sees("層を保存しました")


def sets_the_moment(office: Desk) -> str:
    """Nobody sees a tier before the moment, everybody from it on, and a mail tells them."""
    to_round(office, "ranking")
    number = re.search(rf"(COG\d{{4}}-I-\d{{4}}) {IDEA}", office.page.locator("#content").inner_text())[1]
    office.go(office.page.url.replace("/ranking/", "/release/"))
    year = int(number[3:7]) + 1
    office.page.locator("[name=day]").fill(f"{year}-02-05")
    office.page.locator("[name=time]").fill("10:00")
    office.press("つぎへ（まだ変わりません）")
    office.picture("moment-asked")
    office.press("この日時に決める")
    office.sees("公開する日時を決めました")
    office.picture("moment")
    office.go(f"/ideas/{number}/")
    assert FINALIST not in office.page.locator("main").inner_text()
    office.move_to("審査の結果の公開")
    office.site.wait_for_mail(LEADER_MAIL, FINALIST)
    office.go(f"/ideas/{number}/")
    office.sees(FINALIST)
    office.picture("idea-with-tier")
    return number


def asks_further(office: Desk) -> None:
    """February: the same questions to the finalist and its municipality."""
    to_round(office, "inquiries")
    year = re.search(r"COG(\d{4})", office.page.content())[1]
    office.page.locator("[name=add-texts]").fill("商店会とは、どんな約束をしていますか。")
    office.press("書きくわえる")
    office.sees("どんな約束をしていますか")
    office.page.locator("[name=send-closes_at]").fill(f"{int(year) + 1}-02-20T00:00")
    office.picture("inquiries")
    office.press("追加質問を送る")
    office.sees("追加質問を送りました")


def answers(walker: Desk, name: str, email: str, text: str) -> None:
    """One side answers by the mailed link."""
    walker.enter_as(name)
    walker.go(walker.link_mailed_to(email, "/me/inquiries/"))
    walker.page.locator("main textarea").first.fill(text)
    walker.picture("inquiry")
    walker.press("答えを出す")
    walker.sees("答えを出しました")
    walker.picture("answered")


def the_final(office: Desk, reader: Desk) -> None:
    """The hall: a judge scores on a telephone, the stage sees that, and nobody sees the points before the close."""
    to_round(office, "assigning", "最終公開審査")
    office.click(office.page.locator("input[value='案を作る']"))
    office.sees(re.compile(r"まだ知らせていない採点表が[1-9]\d*件"))
    office.click(office.page.locator("input[value='審査委員に知らせる']"))
    office.sees("まだ知らせていない採点表が0件")
    office.move_to("最終公開審査の朝")
    reader.go("/judge/")
    reader.follow("Begin scoring")
    reader.picture("final")
    fill_sheet(reader, last=True)
    reader.press("Finish and go to the next")
    reader.sees("You have finished scoring")
    to_round(office, "running", "最終公開審査")
    office.sees("封印しています")
    office.follow("採点と結果を書き出す…")
    office.sees("書き出しもできません")
    office.picture("export-sealed")
    office.go(office.page.url.replace("/export/", "/stage/"))
    office.sees("採点ずみ")
    office.picture("stage")


def advises(office: Desk) -> None:
    """One writes, another approves, and it goes to the team and its municipality."""
    office.go("/office/judging/advice/")
    year = re.search(r"/advice/board/(\d{4})/", office.page.content())[1]
    office.go(f"/office/judging/advice/board/{year}/")
    office.picture("advice-board")
    office.follow(re.compile(IDEA))
    office.page.locator("textarea[name^='strengths-']").first.fill("高校生の声から始まり、店の人を動かしたこと。")
    office.page.locator("textarea[name='improvement']").fill("雪の日の当番を、先に決めておきましょう。")
    office.picture("advice-write")
    office.press("下書きを保存する")
    office.sees("下書きを保存しました")
    office.enter_as(OTHER_SECRETARY)
    for act, done in (("approve", "承認しました"), ("send", "送りました")):
        office.go(f"/office/judging/advice/board/{year}/")
        office.page.locator("tr", has_text=IDEA).locator("input[name=idea]").check()
        office.click(office.page.locator(f"button[value={act}]"))
        office.picture(f"advice-{act}")
        office.click(office.page.locator("form:has([name=confirmed]) input[type=submit]"))
        office.sees(done)


def replies(team: Desk, number: str) -> None:
    """The team reads it by the mailed link and answers."""
    team.go(team.link_mailed_to(LEADER_MAIL, "/advice/"))
    team.sees("雪の日の当番")
    team.fill(answer="雪の日は、3年生が先に出ると決めました。")
    team.picture("advice")
    team.press("返事を保存する")
    team.sees("3年生が先に出る")
    team.picture("advice-answered")


def publishes(office: Desk, number: str) -> None:
    """The finalist's advice and answer are for everybody to read."""
    year = number[3:7]
    office.go(f"/office/judging/advice/board/{year}/")
    office.click(office.page.locator("button[value=publish]"))
    office.click(office.page.locator("form:has([name=confirmed]) input[type=submit]"))
    office.sees("公開しました")
    office.leave()
    office.go(f"/ideas/{number}/advice/")
    office.sees("雪の日の当番")
    office.sees("3年生が先に出る")
    office.picture("advice-published")
