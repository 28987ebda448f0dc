"""One whole cycle on a telephone: from the first sign-up to the report a year after the final."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.stage import on_stage
from tests.journeys.walker import Walker, another_phone
from tests.support.live import LiveSite

CHALLENGE = "朝の通学路に、どう雪の道をつけるか"
IDEA = "ゆきみち当番"
TEAM = "ゆきみち隊"
TIERS = ("ファイナリスト", "セミファイナリスト", "ポスター展", "ウェブ公開")
LEADER, MEMBER, VIEWER = "akane@people.example", "minoru@people.example", "viewer@people.example"


@pytest.mark.timeout(600)
def test_a_whole_cycle(phone_page: Page, browser: Browser, live_site: LiveSite, tmp_path: Path) -> None:
    me = Walker(phone_page, live_site)
    number = summer(me)
    idea = autumn(me, browser, number, tmp_path)
    judged(me, idea)
    voted(me, browser, idea)
    awarded(me, browser, idea)
    recounted(me, tmp_path)
    a_year_later(me, idea)


def summer(me: Walker) -> str:
    """STEP1: an officer posts a challenge, the secretariat accepts it, it is published when autumn comes."""
    me.go("/")
    me.picture("home")
    me.move_to("STEP1 夏の陣のはじまり")
    me.picture("home-summer")
    me.enter_as("白崎 修")
    me.go("/me/challenges/new/")
    me.press("書きはじめる")
    me.fill(title=CHALLENGE)
    me.page.locator("main select[name=theme]").select_option(index=1)
    me.choose("origin", "citizens")
    me.picture("challenge-form")
    while not re.search("/confirm/", me.page.url):
        _answer_page(me)
    me.picture("challenge-confirm")
    me.press("応募する")
    me.sees("受付番号")
    me.picture("challenge-receipt")
    number = re.search(r"COG\d{4}-C-\d{4}", me.page.content())[0]
    me.site.wait_for_mail("shirasaki@yukino-village.example", number)
    me.enter_as("円居 結")
    me.go("/office/municipalities/challenge/?q=" + CHALLENGE)
    me.follow(re.compile(re.escape(CHALLENGE)), within=me.page.locator("#result_list"))
    me.picture("office-review")
    me.press("受理する")
    me.sees("を受理しました。")
    me.picture("office-accepted")
    me.site.wait_for_mail("shirasaki@yukino-village.example", "受理")
    return number


def _add_data(me: Walker) -> None:
    """The data page is a list: add one piece and go on."""
    me.follow("データを足す")
    me.fill(title="通学路の積雪（見本）", url="https://data.yukino-village.example/snow.csv", publisher="見本県雪野村")
    me.choose("licence", "CC BY 4.0")
    me.picture("challenge-data-row")
    me.press("保存する")
    me.sees("通学路の積雪（見本）")
    me.picture("challenge-data")
    me.follow("次へ", within=me.page.locator("main"))


def _add_picture(me: Walker, path: Path) -> None:
    """One figure with its description, seen on the page; then on."""
    me.page.locator("main [name=picture]").set_input_files(path)
    me.fill(alt="雪の道に、踏み固める順の数字", caption="前の晩に決めた順番")
    me.press("画像を足す")
    me.sees("図1")
    me.picture("idea-picture")
    page = me.page.url
    me.press("保存して次へ")
    me.page.wait_for_url(lambda url: url != page)


def _answer_page(me: Walker) -> None:
    """Fill whatever this page of the form needs and go on."""
    if me.page.url.endswith("/edit/data/"):
        _add_data(me)
        return
    samples = {
        "contact_email": "jumin@yukino-village.example",
        "contact_phone": "000-000-0000",
    }
    page = me.page.url
    for field in me.page.locator(
        "main form input[type=text], main form input[type=email], main form input[type=tel], "
        "main form input[type=url], main form textarea"
    ).all():
        name = field.get_attribute("name")
        if field.is_visible() and not field.input_value():
            field.fill(samples.get(name, "冬の朝、子どもが歩く道のことを、村のみんなで考えたい。"))
    me.press("保存して次へ")
    me.page.wait_for_url(lambda url: url != page)


def autumn(me: Walker, browser: Browser, number: str, folder: Path) -> str:
    """STEP2: two people sign up, form a team, write an idea with a picture, and hand it in."""
    me.leave()
    me.move_to("STEP2 秋の陣のはじまり")
    me.go(f"/challenges/{number}/")
    me.heading(CHALLENGE)
    me.picture("challenge")
    me.go("/accounts/signup/")
    me.sign_up(LEADER, "雪野", "あかね", ("ユキノ", "アカネ"))
    me.go(f"/me/ideas/start/?challenge={number}")
    if "/teams/new/" not in me.page.url:
        me.follow(re.compile("チームを"))
    me.fill(name=TEAM, kana="ゆきみちたい")
    _say_of_oneself(me, "A")
    me.page.locator("main [name=name_is_public]").check()
    me.picture("team-form")
    me.press("チームを作る")
    me.page.wait_for_url(re.compile("teams/|ideas/"))
    me.go("/me/teams/")
    me.follow(re.compile(TEAM))
    me.fill(email=MEMBER)
    me.press("招待のメールを送る")
    me.picture("team")
    with another_phone(browser, me.site) as other:
        other.go(me.link_mailed_to(MEMBER, "/join/"))
        other.follow("はじめての人はこちら")
        other.sign_up(MEMBER, "雪野", "みのる", ("ユキノ", "ミノル"))
        _say_of_oneself(other, "commuter")
        other.picture("join")
        other.press("チームに参加する")
        other.sees(TEAM)
        return _write_idea(me, other, number, folder)


def _say_of_oneself(me: Walker, entry_class: str) -> None:
    me.choose("entry_class", entry_class)
    me.choose("age_band", "18to29")
    me.choose("is_student", "yes")


def _write_idea(me: Walker, other: Walker, number: str, folder: Path) -> str:
    me.go(f"/me/ideas/start/?challenge={number}")
    if "/edit/" not in me.page.url:
        if me.page.locator("main [name=team]").count():
            me.page.locator("main [name=team]").first.check()
        me.press("アイデアを書きはじめる")
    me.fill(title=IDEA, summary="雪の朝、だれがどこを踏み固めるかを前の晩に決める。")
    me.picture("idea-form")
    path = folder / "snow.png"
    Image.linear_gradient("L").resize((1200, 675)).save(path)
    while not re.search("/confirm/", me.page.url):
        if me.page.locator("main [name=picture]").count():
            _add_picture(me, path)
        else:
            _answer_page(me)
    me.picture("idea-confirm")
    me.press("応募する")
    me.sees("まだ確認していないメンバー")
    me.follow(re.compile("まだ確認していないメンバー"))
    me.press("まだの人に、確認を頼むメールを送る")
    other.go(me.link_mailed_to(MEMBER, "/agree/"))
    other.picture("agree")
    other.press("読みました。この内容でよいです")
    other.sees("確認しました")
    me.go(re.sub("/agree/.*", "/confirm/", me.page.url))
    me.press("応募する")
    me.sees("受付番号")
    me.picture("idea-receipt")
    idea = re.search(r"COG\d{4}-I-\d{4}", me.page.content())[0]
    for email in (LEADER, MEMBER):
        me.site.wait_for_mail(email, idea)
    edit = me.page.locator("main a[href*='/edit/']").first.get_attribute("href")
    assert me.page.goto(f"/ideas/{idea}/").status == 404, "an idea is hidden until the deadline"
    me.move_to("STEP3 冬の陣のはじまり")
    me.page.goto(edit)
    me.sees(re.compile("しめきり"))
    me.picture("idea-frozen")
    me.go(f"/ideas/{idea}/")
    me.heading(IDEA)
    me.sees("雪野 あかね")
    assert "雪野 みのる" not in me.page.content()
    me.picture("idea-published")
    return idea


def judged(me: Walker, idea: str) -> None:
    """STEP3: judges score blind by weighted criteria; the secretariat decides tiers and releases them."""
    me.enter_as("円居 結")
    me.go("/office/judging/round/")
    screening = me.page.locator("#result_list tr").filter(has_text="一次審査").first
    me.click(screening.locator("a[href*='/assigning/']"))
    me.click(me.page.locator("input[value='案を作る']"))
    me.sees(re.compile(r"まだ知らせていない採点表が[1-9]\d*件"))
    me.picture("office-assigning")
    me.click(me.page.locator("input[value='審査委員に知らせる']"))
    me.sees("まだ知らせていない採点表が0件")
    me.enter_as(_first_judge(me))
    me.go("/judge/")
    me.picture("judge-list")
    me.follow(re.compile(idea))
    me.sees(IDEA)
    page = me.page.content()
    assert TEAM not in page, "a blind sheet names no team"
    assert "あかね" not in page, "a blind sheet names nobody"
    for group in me.page.locator("main .score-sheet fieldset").all():
        group.locator("input[type=radio]").last.check()
    me.picture("judge-sheet")
    me.press("採点を終えて次へ")
    me.sees("の採点を終えました")
    _tiers(me, idea)


def _first_judge(me: Walker) -> str:
    """The name of the first judge in the rehearsal's bar."""
    me.go("/")
    group = me.bar().locator("h3:text-is('審査委員') + ul button").first
    return group.evaluate("element => element.firstChild.textContent").strip()


def _tiers(me: Walker, idea: str) -> None:
    me.enter_as("円居 結")
    me.go("/")
    me.bar().get_by_role("button", name="この時期の見本を足す").click()
    me.sees("見本を足しました")
    me.go("/office/judging/round/")
    me.click(me.page.locator("#result_list a[href*='/ranking/']").first)
    me.picture("office-ranking")
    for number, row in enumerate(me.page.locator("table tbody tr:has(select)").all()):
        tier = "ファイナリスト" if idea in row.inner_text() else TIERS[number % len(TIERS)]
        row.locator("select").select_option(label=tier)
    me.click(me.page.locator("input[value='層を保存する']"))
    me.move_to("一次審査のしめきり")
    me.go("/office/judging/round/")
    me.click(me.page.locator("#result_list a[href*='/ranking/']").first)
    me.follow(re.compile("公開する日時を決める"))
    me.fill(day=_day_after(me), time="10:00")
    me.press("つぎへ（まだ変わりません）")
    me.picture("office-release")
    me.press("この日時に決める")
    me.sees("公開する日時を決めました")
    me.move_to("審査の結果の公開")
    me.site.wait_for_mail(LEADER, "ファイナリスト")
    me.go(f"/ideas/{idea}/")
    me.sees("ファイナリスト")


def _day_after(me: Walker) -> str:
    """The second of February, when the committee has met: its screening closes with January."""
    year = re.search(r"COG(\d{4})", me.page.content())[1]
    return f"{int(year) + 1}-02-02"


def voted(me: Walker, browser: Browser, idea: str) -> None:
    """STEP3: a viewer proves an address by code, votes, changes the vote, keeps a receipt; at the close it is sealed."""
    _until(
        me, lambda: me.go("/") or me.bar().get_by_role("button", name=re.compile("オンライン投票のはじまり")).count()
    )
    me.move_to("オンライン投票のはじまり")
    with another_phone(browser, me.site) as viewer:
        viewer.go("/vote/")
        viewer.picture("vote-list")
        viewer.follow(re.compile("^ファイナリスト|[^ミ]ファイナリスト"))
        viewer.page.locator(f"main input[value='{idea}']").check()
        viewer.picture("vote-paper")
        viewer.press("投票する")
        viewer.fill(email=VIEWER)
        viewer.picture("vote-verify")
        viewer.press("コードを送る")
        viewer.fill(code=viewer.code_mailed_to(VIEWER))
        viewer.press("確認する")
        viewer.press("投票する")
        viewer.sees("投票しました")
        first = _receipt(viewer)
        viewer.follow("えらび直す")
        viewer.page.locator("main input[name=choices]:not(:checked)").first.check()
        viewer.press("投票し直す")
        viewer.sees("投票しました")
        assert _receipt(viewer) != first
        viewer.picture("vote-receipt")
        for other in ("セミファイナリスト", "ポスター展"):
            viewer.go("/vote/")
            viewer.follow(re.compile(other))
            viewer.page.locator("main input[name=choices]").first.check()
            viewer.press("投票する")
            viewer.sees("投票しました")
        me.move_to("オンライン投票のしめきり")
        viewer.go("/vote/")
        viewer.sees("しめきった投票")
    slug = _poll_slug(me)
    _until(me, lambda: me.go(f"/vote/{slug}/result/") or "封印しました" in me.page.content())
    me.picture("vote-sealed")
    assert me.page.goto(f"/vote/{slug}/log.jsonl").status == 404, "the log is not public before the awards"


def _receipt(viewer: Walker) -> str:
    return re.search(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", viewer.page.content())[0]


def _poll_slug(me: Walker) -> str:
    me.go("/vote/")
    links = me.page.locator("main a[href*='finalist']").all()
    return re.search(r"/vote/([\w-]*-finalist)/", links[0].get_attribute("href"))[1]


def _until(me: Walker, fact) -> None:
    """Wait for worker and beat to have done something one can see."""
    end = time.monotonic() + 60
    while not fact():
        assert time.monotonic() < end, f"it did not come about on {me.page.url}"
        me.page.wait_for_timeout(500)


def awarded(me: Walker, browser: Browser, idea: str) -> None:
    """All awards are decided; one person proposes, another agrees; then everyone sees them at once."""
    me.enter_as("円居 結")
    year = re.search(r"COG(\d{4})", idea)[1]
    me.go(f"/office/awards/award/desk/{year}/")
    for award in me.page.locator("section.office-desk:has(select)").all():
        select = award.locator("select").first
        ours = select.locator("option", has_text=idea)
        if ours.count():
            select.select_option(value=ours.first.get_attribute("value"))
        else:
            select.select_option(index=1)
    me.picture("awards-desk")
    me.click(me.page.locator("input[value='決定を保存する']"))
    me.sees("保存しました")
    me.click(me.page.locator("input[value='公開を申し出る']"))
    me.sees("申し出ました")
    assert "総合賞" not in me.page.goto(f"/ideas/{idea}/").text()
    me.enter_as("橋本 渡")
    me.go(f"/office/awards/award/desk/{year}/")
    me.click(me.page.locator("input[value='公開を認める']"))
    me.sees("賞を公開し")
    on_stage(me, browser, year)
    me.leave()
    me.site.wait_for_mail(LEADER, "総合賞")
    me.site.wait_for_mail("shirasaki@yukino-village.example", "総合賞")
    me.go(f"/ideas/{idea}/")
    me.sees("総合賞")
    me.picture("idea-awarded")
    me.go(f"/cycles/{year}/")
    me.sees("総合賞")
    me.picture("cycle-awards")


def recounted(me: Walker, folder: Path) -> None:
    """Anyone downloads the log and recounts it with the published script."""
    slug = _poll_slug(me)
    me.go(f"/vote/{slug}/result/")
    me.picture("vote-result")
    for name in ("log.jsonl", "seal.json", "voids.jsonl", "superseded.txt", "result.json", "../verify.py"):
        answer = me.page.request.get(f"/vote/{slug}/{name}")
        assert answer.ok, name
        (folder / Path(name).name).write_bytes(answer.body())
    done = subprocess.run([sys.executable, folder / "verify.py", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seal = json.loads((folder / "seal.json").read_text())
    assert seal["counted"] >= 1
    (folder / "log.jsonl").write_text((folder / "log.jsonl").read_text().replace("COG", "GOC", 1))
    forged = subprocess.run([sys.executable, folder / "verify.py", folder], capture_output=True, check=False)
    assert forged.returncode == 1, "a changed log is noticed"


def a_year_later(me: Walker, idea: str) -> None:
    """A year after the final the signed link comes by mail; what it brings stands on the idea's page."""
    me.move_to("12か月後の報告")
    me.go(me.link_mailed_to(LEADER, "/followup/"))
    me.fill(done="雪の朝 31 回のうち 28 回、7 時までに道がついた。")
    me.press("下書きを保存")
    me.sees("まだ報告していません")
    me.choose("state", "running")
    me.fill(figures="31 回のうち 28 回", next_step="となりの地区にも広げる。")
    me.picture("report-form")
    me.press("確認へ進む")
    me.press("報告する")
    me.sees("報告を受け付けました")
    me.go(f"/ideas/{idea}/")
    me.sees("28 回")
    me.picture("idea-a-year-later")
    me.go("/")
    me.sees("実行中")
    me.picture("home-after")
    me.follow("どれだけ実行されたか見る")
    me.sees("年度ごとの実行率")
    me.picture("afterwards")
