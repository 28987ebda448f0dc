"""The live site of the journeys is the real one: web, worker and beat answer, a mail comes by Celery, nothing is left."""

from urllib.request import urlopen

from playwright.sync_api import Page

from tests.support.live import LiveSite, site_running


def answers(site: LiveSite) -> bool:
    """All three parts run, and the home page comes."""
    with urlopen(site.url) as answer:  # noqa: S310  # our own server
        is_there = answer.status == 200
    parts = [child.name for child in site.children]
    health = {"web": True, "database": True, "worker": True, "beat": True}
    return is_there and (site.health(), parts) == (health, ["web", "worker", "beat"])


def test_site_starts_answers_and_leaves_nothing() -> None:
    with site_running("sqlite") as site:
        children = list(site.children)
        assert answers(site)
    assert all(child.group_is_gone() for child in children)
    assert not site.var.exists()


def test_on_postgresql_it_answers(live_site: LiveSite) -> None:
    """That it leaves nothing either is asked where it is stopped (`site_running`)."""
    assert answers(live_site)


def test_a_telephone_sees_the_home_page_in_japanese(phone_page: Page, live_site: LiveSite) -> None:
    phone_page.goto("/")
    assert phone_page.locator("html").get_attribute("lang") == "ja"
    assert phone_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
