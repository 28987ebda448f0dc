"""STEP2 on telephones: a mixed team from the call for companions to its receipt, and a class of three teams."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.desk import Desk
from tests.support.live import PHONE, LiveSite

LEADER, YOUNG, CITIZEN = "sora@people.example", "riku@people.example", "fumi@people.example"
GUARDIAN, RECOMMENDER, TEACHER = "oya@people.example", "machikai@people.example", "sensei@school.example"
TEAM, IDEA = "よりみち灯り隊", "よりみち灯りマップ"


@contextmanager
def phone(browser: Browser, site: LiveSite, story: str) -> Iterator[Desk]:
    """Somebody's own telephone."""
    context = browser.new_context(base_url=site.base_url, locale="ja-JP", timezone_id="Asia/Tokyo", **PHONE)
    walker = Desk(context.new_page(), site)
    walker.story = story
    yield walker
    context.close()


@pytest.mark.promise  # long: `make journeys` walks it
@pytest.mark.timeout(900)
def test_a_mixed_team(phone_page: Page, browser: Browser, live_site: LiveSite) -> None:
    leader = Desk(phone_page, live_site)
    leader.story = "team"
    leader.move_to("STEP2 秋の陣のはじまり")
    with phone(browser, live_site, "team-young") as young, phone(browser, live_site, "team-citizen") as citizen:
        calls_for_companions(leader)
        comes_from_the_board(leader, young)
        guardian_agrees(young, browser)
        comes_by_the_link(leader, citizen)
        is_recommended(leader, browser)
        number = writes_and_hands_in(leader, [young, citizen])
        for email in (LEADER, YOUNG, CITIZEN):
            live_site.wait_for_mail(email, number)
        published_without_the_hidden_name(leader, number)


def calls_for_companions(leader: Desk) -> None:
    """A student from elsewhere finds a challenge, makes a team, begins an idea and calls for companions."""
    leader.go("/challenges/")
    leader.click(leader.page.locator("main article h3 a, main article h2 a").first)
    leader.page.wait_for_url(re.compile(r"/challenges/COG\d{4}-C-\d{4}/"))
    leader.picture("challenge")
    number = re.search(r"COG\d{4}-C-\d{4}", leader.page.url)[0]
    leader.go("/accounts/signup/")
    leader.sign_up(LEADER, "旅野", "そら", ("タビノ", "ソラ"))
    leader.go(f"/me/teams/new/?challenge={number}")
    leader.fill(name=TEAM, kana="よりみちあかりたい")
    says(leader, "E", "18to29", "yes")
    leader.page.locator("main [name=name_is_public]").check()
    leader.picture("team-new")
    leader.press("チームを作る")
    leader.press("アイデアを書きはじめる")
    leader.heading("基本のこと")
    leader.go("/me/teams/")
    leader.follow(TEAM)
    leader.heading(TEAM)
    leader.sees("応募の前にすること")
    leader.picture("team-alone")
    leader.follow("仲間を募集する")
    leader.heading("仲間を募集する")
    leader.page.locator("main input[name=challenge], main select[name=challenge]").first.wait_for()
    choose_challenge(leader, number)
    leader.fill(text="夜道の灯りを、歩いて数えてくれる人をさがしています。小さな発見が得意な人、歓迎です。")
    leader.picture("call")
    leader.press("募集をはじめる")
    leader.heading(TEAM)


def choose_challenge(leader: Desk, number: str) -> None:
    """Pick the challenge in the list or among the buttons, by the number people know."""
    options = leader.page.locator("main select[name=challenge] option")
    if options.count():
        label = next(text for text in options.all_inner_texts() if number in text)
        leader.page.locator("main select[name=challenge]").select_option(label=label)
    else:
        leader.page.get_by_role("radio", name=re.compile(number)).check()


def says(walker: Desk, entry_class: str, age_band: str, is_student: str) -> None:
    walker.choose("entry_class", entry_class)
    walker.choose("age_band", age_band)
    walker.choose("is_student", is_student)


def comes_from_the_board(leader: Desk, young: Desk) -> None:
    """A fifteen-year-old reads the board, asks, and is welcomed."""
    young.go("/accounts/signup/")
    young.sign_up(YOUNG, "枝折", "りく", ("シオリ", "リク"))
    young.go("/calls/")
    young.sees(TEAM)
    young.picture("board")
    young.follow(TEAM)
    young.fill(message="中学3年です。学校からの帰り道のことなら、よく知っています。")
    says(young, "resident", "under16", "yes")
    young.picture("ask")
    young.press("申し込む")
    leader.site.wait_for_mail(LEADER, TEAM)
    leader.page.reload()
    leader.sees("参加の申込み")
    leader.picture("requests")
    leader.press(re.compile("^仲間になる"))
    leader.sees("枝折")
    young.go("/me/teams/")
    young.follow(TEAM)
    young.heading(TEAM)


def guardian_agrees(young: Desk, browser: Browser) -> None:
    """Under sixteen: the guardian answers by a mailed link, without an account."""
    young.follow(re.compile("保護者"))
    young.heading("保護者の同意")
    young.fill(name="枝折 まもる", email=GUARDIAN)
    young.picture("guardian-ask")
    young.press("保護者にメールを送る")
    young.sees("返事を待っています")
    with phone(browser, young.site, "team-guardian") as guardian:
        guardian.go(guardian.link_mailed_to(GUARDIAN, "/guardian/"))
        guardian.heading("保護者の同意")
        guardian.sees("名前は公開されません")
        guardian.picture("asked")
        guardian.press("同意する")
        guardian.sees("同意していただきました")
        guardian.picture("agreed")
    young.page.reload()
    young.sees("同意しています")


def comes_by_the_link(leader: Desk, citizen: Desk) -> None:
    """A citizen joins by the link in a chat, and keeps her name to herself."""
    leader.press("リンクを作る")
    link = re.search(r"https?://[^/\s<]+(/\S*?/join/[^\s<\"]+)", leader.page.locator("main").inner_text())[1]
    leader.picture("link")
    citizen.go(link)
    citizen.picture("join")
    citizen.follow("はじめての人はこちら")
    citizen.sign_up(CITIZEN, "名取", "ふみ", ("ナトリ", "フミ"))
    says(citizen, "commuter", "60up", "no")
    citizen.picture("about-me")
    citizen.press("チームに参加する")
    citizen.heading(TEAM)


def is_recommended(leader: Desk, browser: Browser) -> None:
    """A leader of class E needs somebody of the place to speak for them."""
    leader.go("/me/teams/")
    leader.follow(TEAM)
    leader.follow(re.compile("推薦"))
    leader.heading("代表の推薦")
    leader.page.locator("main [name=participant]").first.check()
    leader.fill(name="町会 みつる", email=RECOMMENDER)
    leader.picture("recommendation")
    leader.press("推薦を頼むメールを送る")
    leader.sees("返事を待っています")
    with phone(browser, leader.site, "team-recommender") as other:
        other.go(other.link_mailed_to(RECOMMENDER, "/recommend/"))
        other.heading("推薦のお願い")
        other.choose("entry_class", "A")
        other.fill(statement="夏から町会の見まわりに加わってくれています。")
        other.picture("asked")
        other.press("推薦する")
        other.sees("推薦していただきました")
        other.picture("answered")
    leader.page.reload()
    leader.sees("推薦しました")


def writes_and_hands_in(leader: Desk, others: list[Desk]) -> str:
    """The form page by page; everybody's yes; the receipt."""
    leader.go("/me/teams/")
    leader.follow(TEAM)
    leader.follow("つづきを書く")
    leader.fill(title=IDEA, summary="歩いて見つけた暗がりを、みんなで地図にする。")
    leader.picture("form")
    fill_the_form(leader)
    leader.heading("確認して応募する")
    leader.picture("confirm")
    leader.press("応募する")
    leader.follow(re.compile("まだ確認していないメンバー"))
    leader.press("まだの人に、確認を頼むメールを送る")
    for walker, email in zip(others, (YOUNG, CITIZEN), strict=True):
        walker.go(walker.link_mailed_to(email, "/agree/"))
        walker.picture("agree")
        walker.press("読みました。この内容でよいです")
        walker.sees("確認しました")
    leader.go(re.sub("/agree/.*", "/confirm/", leader.page.url))
    leader.press("応募する")
    leader.page.wait_for_url(re.compile("/receipt/"))
    leader.sees("受付番号")
    leader.picture("receipt")
    return re.search(r"COG\d{4}-I-\d{4}", leader.page.content())[0]


def fill_the_form(walker: Desk) -> None:
    """Write into whatever is empty and needed, page after page, up to the confirmation."""
    while not re.search("/confirm/", walker.page.url):
        page = walker.page.url
        has_file = walker.page.locator("main input[type=file]").count() > 0  # pictures may be left out
        for field in walker.page.locator("main form :is(input[type=text], textarea)").all():
            if not has_file and field.is_visible() and not field.input_value():
                field.fill("夜の帰り道を、となりの人と歩いて確かめる。")
        next_one = walker.page.get_by_role("button", name="保存して次へ")
        if next_one.count():
            walker.press("保存して次へ")
        else:
            walker.follow("次へ")
        walker.page.wait_for_url(lambda url, was=page: url != was)


def published_without_the_hidden_name(leader: Desk, number: str) -> None:
    """After the deadline the world reads the idea: with the names that were given, and no other."""
    assert leader.page.goto(f"/ideas/{number}/").status == 404
    leader.move_to("STEP3 冬の陣のはじまり")
    leader.go(f"/ideas/{number}/")
    leader.heading(IDEA)
    leader.sees("旅野 そら")
    for name in ("名取", "枝折"):
        assert name not in leader.page.content()
    leader.picture("published")


@pytest.mark.promise  # long: `make journeys` walks it
@pytest.mark.timeout(900)
def test_a_class_of_three_teams(phone_page: Page, browser: Browser, live_site: LiveSite) -> None:
    teacher = Desk(phone_page, live_site)
    teacher.story = "class"
    teacher.move_to("STEP2 秋の陣のはじまり")
    teacher.go("/accounts/signup/")
    teacher.sign_up(TEACHER, "教野", "まなぶ", ("オシエノ", "マナブ"))
    teacher.go("/me/classes/")
    teacher.picture("classes")
    teacher.follow("クラスを作る")
    teacher.fill(school="見本中学校", name="2年1組")
    teacher.picture("class-new")
    teacher.press("クラスを作る")
    teacher.heading("2年1組")
    home = teacher.page.url
    codes = [makes_a_team(teacher, home, name) for name in ("はと組", "つばめ組", "からす組")]
    consents(teacher, home)
    ideas = [pupils_hand_in(browser, live_site, cards) for cards in codes]
    teacher.page.goto(home)
    for idea in ideas:
        teacher.sees(idea)
        live_site.wait_for_mail(TEACHER, idea)
    assert teacher.page.locator("a[href*='/edit/']").count() == 0, "the text is the pupils' own"
    teacher.picture("class")


def makes_a_team(teacher: Desk, home: str, name: str) -> list[str]:
    """Two pupils, and the codes of their cards."""
    teacher.page.goto(home)
    teacher.follow("チームを作る")
    teacher.heading("チームを作る")
    teacher.fill(name=name, kana="とりぐみ", pupils=f"{name}のあおい\n{name}のみどり")
    teacher.choose("age_band", "under16")
    teacher.choose("leader_class", "A")
    teacher.choose("tie", "resident")
    if name == "はと組":
        teacher.picture("team-new")
    teacher.press("作ってカードを出す")
    teacher.sees("コードが見られるのは、いまだけです")
    if name == "はと組":
        teacher.picture("cards")
    return teacher.page.locator("main .code").all_inner_texts()


def consents(teacher: Desk, home: str) -> None:
    """Six signed papers were seen; each is recorded."""
    for left in range(6, 0, -1):
        teacher.page.goto(home)
        asking = teacher.page.get_by_role("link", name=re.compile("保護者の同意を記録する"))
        assert asking.count() == left
        asking.first.click()
        teacher.heading("保護者の同意")
        teacher.fill(guardian_name="見本の保護者")
        teacher.page.locator("main [name=is_seen]").check()
        if left == 6:
            teacher.picture("consent")
        teacher.press("記録する")
        teacher.heading("2年1組")


def pupils_hand_in(browser: Browser, site: LiveSite, cards: list[str]) -> str:
    """The first pupil writes on one phone, the second reads and says yes on another; the first hands in."""
    with phone(browser, site, "pupil") as first, phone(browser, site, "pupil-two") as second:
        for pupil, code in zip((first, second), cards, strict=True):
            pupil.go("/me/card/")
            pupil.picture("card")
            pupil.fill(code=code)
            pupil.press("入る")
            pupil.page.wait_for_url(lambda url: "/card/" not in url)
        first.go("/me/teams/")
        first.picture("teams")
        first.click(first.page.locator("main a[href*='/me/teams/']").filter(has_not_text="作る").first)
        first.follow("アイデアをはじめる")
        first.page.get_by_role("radio").first.or_(first.page.locator("main select[name=challenge]")).first.wait_for()
        choose_challenge(first, first_number(first))
        first.press("アイデアを書きはじめる")
        first.fill(title="あさの見まもりリレー", summary="歩く道をつないで、みんなで見まもる。")
        fill_the_form(first)
        address = first.page.url
        second.go(re.sub(r"https?://[^/]+(.*)/confirm/.*", r"\1/agree/", address))
        second.press("読みました。この内容でよいです")
        second.sees("確認しました")
        first.page.goto(address)
        first.press("応募する")
        first.page.wait_for_url(re.compile("/receipt/"))
        first.picture("receipt")
        return re.search(r"COG\d{4}-I-\d{4}", first.page.content())[0]


def first_number(walker: Desk) -> str:
    """The number of the first challenge that is offered."""
    return re.search(r"COG\d{4}-C-\d{4}", walker.page.locator("main form").inner_text())[0]
