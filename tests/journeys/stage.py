"""The final day, as its operator, the hall and a speaker see it."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.walker import SLOW, Walker, another_phone
from tests.support.live import keep_picture


def on_stage(me: Walker, browser: Browser, year: str) -> None:
    """The operator runs the day; the hall's screen and a speaker's telephone beside it follow untouched."""
    me.go(f"/office/awards/stageitem/desk/{year}/")
    me.press("いつもの進行をならべる（発表の順は、くじ）")
    hall = me.page.context.new_page()
    hall.goto(f"/office/awards/stageitem/hall/{year}/")
    with another_phone(browser, me.site) as speaker:
        speaker.go(f"/stage/{year}/")
        speaker.sees("まもなくはじまります")
        for _ in range(2):
            me.press(re.compile("^つぎへ"))  # the greeting, and the first presentation
        me.press("時計を動かす")
        for screen in (hall, speaker.page):
            expect(screen.locator("[data-timer]")).to_contain_text("9:5", timeout=SLOW)
        me.picture("stage-desk")
        speaker.picture("stage-clock")
        me.press(re.compile("総合賞 を舞台に出す"))
        me.press("つぎの受賞者を出す")
        expect(hall.locator(".hall-rows li")).to_have_count(1, timeout=SLOW)
        keep_picture(hall, "cycle-stage-hall")
    hall.close()
