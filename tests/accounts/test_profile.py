"""A person's own page and language."""

import pytest
from django.urls import reverse

from accounts.fields import katakana
from accounts.models import User
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
GOOD = {"family_name": "髙橋", "given_name": "𠮷子", "family_kana": "たかはし", "given_kana": "ﾖｼｺ", "language": "en"}


def test_profile_asks_for_login(client):
    assert client.get("/accounts/profile/").url == "/accounts/login/?next=/accounts/profile/"


def test_profile_keeps_names_as_written_and_kana_in_one_form(client):
    user = person(second_factor=False)
    client.force_login(user)
    response = client.post("/accounts/profile/", GOOD)
    assert response.url == "/accounts/profile/"
    assert response.cookies["django_language"].value == "en"
    user.refresh_from_db()
    assert (user.full_name, user.family_kana, user.given_kana, user.language) == (
        "髙橋 𠮷子",
        "タカハシ",
        "ヨシコ",
        "en",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"family_name": ""},
        {"family_kana": "takahashi"},
        {"given_name": "あ" * 51},
        {"language": "fr"},
        {"given_kana": "ヨシコ<script>"},
    ],
)
def test_profile_refuses_with_a_sentence_and_changes_nothing(client, changed):
    user = person()
    before = User.objects.filter(pk=user.pk).values().get()
    client.force_login(user)
    response = client.post("/accounts/profile/", {**GOOD, **changed})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(changed)
    after = User.objects.filter(pk=user.pk).values().get()
    assert {**after, "last_login": None} == {**before, "last_login": None}


def test_profile_of_a_latin_name_does_not_call_kana_required(client):
    user = person(family_name="Nguyễn", given_name="Thị", family_kana="", given_kana="")
    client.force_login(user)
    assert client.get("/accounts/profile/").text.count("※必須") == 3  # both names, and the language


def test_profile_takes_nothing_but_its_own_fields(client):
    user = person()
    client.force_login(user)
    client.post("/accounts/profile/", {**GOOD, "is_staff": "on", "email": "x@y.example", "is_superuser": "on"})
    after = User.objects.get(pk=user.pk)
    assert (after.is_staff, after.is_superuser, after.email) == (False, False, user.email)


def test_language_switch_follows_the_person(client):
    user = person()
    client.force_login(user)
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/profile/"})
    user.refresh_from_db()
    assert user.language == "en"
    client.post("/i18n/setlang/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "en"


def test_language_switch_leads_nowhere_else(client):
    assert client.post("/i18n/setlang/", {"language": "en", "next": "https://evil.example/"}).url == "/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("やまだ", "ヤマダ"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("ヤマダ", "ヤマダ"),
        (" う゛ぁん　だむ ", "ヴァン ダム"),
        ("ｶﾞｷﾞﾊﾟ ｰ", "ガギパ ー"),
    ],
)
def test_katakana_takes_every_kana(typed, kept):
    assert katakana(typed) == kept


@pytest.mark.parametrize("consents", [1, 3])
def test_profile_query_count(client, django_assert_num_queries, consents, moment):
    user = person()
    for number in range(consents):
        user.consents.create(kind="terms", version=str(number), given_at=moment)
    client.force_login(user)
    client.get(reverse("accounts:profile"))
    with django_assert_num_queries(6):
        client.get(reverse("accounts:profile"))
