"""The live site of the journeys is the real one: web, worker and beat answer, a mail comes by Celery, nothing is left."""

from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.support.live import LiveSite, site_running


@pytest.mark.parametrize("shape", ["postgres", "sqlite"])
def test_site_starts_answers_and_leaves_nothing(shape: str) -> None:
    with site_running(shape) as site:
        assert site.health() == {"web": True, "database": True, "worker": True, "beat": True}
        children = list(site.children)
        assert [child.name for child in children] == ["web", "worker", "beat"]
        with urlopen(site.url) as answer:  # noqa: S310  # our own server
            assert answer.status == 200
    assert all(child.group_is_gone() for child in children)
    assert not site.var.exists()


def test_a_telephone_sees_the_home_page_in_japanese(phone_page: Page, live_site: LiveSite) -> None:
    phone_page.goto("/")
    assert phone_page.locator("html").get_attribute("lang") == "ja"
    assert phone_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
