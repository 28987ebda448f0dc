"""Signing up and logging in, by mailed code alone."""

import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Consent, User
from notifications.models import OutboxMail
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db

HANAKO = {
    "email": "hanako@people.example",
    "family_name": "山田",
    "given_name": "花子",
    "family_kana": "やまだ",
    "given_kana": "ﾊﾅｺ",
    "agrees": "on",
}


def mailed_code(address: str) -> str:
    """The code of the newest mail to this address, as long as it has not been sent and wiped."""
    mail = OutboxMail.objects.filter(to=address).latest("id")
    assert mail.is_secret
    return re.search(r"^ +(\d{6})$", mail.body, re.MULTILINE).group(1)


def sign_up(client, **changed):
    return client.post(reverse("account_signup"), {**HANAKO, **changed})


def log_in(client, address):
    return client.post(reverse("account_login"), {"login": address})


def test_signup_by_code_makes_a_person_with_kana_and_consents(client):
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    client.post(response.url, {"code": mailed_code("hanako@people.example")})
    user = User.objects.get(email="hanako@people.example")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.full_name, user.family_kana, user.given_kana) == ("山田 花子", "ヤマダ", "ハナコ")
    assert not user.has_usable_password()
    assert set(user.consents.values_list("kind", flat=True)) == {Consent.Kind.TERMS, Consent.Kind.PRIVACY}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"agrees": ""}, "agrees", "登録するには、同意のしるしを付けてください。"),
        ({"family_kana": "山田"}, "family_kana", "カタカナかひらがなで書いてください（例: ヤマダ）。"),
        ({"family_kana": "", "given_kana": ""}, "given_kana", None),
        ({"email": "not an address"}, "email", None),
        ({"email": ""}, "email", None),
        ({"family_name": "山" * 51}, "family_name", None),
        ({"given_name": "\x00"}, "given_name", None),
    ],
)
def test_signup_with_something_wrong_says_so_and_makes_nobody(client, changed, field, sentence):
    response = sign_up(client, **changed)
    assert response.status_code == 200
    errors = response.context["form"].errors[field]
    assert errors == [sentence] if sentence else errors
    assert response.context["form"]["family_name"].value() == {**HANAKO, **changed}["family_name"]
    assert (User.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_signup_with_a_latin_name_needs_no_kana(client):
    sign_up(client, family_name="O’Brien", given_name="José María", family_kana="", given_kana="")
    assert User.objects.get().full_name == "O’Brien José María"


def needs_of_kana(html):
    """What stands beside each kana field, and whether it is announced as required."""
    found = re.findall(
        r'<label for="id_\w+_kana">.*?<span class="need[^"]*">([^<]*)</span>.*?<input([^>]*)>', html, re.DOTALL
    )
    return [(words, 'aria-required="true"' in attributes) for words, attributes in found]


SOME_NEED_IT, ALL_NEED_IT = ("※ローマ字の名前でなければ必須", False), ("※必須", True)


@pytest.mark.parametrize(
    ("language", "names", "need"),
    [
        ("ja", None, SOME_NEED_IT),
        ("ja", ("山田", "花子"), ALL_NEED_IT),
        ("ja", ("O’Brien", "José"), ("※任意", False)),
        ("en", None, ("Optional", False)),
        ("en", ("山田", "花子"), ("Optional", False)),
        ("en", ("Nguyễn", "Thị"), ("Optional", False)),
    ],
)
def test_signup_says_beside_kana_what_is_true(client, language, names, need):
    client.cookies["django_language"] = language
    page = client.get(reverse("account_signup"))
    if names:
        typed = {"family_name": names[0], "given_name": names[1], "family_kana": "", "given_kana": ""}
        page = sign_up(client, **typed, agrees="")
    assert needs_of_kana(page.text) == [need, need]
    assert ("given_kana" in page.context["form"].errors) is need[1]


def test_signup_in_english_takes_any_name_without_kana(client):
    client.cookies["django_language"] = "en"
    sign_up(client, family_kana="", given_kana="")
    assert User.objects.get().full_name == "山田 花子"


def test_signup_takes_full_width_letters_and_digits(client):
    response = sign_up(client, email="ｈａｎａｋｏ＠ｐｅｏｐｌｅ．ｅｘａｍｐｌｅ")
    code = mailed_code("hanako@people.example").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client.post(response.url, {"code": code})
    assert "_auth_user_id" in client.session


def test_signup_with_a_known_address_looks_the_same_and_tells_only_its_owner(client):
    owner = person(email="hanako@people.example", family_name="鈴木")
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    stranger = sign_up(client.__class__(), email="new@people.example")
    assert (response.status_code, response.url) == (stranger.status_code, stranger.url)
    owner.refresh_from_db()
    assert owner.family_name == "鈴木"
    assert OutboxMail.objects.get(to=owner.email).kind == "accounts/already_member"


def test_login_by_code_goes_where_one_wanted_and_speaks_ones_language(client):
    user = person(language="en", second_factor=False)
    response = client.post(reverse("account_login"), {"login": user.email, "next": reverse("accounts:profile")})
    response = client.post(response.url, {"code": mailed_code(user.email), "next": reverse("accounts:profile")})
    assert response.url == reverse("accounts:profile")
    assert response.cookies["django_language"].value == "en"


def test_login_with_an_unknown_address_looks_the_same(client):
    user = person()
    known, unknown = log_in(client, user.email), log_in(client.__class__(), "nobody@people.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert OutboxMail.objects.get(to="nobody@people.example").kind == "accounts/no_account"
    assert "code" not in OutboxMail.objects.get(to="nobody@people.example").body


def test_login_refuses_a_wrong_code_and_gives_up_after_three(client):
    user = person(second_factor=False)
    confirm = log_in(client, user.email).url
    code = mailed_code(user.email)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(2):
        assert client.post(confirm, {"code": wrong}).status_code == 200
    assert client.post(confirm, {"code": wrong}).status_code == 302
    client.post(confirm, {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_closed_account_gets_no_code(client):
    user = person(is_active=False)
    log_in(client, user.email)
    assert not OutboxMail.objects.filter(is_secret=True).exists()


@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/accounts/password/set/", "/accounts/password/change/"])
def test_there_are_no_passwords(client, path):
    client.force_login(person())
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_codes_cannot_bomb_a_stranger(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # as when the cache is lost
    answers = []
    for number in range(40):
        path, data = (
            (reverse("account_login"), {"login": "victim@people.example"})
            if number % 2
            else (reverse("account_signup"), {**HANAKO, "email": "victim@people.example"})
        )
        answers.append(client.__class__(raise_request_exception=False).post(path, data).status_code)
    assert OutboxMail.objects.filter(to="victim@people.example").count() == 12
    assert set(answers) <= {200, 302, 429}


@pytest.mark.django_db(transaction=True)
def test_two_signups_at_once_make_one_person_and_no_error(client):
    barrier, answers = Barrier(4), []

    def come():
        barrier.wait()
        try:
            answers.append(sign_up(client.__class__(raise_request_exception=False)).status_code)
        finally:
            connection.close()

    threads = [Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    assert User.objects.count() == 1
    assert Consent.objects.count() == 2


def test_a_school_behind_one_address_can_log_in(client):
    pupils = [person(second_factor=False) for _ in range(60)]
    answers = {log_in(client.__class__(), pupil.email).status_code for pupil in pupils}
    assert answers == {302}
    assert OutboxMail.objects.filter(is_secret=True).count() == 60
