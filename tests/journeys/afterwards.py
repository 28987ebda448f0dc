"""After the final: papers that say they are genuine, and what team and municipality tell in the years that follow."""

import re
from io import BytesIO

import pypdf

from tests.journeys import final
from tests.journeys.desk import Desk
from tests.journeys.final import WINNER

TOLD = "暗い道を、週に2回、歩いた。"


def hands_out_papers(office: Desk, member: Desk, year: str) -> None:
    """The office makes them all; a member opens the team's and makes out an own one; the number says it is genuine."""
    office.enter_as(final.OPERATOR)
    office.go(f"/office/awards/certificate/papers/{year}/")
    for button in ("賞状をつくる（チームと自治体）", "参加証をつくる（全チーム）"):
        office.click(office.page.locator(f"input[value='{button}']"))
        office.sees("枚つくりました")
    office.picture("papers")
    member.enter_as(final.LEADER)
    member.go("/me/certificates/")
    member.picture("certificates")
    grand = member.page.locator("main a", has_text="総合賞").filter(has_text="日本語").filter(has_text="チーム")
    is_genuine(member, grand.first.get_attribute("href"), "賞状", "総合賞", "やまかみ灯り部", "灯野 はるか")
    member.page.locator("main form label", has_text="参加証").first.click()
    member.press("つくる")
    own = member.page.locator("main a", has_text="参加証").filter(has_text="灯野 はるか")
    is_genuine(member, own.first.get_attribute("href"), "参加証", "灯野 はるか", "ほんものの参加証です")


def is_genuine(member: Desk, path: str, *words: str) -> None:
    """Its text can be copied, its fonts are inside, and its number opens a page that says so."""
    answer = member.page.request.get(path)
    assert answer.headers["content-type"] == "application/pdf"
    reader = pypdf.PdfReader(BytesIO(answer.body()))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    number = path.strip("/").split("/")[-2]
    for word in (*words[:-1], number):
        assert re.sub(r"\s", "", word) in text, (word, text)
    assert _fonts(reader) == {True}
    member.go(f"/certificates/{number}/")
    member.sees("ほんものの")
    member.picture("genuine")
    member.go("/me/certificates/")


def _fonts(reader: pypdf.PdfReader) -> set[bool]:
    """Of every font, whether its program is inside."""
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    inner = [font.get("/DescendantFonts", [font])[0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    return {any(f"/FontFile{kind}" in row for kind in ("", 2, 3)) for row in inner}


def reports_come_in(office: Desk, someone: Desk, year: str) -> None:
    """A year on the team drafts and hands in, the municipality too; two years on the municipality alone."""
    office.move_to("12か月後の報告")
    someone.leave()
    drafts(someone)
    reports(someone, final.LEADER_MAIL, "12か月", "team", state="running", next_step="となりの地区にも広げる。")
    reports(someone, final.OFFICER_MAIL, "12か月", "municipality", state="trial", next_step="街灯の予算を組む。")
    office.site.wait_for_mail(final.FOLLOWER_MAIL, "実行中", seconds=120)
    office.move_to("24か月後の報告")
    reports(someone, final.OFFICER_MAIL, "24か月", "two-years", state="established", next_step="")
    tells_the_whole_story(someone)


def drafts(team: Desk) -> None:
    """A draft is kept behind the link, and on no page."""
    team.go(team.link_mailed_to(final.LEADER_MAIL, "/followup/"))
    team.fill(done=TOLD)
    team.press("下書きを保存")
    team.sees("まだ報告していません")
    team.go(f"/ideas/?q={WINNER}")
    team.follow(re.compile(WINNER))
    team.heading(WINNER)
    assert TOLD not in team.page.locator("main").inner_text()


def reports(side: Desk, email: str, when: str, name: str, *, state: str, next_step: str) -> None:
    """By the mailed link, without a password: state, what was done, a figure, evidence, the next step."""
    side.site.wait_for_mail(email, when, seconds=120)
    side.go(side.link_mailed_to(email, "/followup/"))
    side.sees(when)
    side.choose("state", state)
    if not side.page.locator("main [name=done]").input_value():
        side.fill(done="町が、電柱の明かりを36か所で変えた。")
    side.fill(figures="夜道を歩いた人 延べ1,204人", evidence="https://www.yamakami-town.example/akari/")
    side.fill(next_step=next_step)
    side.picture(f"report-{name}")
    side.press("確認へ進む")
    side.heading("報告の確認")
    side.picture(f"confirm-{name}")
    side.press("報告する")
    side.sees("報告を受け付けました")


def tells_the_whole_story(anyone: Desk) -> None:
    """One line of time on the idea's page, from the challenge to the last report; and the rate of the year."""
    anyone.go("/ideas/")
    anyone.follow(re.compile(WINNER))
    anyone.heading(WINNER)
    anyone.picture("timeline")
    text = anyone.page.locator("main").inner_text()
    for words in (TOLD, "実行中", "試行", "定着", "延べ1,204人", "となりの地区にも広げる。", "総合賞"):
        assert words in text, words
    anyone.go("/afterwards/")
    anyone.sees("年度ごとの実行率")
    anyone.picture("execution")
