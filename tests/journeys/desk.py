"""Somebody at an office PC: every page looked at in both widths, and by axe."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from deploy.processes import wait_until
from tests.face.test_browser import violations
from tests.journeys.walker import Walker
from tests.support.live import DESKTOP, PHONE, keep_picture

TO_TYPE = 10  # seconds, on a busy machine


class Desk(Walker):
    """A walker who keeps each picture twice and lets axe read the page."""

    story = "summer"
    secret = ""
    used = ""

    def picture(self, name: str) -> None:
        self.pictures += 1
        # The rehearsal's bar lies over whatever is at the foot of the screen: pictures and axe do without it.
        self.page.evaluate("document.querySelector('.rehearsal-bar')?.remove()")
        was = self.page.viewport_size
        for width, shape in (("phone", PHONE), ("desk", DESKTOP)):
            self.page.set_viewport_size(shape["viewport"])
            self.page.wait_for_function("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            keep_picture(self.page, f"{self.story}-{self.pictures:02d}-{name}-{width}")
        self.page.set_viewport_size(was)
        found = violations(self.page)
        assert not found, f"{name}: {found}"

    def set_up_app(self) -> None:
        """The second factor an officer needs: an app's six digits."""
        self.follow("認証アプリを設定する")
        self.secret = self.page.locator("#authenticator_secret").input_value()
        self.picture("second-factor")
        self.fill(code=self.fresh_code())  # good for half a minute: last, and at once
        self.press("設定する")
        self.heading("リカバリーコード")

    def fresh_code(self) -> str:
        """The app's digits of now, with time left to type them; the same ones are not taken twice."""
        end = time.monotonic() + 40
        while time.monotonic() < end:
            counter = next(yield_hotp_counters_from_time())
            code = format_hotp_value(hotp_value(self.secret, counter))
            if code != self.used and 30 - time.time() % 30 > TO_TYPE:
                self.used = code
                return code
            time.sleep(0.5)
        raise AssertionError("the clock stands still")

    def log_in(self, email: str) -> None:
        """By the mailed code, then the app's digits."""
        sent = len(self.site.mails(email))
        self.fill(login=email)
        self.press(re.compile("数字を送る|ログイン|次へ"))
        wait_until(lambda: len(self.site.mails(email)) > sent, seconds=30)
        self.fill(code=self.code_mailed_to(email))
        self.press(re.compile("確かめる|ログイン"))
        self.page.wait_for_url(re.compile("/2fa/authenticate/"))
        self.fill(code=self.fresh_code())
        self.press(re.compile("確かめる|ログイン"))
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def answer_page(self) -> None:
        """Fill what this page of the form needs and go on; on the data page, add one piece of data first."""
        samples = {"contact_email": "toshi@kawazoi-city.example", "contact_phone": "000-000-0000"}
        page = self.page.url
        if self.page.get_by_role("link", name="データを足す").count():
            return self.add_data()
        for field in self.page.locator(
            "main form :is(input[type=text], input[type=email], input[type=tel], textarea)"
        ).all():
            name = field.get_attribute("name")
            if field.is_visible() and not field.input_value():
                field.fill(samples.get(name, "川べりの道を歩く人のことを、市のみんなで考えたい。"))
        self.press("保存して次へ")
        self.page.wait_for_url(lambda url: url != page)
        return None

    def add_data(self) -> None:
        """One table as a file, looked at on the desk."""
        self.follow("データを足す")
        self.fill(title="川べりの灯りの数", publisher="見本県かわぞい市")
        table = "区間,灯りの数\n駅から橋,3\n橋から公園,5\n公園から学校,11\n".encode("cp932")
        self.page.locator("main input[type=file]").set_input_files(
            {"name": "lights.csv", "mimeType": "text/csv", "buffer": table}
        )
        self.picture("data-form")
        self.press("保存する")
        self.heading("データと知識")
        self.picture("data-page")
        self.follow("次へ")
