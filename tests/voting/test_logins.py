"""LINE and Google against a provider that listens: who somebody is comes back, and nothing else is kept."""

import time

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import voting as make
from tests.factories.accounts import person
from tests.support.oidc import oidc_provider
from voting.identity import voter_key
from voting.models import Voter

pytestmark = pytest.mark.django_db
VERIFY = "/vote/verify/"


@pytest.fixture(scope="module")
def server():
    with oidc_provider() as provider:
        yield provider


@pytest.fixture
def provider(server, settings):
    settings.VOTE_LOGINS = server.settings()
    server.claims, server.asked[:] = {}, []
    return server


@pytest.fixture
def poll():
    return make.poll()


def begin(client, method="line"):
    begun = client.get(reverse("voting:login", args=[method]))
    assert begun.status_code == 302
    return begun.url


def prove(client, provider, sub="U123", *, method="line", says="yes"):
    return client.get(provider.answer(begin(client, method), sub=sub, says=says))


def refused(client, response) -> str:
    assert (response.status_code, response.url) == (302, f"{VERIFY}?refused=1")
    assert not Voter.objects.exists()
    return client.get(response.url).content.decode()


@pytest.mark.parametrize("method", ["line", "google"])
def test_a_login_makes_a_voter_and_leaves_nothing_else(poll, provider, method):
    client, users = Client(), User.objects.count()
    done = prove(client, provider, method=method)
    assert (done.status_code, done.url) == (303, reverse("voting:poll", args=[poll.slug]))
    voter = Voter.objects.get()
    assert (voter.channel, voter.voter_key) == (method, voter_key(poll.pepper, method, "U123"))
    assert User.objects.count() == users
    for model in (Session, SocialAccount, SocialApp, SocialToken):
        assert not model.objects.exists()
    assert {name for name, held in client.cookies.items() if held.value} == {"cog-voter", "cog-device"}
    form = {"choices": make.numbers(poll)[:1], "request_id": ""}
    assert client.post(done.url, form).url.startswith(reverse("voting:receipt"))


def test_no_profile_is_asked_for_and_the_way_is_guarded(poll, provider):
    prove(Client(), provider)
    asked = provider.asked[-1]
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16


def test_one_person_is_one_voter_and_each_method_its_own(poll, provider):
    for sub, method in (("U1", "line"), ("U1", "line"), ("U2", "line"), ("U1", "google")):
        prove(Client(), provider, sub, method=method)
    assert Voter.objects.count() == 3


def test_what_was_chosen_before_is_still_there(poll, provider):
    client, number = Client(), make.numbers(poll)[0]
    sent = client.post(reverse("voting:poll", args=[poll.slug]), {"choices": [number], "request_id": ""})
    assert sent.url == VERIFY
    assert "LINEで確認する" in client.get(VERIFY).content.decode()
    paper = client.get(prove(client, provider).url).content.decode()
    assert f'value="{number}" checked' in paper


def test_a_judge_who_votes_stays_logged_in(poll, provider):
    client = Client()
    client.force_login(person())
    held = client.cookies["sessionid"].value
    assert prove(client, provider).status_code == 303
    assert client.cookies["sessionid"].value == held
    assert client.session["_auth_user_id"]


def test_whoever_changes_their_mind_is_led_back(poll, provider):
    client = Client()
    assert "取りやめました" in refused(client, prove(client, provider, says="no"))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody else"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 60},
        {"sub": ""},
    ],
    ids=["audience", "issuer", "expired", "nobody"],
)
def test_an_id_token_that_is_not_for_us_proves_nothing(poll, provider, claims):
    client = Client()
    provider.claims = claims
    assert "確認できませんでした" in refused(client, prove(client, provider))


def test_another_browser_cannot_use_the_way_back(poll, provider):
    back = provider.answer(begin(Client()), sub="U1")
    stranger = Client()
    assert "確認できませんでした" in refused(stranger, stranger.get(back))
    begin(stranger)
    refused(stranger, stranger.get(back))


def test_the_way_back_is_walked_once(poll, provider):
    client = Client()
    back = provider.answer(begin(client), sub="U1")
    assert client.get(back).status_code == 303
    Voter.objects.all().delete()
    refused(client, client.get(back))


def test_a_way_begun_at_one_does_not_end_at_the_other(poll, provider):
    client = Client()
    back = provider.answer(begin(client, "line"), sub="U1").replace("/line/", "/google/")
    refused(client, client.get(back))


def test_a_provider_that_does_not_answer_is_told_in_words(poll, provider, settings):
    settings.VOTE_LOGINS = {"line": {**provider.settings()["line"], "server": "http://127.0.0.1:9"}}
    client = Client()
    answer = client.get(reverse("voting:login", args=["line"]))
    assert "ほかの方法で確認" in refused(client, answer)


def test_a_wrong_secret_is_told_in_words(poll, provider, settings):
    settings.VOTE_LOGINS = {"line": {**provider.settings()["line"], "secret": "wrong"}}
    client = Client()
    assert "確認できませんでした" in refused(client, prove(client, provider))


def test_what_is_not_set_up_is_not_offered(poll):
    assert "LINE" not in Client().get(VERIFY).content.decode()
    for name in ("login", "login_back"):
        for method in ("line", "google", "email", "code2"):
            assert Client().get(reverse(f"voting:{name}", args=[method])).status_code == 404
