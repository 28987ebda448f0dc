"""Roles that need a second factor, what lets them pass, and what they may not remove."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from accounts import second_factor
from accounts.models import AuditEntry
from accounts.services import OwnStanding, drop_second_factor
from notifications.models import OutboxMail
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
GATE = "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _one_half_minute(time_machine, moment):
    """An app's digits are good for one: no test meets its end between reading them and typing them."""
    time_machine.move_to(moment, tick=False)


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("path", ["/office/", "/accounts/profile/", "/office/accounts/user/"])
def test_secretariat_without_second_factor_is_led_to_the_page_that_says_why(client, path):
    client.force_login(staff(second_factor=False))
    response = client.get(path)
    assert (response.status_code, response.url) == (302, GATE)
    page = client.get(GATE)
    assert page.status_code == 200
    assert "先に進むには、もう一つの鍵が要ります" in page.text
    assert reverse("mfa_activate_totp") in page.text


def test_any_role_of_the_registry_needs_a_second_factor(client, monkeypatch):
    user = person(second_factor=False)
    client.force_login(user)
    assert client.get("/accounts/profile/").status_code == 200
    monkeypatch.setattr(second_factor, "ROLES", [*second_factor.ROLES, lambda someone: someone == user])
    assert client.get("/accounts/profile/").url == GATE


def test_a_second_factor_opens_the_office(client):
    client.force_login(staff())
    assert client.get("/office/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client):
    user = staff(second_factor=False)
    RecoveryCodes.activate(user)
    client.force_login(user)
    assert client.get("/office/").url == GATE


@pytest.mark.parametrize(
    "path", [GATE, "/accounts/logout/", "/accounts/2fa/totp/activate/", "/healthz", "/accounts/email/"]
)
def test_the_way_out_and_the_way_to_a_second_factor_stay_open(client, path):
    client.force_login(staff(second_factor=False))
    assert client.get(path).status_code == 200


def test_language_switch_and_logout_work_without_second_factor(client):
    client.force_login(staff(second_factor=False))
    assert client.post("/i18n/setlang/", {"language": "en", "next": GATE}).url == GATE
    assert '<html lang="en"' in client.get(GATE).text
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("rehearsal", "entered", "status"), [(True, True, 200), (True, False, 302), (False, True, 302)]
)
def test_only_someone_who_entered_through_the_rehearsal_bar_passes(client, settings, rehearsal, entered, status):
    settings.REHEARSAL = rehearsal
    client.force_login(staff(second_factor=False))
    session = client.session
    session["rehearsal_entered"] = entered
    session.save()
    assert client.get("/office/").status_code == status


def test_totp_is_set_up_in_the_browser_and_its_secret_is_not_stored_in_the_clear(client):
    user = staff(second_factor=False)
    client.force_login(user)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert response.status_code == 302
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    assert TOTP(stored).validate_code(totp_code(secret))
    assert client.get("/office/").status_code == 200


def test_secret_opens_with_a_key_that_was_replaced(settings):
    secret, user = generate_totp_secret(), staff(second_factor=False)
    TOTP.activate(user, secret)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the-new-key"
    assert Authenticator.objects.get(user=user).wrap().validate_code(totp_code(secret))


def _log_in_with_second_factor(client, user, secret):
    client.force_login(user)
    client.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret)})


@pytest.mark.parametrize(("is_staff", "left"), [(True, 1), (False, 0)])
def test_the_last_factor_of_a_role_stays(client, is_staff, left):
    secret, user = generate_totp_secret(), person(is_staff=is_staff, second_factor=False)
    TOTP.activate(user, secret)
    _log_in_with_second_factor(client, user, secret)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).count() == left


@pytest.mark.parametrize(("is_staff", "others", "left"), [(True, 0, 1), (True, 1, 1), (False, 0, 0)])
def test_the_last_passkey_of_a_role_stays(client, is_staff, others, left):
    user = person(is_staff=is_staff)
    secret = generate_totp_secret()
    if others:
        TOTP.activate(user, secret)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 9e9, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    response = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert response.status_code == 302
    factors = Authenticator.objects.filter(user=user, type__in=second_factor.FACTORS)
    assert factors.count() == left


def test_someone_elses_passkey_does_not_exist(client):
    key = Authenticator.objects.get(user=person())
    client.force_login(person())
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404


def test_a_lost_device_is_forgotten_by_someone_else_on_record(moment):
    secretary, judge = staff(), person()
    assert drop_second_factor(judge, by=secretary, at=moment) == 1
    assert AuditEntry.objects.get().subject == f"accounts.user:{judge.pk}"
    with pytest.raises(OwnStanding):
        drop_second_factor(secretary, by=secretary, at=moment)
    assert Authenticator.objects.filter(user=secretary).exists()
    assert AuditEntry.objects.count() == 1


def test_who_has_just_set_up_a_factor_is_not_asked_for_it_again(client):
    client.force_login(staff(second_factor=False))
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)}, follow=True)
    assert response.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    assert response.status_code == 200


@pytest.mark.parametrize("second_factor", [True, False])
def test_second_factor_page_shows_what_is_held(client, second_factor):
    client.force_login(person(second_factor=second_factor))
    page = client.get("/accounts/2fa/", follow=True)
    assert page.redirect_chain == [(GATE, 302)]
    assert ("パスキーの一覧" in page.text) is second_factor
    assert ("リカバリーコードを見る" in page.text) is second_factor
    assert "認証アプリを設定する" in page.text


@pytest.mark.parametrize("name", ["mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"])
def test_allauths_pages_of_a_second_factor_open(client, name):
    user = person()
    RecoveryCodes.activate(user)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 9e9, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert client.get(reverse(name)).status_code == 200


WORDS = ("セキュリティキー", "セキュリティーキー", "security key", "master key", "この鍵")
LANGUAGES = pytest.mark.parametrize(("language", "word"), [("ja", "パスキー"), ("en", "passkey")])


def _proven(client, user, language):
    """Logged in, and has used a second factor just now."""
    client.force_login(user)
    client.cookies["django_language"] = language
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 9e9, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _says(page, word):
    return page.status_code == 200 and word in page.text.lower() and not [w for w in WORDS if w in page.text.lower()]


@LANGUAGES
def test_a_passkey_is_called_so_on_the_pages_of_its_owner(client, language, word):
    user = person(language=language)
    _proven(client, user, language)
    key = Authenticator.objects.get(user=user)
    edit, remove = (reverse(f"mfa_{act}_webauthn", args=[key.pk]) for act in ("edit", "remove"))
    assert [_says(client.get(page), word) for page in (reverse("mfa_list_webauthn"), edit, remove)] == [True] * 3
    assert "わたしの電話" in client.post(edit, {"name": "わたしの電話"}, follow=True).text
    assert {"ja": "パスキーを外しました。", "en": "A passkey was removed."}[language] in client.post(
        remove, follow=True
    ).text


@LANGUAGES
def test_and_where_one_is_made_or_asked_for(client, language, word):
    user = person(language=language, second_factor=False)
    _proven(client, user, language)
    page = client.get(reverse("mfa_add_webauthn"))
    assert (_says(page, word), f'value="{word.capitalize()}' in page.text) == (True, True)
    TOTP.activate(user, generate_totp_secret())
    client.logout()
    client.cookies["django_language"] = language
    asked = client.post(reverse("account_login"), {"login": user.email})
    code = re.search(r"\b[0-9]{6}\b", OutboxMail.objects.get(to=user.email).body)[0]
    page = client.post(asked.url, {"code": code}, follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))
    assert _says(page, word)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "見本"})
    _proven(client, user, language)
    assert _says(client.get(reverse("mfa_reauthenticate")), word)
