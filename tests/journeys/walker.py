"""A person with a telephone: what the journeys do on pages, in the words of the pages."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.live import PHONE, LiveSite, keep_picture

SLOW = 30_000  # milliseconds; beat, worker and a busy machine


class Walker:
    """One browser in one pair of hands."""

    def __init__(self, page: Page, site: LiveSite) -> None:
        self.page, self.site = page, site
        page.set_default_timeout(SLOW)
        self.pictures = 0

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Press the button of that name in the page (the rehearsal's bar is not the page)."""
        self.click(self._control("button", name, within))

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.click(self._control("link", name, within))

    def click(self, place: Locator) -> None:
        """Bring it to the middle of the screen first: the rehearsal's bar lies over the foot."""
        place.evaluate("element => element.scrollIntoView({block: 'center'})")
        place.click()

    def _control(self, role, name: str | re.Pattern[str], within: Locator | None) -> Locator:
        place = within or self.page.locator("main, #content, #container")
        return place.get_by_role(role, name=name, exact=isinstance(name, str)).first

    def fill(self, **texts: str) -> None:
        """Write into fields by their names."""
        for name, text in texts.items():
            self.page.locator(f"main [name='{name}']").fill(text)

    def choose(self, name: str, value: str) -> None:
        """Mark a radio button, a box or a list's entry."""
        field = self.page.locator(f"main [name='{name}']").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text, timeout=SLOW)

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1).first).to_contain_text(text, timeout=SLOW)

    def picture(self, name: str) -> None:
        """Keep a numbered picture of the page for people to look at."""
        self.pictures += 1
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        self.page.wait_for_function(fits)  # no page is wider than a telephone
        keep_picture(self.page, f"cycle-{self.pictures:02d}-{name}")

    # The rehearsal's bar

    def bar(self) -> Locator:
        """The bar at the foot, opened."""
        bar = self.page.locator(".rehearsal-bar")
        for closed in bar.locator("> details:not([open]) > summary").all():
            closed.click()
        return bar

    def move_to(self, label: str) -> None:
        """Move the rehearsal's clock to a moment, by its words."""
        self.go("/")
        for closed in self.bar().locator("details:not([open]) > summary").all():
            closed.click()
        self.bar().get_by_role("button", name=re.compile(re.escape(label))).last.click()
        self.sees("に合わせました")

    def enter_as(self, name: str) -> None:
        """Become a sample person."""
        self.go("/")
        self.bar().get_by_role("button", name=re.compile(f"^{name}")).first.click()
        self.sees(f"{name}さんとして")

    def leave(self) -> None:
        self.go("/")
        self.bar().get_by_role("button", name="見学する人に戻る").click()

    # Coming in

    def sign_up(self, email: str, family: str, given: str, kana: tuple[str, str]) -> None:
        """From the sign-up page to being known, by the code that is mailed."""
        self.heading("登録")
        self.fill(email=email, family_name=family, given_name=given, family_kana=kana[0], given_kana=kana[1])
        self.page.locator("main input[type=checkbox]").first.check()
        self.press(re.compile("登録"))
        self.fill(code=self.code_mailed_to(email))
        self.press("確かめる")

    def code_mailed_to(self, email: str, *, but_not: str = "") -> str:
        """The code in the newest mail that has one."""
        end = time.monotonic() + SLOW / 1000
        while time.monotonic() < end:
            for message in reversed(self.site.mails(email)):
                found = re.search(r"^\s*([0-9]{3}[ -]?[0-9]{3})\s*$", message.get_content(), re.MULTILINE)
                if found and found[1] != but_not:
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"No code came to {email}: {[str(m['Subject']) for m in self.site.mails(email)]}")

    def link_mailed_to(self, email: str, containing: str) -> str:
        """The path of the newest mailed link that contains something."""
        text = self.site.wait_for_mail(email, containing).get_content()
        found = re.search(r"https?://[^/\s]+(\S*" + re.escape(containing) + r"\S*)", text)
        assert found, text
        return found[1]


@contextmanager
def another_phone(browser: Browser, site: LiveSite) -> Iterator[Walker]:
    """Someone else's telephone."""
    context = browser.new_context(base_url=site.base_url, locale="ja-JP", timezone_id="Asia/Tokyo", **PHONE)
    yield Walker(context.new_page(), site)
    context.close()
