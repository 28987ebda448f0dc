"""A person's own pages in a real browser: axe finds nothing, nothing is wider than a phone, the policy stops nothing."""

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse

from tests.face.test_browser import is_too_wide, violations
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db(transaction=True)


def enter(context, site, user):
    """A browser whose session is this person's."""
    client = Client()
    client.force_login(user)
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": site.url}])


def look(page, site, address):
    """What is wrong with a page, and where it led."""
    page.goto(site.url + address)
    return violations(page), is_too_wide(page), page.url.removeprefix(site.url)


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    yield made
    made.close()


def test_own_pages_are_clean(context, live_server, moment):
    user = person(second_factor=False)
    user.consents.create(kind="terms", version="2026-04-01", given_at=moment)
    enter(context, live_server, user)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    addresses = ["accounts:profile", "accounts:second_factor", "account_email", "mfa_activate_totp", "mfa_add_webauthn"]
    seen = {name: look(page, live_server, reverse(name))[:2] for name in [*addresses, "account_logout"]}
    assert seen == dict.fromkeys(seen, ([], False))
    assert complaints == []


def test_the_page_that_says_why_is_clean_and_lets_one_out(context, live_server):
    enter(context, live_server, staff(second_factor=False))
    page = context.new_page()
    assert look(page, live_server, "/office/") == ([], False, reverse("accounts:second_factor"))
    page.get_by_role("button", name="ログアウトする").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(live_server.url + reverse("accounts:profile"))
    assert page.url.startswith(live_server.url + reverse("account_login"))


def test_asking_for_a_code_is_clean_with_and_without_errors(context, live_server):
    page = context.new_page()
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="数字を送る").click()
    assert (violations(page), is_too_wide(page)) == ([], False)
    page.get_by_label("メールアドレス").fill(person().email)
    page.get_by_role("button", name="数字を送る").click()
    page.get_by_label("メールで届いた数字").fill("1")
    page.get_by_role("button", name="確かめる").click()
    assert (violations(page), is_too_wide(page)) == ([], False)


def test_mails_page_is_clean(context, live_server, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with get_connection() as connection:
        for text in ("読んでください\n\n    482913\n", f"http://localhost:8000/{'x' * 200}\n"):
            EmailMessage("件名", text, to=["hanako@people.example"], connection=connection).send()
    assert look(context.new_page(), live_server, "/dev/mail/") == ([], False, "/dev/mail/")
