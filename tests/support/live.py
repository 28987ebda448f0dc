"""The whole site for tests: a real web server, worker and beat on a fresh database, and a real browser to walk it.

Fixtures: `live_site` (session; `indirect` parameter "postgres" or "sqlite"), `browser`, `phone_page`, `desktop_page`.
A test that kills parts of the site makes its own with `site_running()`.
"""

import email
import email.policy
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from deploy import packages
from deploy.site import ROOT, Site
from tests.support.copies import fresh_database
from tests.support.servers import Sink, drop_database, free_port, smtp_sink

SCREENSHOTS = ROOT / "var" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
FAILED = pytest.StashKey[bool]()
REDIS_DATABASES = itertools.cycle(range(1, 16))  # it has sixteen; sites of one run are all started by one worker
PICTURES = "COG_PICTURES"  # the option --pictures, also for what knows no pytest


class LiveSite(Site):
    """A running site, and the mails that left it."""

    def __init__(self, env: dict[str, str], *, sink: Sink | None) -> None:
        super().__init__(host="127.0.0.1", port=free_port(), env=env)
        self.sink = sink

    @property
    def base_url(self) -> str:
        return self.url.rstrip("/")

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` on the site's own database; its output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mails(self, to: str) -> list[EmailMessage]:
        """What was mailed to one address so far, oldest first."""
        if self.sink:
            return self.sink.to(to)
        found = [message for path in sorted((self.var / "mail").glob("*")) for message in _messages(path)]
        return [message for message in found if to in str(message["To"])]

    def wait_for_mail(self, to: str, containing: str = "", *, seconds: float = 30) -> EmailMessage:
        """The newest mail to an address whose subject or text contains something; waits for worker and beat to bring it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in reversed(self.mails(to)):
                if containing in f"{message['Subject']}\n{message.get_content()}":
                    return message
            time.sleep(0.2)
        subjects = [str(message["Subject"]) for message in self.mails(to)]
        raise AssertionError(f"No mail to {to} with {containing!r} within {seconds:.0f} s; came: {subjects}")


def _messages(path: Path) -> Iterator[EmailMessage]:
    """The mails in one file of Django's file backend, which rules them off with a line of dashes."""
    for part in path.read_bytes().split(b"-" * 79 + b"\n"):
        if part.strip():
            yield email.message_from_bytes(part, policy=email.policy.default)


@contextmanager
def site_running(shape: str = "postgres", **env: str) -> Iterator[LiveSite]:
    """A whole site of one's own; keywords replace what it would be given (`REDIS_URL=…`)."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cog-live-"))
        sink = None
        given = {"COG_VAR_DIR": folder, "REHEARSAL": "1"}
        if shape == "postgres":
            sink = stack.enter_context(smtp_sink())
            given |= {"DATABASE_URL": _fresh_database(stack), "REDIS_URL": _own_redis(), "EMAIL_URL": sink.url}
        site = LiveSite(given | env, sink=sink)
        if shape == "sqlite":
            for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
                site.env.pop(name, None)
        site.env["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        stack.callback(site.stop)
        site.prepare(quiet=True)
        site.start()
        site.wait()
        yield site
        children = list(site.children)
        site.stop()
        assert all(child.group_is_gone() for child in children)


def _fresh_database(stack: ExitStack) -> str:
    name = f"live_{os.getpid()}_{time.monotonic_ns()}"
    stack.callback(drop_database, os.environ["DATABASE_URL"], name)
    return fresh_database(name)


def _own_redis() -> str:
    """A database of the run's Redis that neither the suite nor another site uses: one site's worker takes no other's task."""
    return f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{next(REDIS_DATABASES)}"


@pytest.fixture(scope="session")
def live_site(request: pytest.FixtureRequest) -> Iterator[LiveSite]:
    """The site for journeys, once for all of them."""
    with site_running(getattr(request, "param", "postgres")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    expect.set_options(timeout=30_000)  # as long as it waits for a click: three workers share two cores
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; the ORM is used beside it
    path = packages.browser()
    assert path, "Chromium is missing: make test says what to install"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=120_000)
        yield chromium
        chromium.close()


@pytest.fixture
def phone_page(request: pytest.FixtureRequest, browser: Browser, live_site: LiveSite) -> Iterator[Page]:
    """A page as on a telephone: 390 × 844, in Japanese."""
    with page_on(request, browser, live_site, PHONE) as page:
        yield page


@pytest.fixture
def desktop_page(request: pytest.FixtureRequest, browser: Browser, live_site: LiveSite) -> Iterator[Page]:
    """A page as on a desk: 1280 × 900, in Japanese."""
    with page_on(request, browser, live_site, DESKTOP) as page:
        yield page


@contextmanager
def page_on(request: pytest.FixtureRequest, browser: Browser, site: LiveSite, shape: dict[str, Any]) -> Iterator[Page]:
    """A page in a context of its own; what the browser itself complains of (scripts, CSP) fails the test."""
    context: BrowserContext = browser.new_context(
        base_url=site.base_url, locale="ja-JP", timezone_id="Asia/Tokyo", **shape
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message.text) else None)
    yield page
    if request.node.stash.get(FAILED, False):
        photograph(page, f"failed-{request.node.name}")
    context.close()
    assert complaints == []


def _is_complaint(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


def keep_picture(page: Page, name: str) -> None:
    """A picture for people to look at, where they asked for pictures (`make journeys` does)."""
    if os.environ.get(PICTURES):
        photograph(page, name)


def photograph(page: Page, name: str) -> Path:
    """Keep a picture of the whole page as var/screenshots/NAME.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("pictures"):
        os.environ[PICTURES] = "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the browser or the live site is a journey, all in one worker; the long groups start first."""
    for item in items:
        if {"browser", "live_site"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("journey")
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
