"""The vote as a browser meets it, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from common import clock
from notifications.models import OutboxMail
from tests.factories import voting as make
from tests.factories.accounts import person
from voting import browser, services, standings
from voting.models import Ballot, MailCode, Voter

pytestmark = pytest.mark.django_db
REQUEST = "0b1f6c1c-5f7e-4a55-9c58-6f5d5a1f2c3d"


def page(name, *args):
    return reverse(f"voting:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def code_in_mail() -> str:
    return re.search(r"\b\d{6}\b", OutboxMail.objects.order_by("-id").first().body)[0]


def verified(voter) -> Client:
    client = Client()
    name, value = browser.voter_cookie({voter.poll_id: voter.pk}, is_secure=False)
    client.cookies[name] = value
    return client


def prove(client, address="hanako@example.jp"):
    client.post(page("verify"), {"email": address})
    return client.post(page("code"), {"code": code_in_mail()})


@pytest.mark.parametrize(("is_over", "is_said"), [(False, True), (True, False)])
def test_the_list_offers_this_device_only_while_there_is_something_to_vote_on(is_over, is_said):
    poll = make.poll()
    client = verified(make.voter(poll))
    if is_over:
        make.close(poll)
    assert ("この端末から投票できます" in text(client.get(page("index")))) is is_said


def test_a_whole_vote_from_the_cards_to_the_receipt():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    client = Client()
    assert client.get(page("index")).status_code == 200
    sent = client.post(page("poll", poll.slug), {"choices": [one, two], "request_id": REQUEST})
    assert (sent.status_code, sent.url) == (303, page("verify"))
    asked = client.post(page("verify"), {"email": "hanako@example.jp"})
    assert (asked.status_code, asked.url) == (303, page("code"))
    assert "hanako@example.jp" in text(client.get(page("code")))
    back = client.post(page("code"), {"code": f" {code_in_mail()[:3]} {code_in_mail()[3:]} "})
    assert (back.status_code, back.url) == (303, page("poll", poll.slug))
    paper = text(client.get(back.url))
    assert re.findall(r'value="([^"]+)" checked', paper) == [
        n for n in re.findall(r'value="(COG[^"]+)"', paper) if n in (one, two)
    ]
    cast = client.post(back.url, {"choices": [one, two], "request_id": REQUEST})
    assert (cast.status_code, cast.url) == (303, f"{page('receipt')}?poll={poll.slug}")
    shown = client.get(cast.url)
    ballot = Ballot.objects.get()
    assert ballot.choices == [one, two]
    assert "-".join(re.findall("....", ballot.receipt)) in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert not Session.objects.exists()


@pytest.fixture
def known_paper(settings):
    """A poll whose paper this process has read a moment ago."""
    settings.VOTE_PAPER_SECONDS = 60
    standings.forget_papers()
    poll = make.poll()
    standings.paper_of(poll.slug)
    yield poll
    standings.forget_papers()


def test_the_vote_reads_no_session_and_no_user(known_paper, django_assert_num_queries):
    number = make.numbers(known_paper)[0]
    client = verified(make.voter(known_paper))
    client.force_login(person())
    with django_assert_num_queries(1) as queries:
        response = client.post(page("poll", known_paper.slug), {"choices": [number], "request_id": REQUEST})
    assert response.status_code == 303
    assert "vote_cast" in queries.captured_queries[0]["sql"] or connection.vendor == "sqlite"


def test_a_cast_over_http_is_one_query_and_a_retry_two(known_paper, django_assert_num_queries):
    poll = known_paper
    client = verified(make.voter(poll))
    number = make.numbers(poll)[0]
    with django_assert_num_queries(1):
        client.post(page("poll", poll.slug), {"choices": [number], "request_id": REQUEST})
    with django_assert_num_queries(2):
        client.post(page("poll", poll.slug), {"choices": [number], "request_id": REQUEST})
    assert Ballot.objects.count() == 1


def test_a_post_without_a_csrf_token_is_refused():
    poll = make.poll()
    strict = Client(enforce_csrf_checks=True)
    name, value = browser.voter_cookie({poll.pk: make.voter(poll).pk}, is_secure=False)
    strict.cookies[name] = value
    form = {"choices": make.numbers(poll)[:1], "request_id": REQUEST}
    assert strict.post(page("poll", poll.slug), form).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text(strict.get(page("poll", poll.slug))))[1]
    assert strict.post(page("poll", poll.slug), {**form, "csrfmiddlewaretoken": token}).status_code == 303
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "words"),
    [("none", "ひとつも"), ("too many", "1つへらして"), ("twice", "二度"), ("foreign", "えらべないアイデア")],
)
def test_a_paper_filled_in_wrongly_loses_nothing(case, words):
    poll = make.poll()
    options = make.numbers(poll)
    sent = {"none": [], "too many": options, "twice": [options[0]] * 2, "foreign": [options[0], make.idea().number]}[
        case
    ]
    response = verified(make.voter(poll)).post(page("poll", poll.slug), {"choices": sent, "request_id": REQUEST})
    body = text(response)
    assert response.status_code == 200
    assert body.count(words) == 2  # above, and by the field
    assert set(re.findall(r'value="([^"]+)" checked', body)) == set(sent) & set(options)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("request_id", ["", "nonsense", "\x00", "0" * 500])
def test_a_broken_request_id_does_not_cost_the_vote(request_id):
    poll = make.poll()
    form = {"choices": make.numbers(poll)[:1], "request_id": request_id}
    assert verified(make.voter(poll)).post(page("poll", poll.slug), form).status_code == 303
    assert Ballot.objects.count() == 1


def test_a_wrong_change_says_that_the_vote_before_stands():
    poll = make.poll()
    voter = make.voter(poll)
    kept = make.ballot(voter)
    body = text(verified(voter).post(page("poll", poll.slug), {"request_id": REQUEST}))
    assert ("まだ変えていません" in body, "そのまま残っています" in body) == (True, True)
    assert ("まだ投票していません" in body, "投票し直す" in body) == (False, True)
    assert Ballot.objects.get() == kept


def test_the_paper_leads_to_the_receipt_of_who_has_voted():
    poll = make.poll()
    voter = make.voter(poll)
    link = f"{page('receipt')}?poll={poll.slug}"
    assert link not in text(verified(voter).get(page("poll", poll.slug)))
    make.ballot(voter)
    assert link in text(verified(voter).get(page("poll", poll.slug)))


def test_nobody_is_told_to_choose_more_than_there_are():
    poll = make.poll(ideas=1, max_choices=3)
    body = text(Client().get(page("poll", poll.slug)))
    assert ("<strong>1つまで</strong>" in body, 'data-limit="1"' in body, "3つまで" in body) == (True, True, False)


def test_who_comes_too_late_is_told_which_vote_counts():
    poll = make.poll()
    voter = make.voter(poll)
    one, two, *_ = make.numbers(poll)
    make.ballot(voter, one)
    make.close(poll)
    body = text(verified(voter).post(page("poll", poll.slug), {"choices": [two], "request_id": REQUEST}))
    assert ("間に合いませんでした" in body, "に受け付けた投票を数えます" in body) == (True, True)
    assert Ballot.objects.get().choices == [one]


def test_who_is_verified_is_told_so_and_not_asked_again():
    make.poll()
    client = Client()
    assert "確認ずみです" not in text(client.get(page("verify")))
    prove(client)
    assert "確認ずみです" in text(client.get(page("verify")))
    assert "確認ずみです" in text(client.get(page("card_scanned", "0123456789ABCDEF")))  # a card would be a second vote
    assert client.get(page("code")).url == page("check")
    assert client.post(page("code"), {"code": "123456"}).url == page("check")
    make.poll(tier="poster")  # one more, that this browser is not verified for
    assert "確認ずみです" not in text(client.get(page("verify")))


def test_a_code_typed_after_its_cookie_is_gone_is_answered():
    make.poll()
    client = Client()
    assert client.get(page("code")).url == page("verify")
    refused = client.post(page("code"), {"code": "123456"})
    assert "このコードはもう使えません" in text(client.get(refused.url))


def test_no_code_is_sent_again_when_there_is_nothing_to_vote_on():
    poll = make.poll()
    client = Client()
    client.post(page("verify"), {"email": "hanako@example.jp"})
    services.seal_poll(make.close(poll), at=clock.now())
    assert client.post(page("resend")).url == page("verify")
    assert OutboxMail.objects.count() == 1
    assert page("index") in text(client.get(page("check")))


def test_after_the_deadline_the_choices_are_kept_in_words():
    poll = make.poll()
    number, voter = make.numbers(poll)[0], make.voter(poll)
    title = standings.paper_of(poll.slug).ideas[0].title
    make.close(poll)
    for client in (verified(voter), Client()):
        body = text(client.post(page("poll", poll.slug), {"choices": [number], "request_id": REQUEST}))
        assert "しめきりました" in body
        assert title in body
    assert not Ballot.objects.exists()


def test_a_cookie_of_a_voter_that_is_gone_leads_back_to_the_address():
    poll = make.poll()
    voter = make.voter(poll)
    client = verified(voter)
    voter.delete()
    number = make.numbers(poll)[0]
    response = client.post(page("poll", poll.slug), {"choices": [number], "request_id": REQUEST})
    assert (response.status_code, response.url) == (303, page("verify"))
    prove(client)
    assert f'value="{number}" checked' in text(client.get(page("poll", poll.slug)))


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "é"])
def test_a_forged_cookie_is_nobody(value):
    poll = make.poll()
    client = Client()
    for name in ("cog-voter", "cog-code", "cog-kept"):
        client.cookies[name] = value
    assert client.get(page("poll", poll.slug)).status_code == 200
    assert client.get(page("code")).url == page("verify")
    response = client.post(page("poll", poll.slug), {"choices": make.numbers(poll)[:1]})
    assert response.url == page("verify")
    assert not Ballot.objects.exists()


def test_the_voter_cookie_is_bound_to_the_host_over_https():
    make.poll()
    client = Client()
    client.post(page("verify"), {"email": "hanako@example.jp"}, secure=True)
    response = client.post(page("code"), {"code": code_in_mail()}, secure=True)
    cookie = response.cookies["__Host-cog-voter"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert cookie["samesite"] == "Lax"


def test_a_form_sent_again_is_one_ballot_and_with_other_choices_another():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    client = verified(make.voter(poll))
    for choices in ([one, two], [two, one], [two], [two]):
        client.post(page("poll", poll.slug), {"choices": choices, "request_id": REQUEST})
    assert [ballot.choices for ballot in Ballot.objects.order_by("pk")] == [[one, two], [two]]


def test_a_changed_mind_is_counted_and_shown_again():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    voter = make.voter(poll)
    client = verified(voter)
    for number in (one, two):
        client.post(page("poll", poll.slug), {"choices": [number]})
    body = text(client.get(page("poll", poll.slug)))
    assert re.findall(r'value="([^"]+)" checked', body) == [two]
    assert "投票ずみ" in body
    assert standings.last_ballot(voter.pk).choices == [two]


def test_cards_stand_in_an_order_of_ones_own_and_the_same_each_time():
    poll = make.poll(ideas=8)
    orders = []
    for _ in range(4):
        client = verified(make.voter(poll))
        first, again = (re.findall(r'value="(COG[^"]+)"', text(client.get(page("poll", poll.slug)))) for _ in range(2))
        assert first == again
        orders.append(tuple(first))
    assert len(set(orders)) > 1
    assert {frozenset(order) for order in orders} == {frozenset(make.numbers(poll))}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "6けたのコードを入れて"),
        ("12345", "6けたの数字"),
        ("abcdef", "6けたの数字"),
        ("1" * 200, "文字"),
        ("wrong", "あと4回"),
    ],
)
def test_a_wrong_code_is_told_by_the_field(sent, words):
    make.poll()
    client = Client()
    client.post(page("verify"), {"email": "hanako@example.jp"})
    sent = f"{(int(code_in_mail()) + 1) % 10**6:06d}" if sent == "wrong" else sent
    response = client.post(page("code"), {"code": sent})
    assert response.status_code == 200
    assert text(response).count(words) >= 2
    assert MailCode.objects.get().attempts == ("回" in words)
    assert not Voter.objects.exists()


def test_full_width_digits_are_taken_as_meant():
    make.poll()
    client = Client()
    client.post(page("verify"), {"email": "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"})
    wide = code_in_mail().translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert client.post(page("code"), {"code": wide}).status_code == 303


@pytest.mark.parametrize("email", ["", "hanako", "a" * 300 + "@example.jp", "a\x00@example.jp"])
def test_a_bad_address_is_told_by_the_field(email):
    make.poll()
    response = Client().post(page("verify"), {"email": email})
    assert response.status_code == 200
    assert 'id="id_email-error"' in text(response)
    assert not OutboxMail.objects.exists()


def test_another_code_can_be_asked_for_within_the_budget():
    make.poll()
    client = Client()
    client.post(page("verify"), {"email": "hanako@example.jp"})
    old = code_in_mail()
    assert client.post(page("resend")).url == page("code")
    assert OutboxMail.objects.count() == 2
    refused = client.post(page("resend"))
    assert "たった今" in text(refused)
    assert OutboxMail.objects.count() == 2
    if old != code_in_mail():
        assert client.post(page("code"), {"code": old}).status_code == 200
    assert client.post(page("code"), {"code": code_in_mail()}).status_code == 303
    assert Client().post(page("resend")).url == page("verify")


def test_before_the_opening_one_can_be_verified_but_not_vote():
    poll = make.poll(opens=timedelta(days=1), closes=timedelta(days=2))
    client = Client()
    assert prove(client).url == page("check")
    assert Voter.objects.get().poll == poll
    assert "当日はすぐ投票できます" in text(client.get(page("poll", poll.slug)))
    response = client.post(page("poll", poll.slug), {"choices": make.numbers(poll)[:1], "request_id": REQUEST})
    assert "から投票できます" in text(response)
    assert not Ballot.objects.exists()


def test_with_nothing_to_vote_on_the_pages_say_so():
    make.cycle()
    assert "投票はまだありません" in text(Client().get(page("index")))
    assert "これから投票できるものはありません" in text(Client().get(page("verify")))


def test_hidden_and_unknown_polls_are_not_there():
    poll = make.poll()
    type(poll.cycle).objects.update(is_public=False)
    for slug in (poll.slug, "nothing"):
        for name in ("poll", "result", "log", "seal", "voids", "superseded", "result_json"):
            assert Client().get(page(name, slug)).status_code == 404
        assert Client().post(page("poll", slug), {"choices": ["x"]}).status_code == 404
        assert Client().get(f"{page('receipt')}?poll={slug}").status_code == 404


@pytest.mark.parametrize("ballots", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(ballots, django_assert_num_queries):
    for tier in ("finalist", "semifinalist", "poster")[:ballots]:
        make.poll(tier=tier, ideas=1)
    Client().get(page("index"))
    with django_assert_num_queries(3):
        Client().get(page("index"))


def test_who_answers_behind_proxies(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.77"})
    settings.TRUSTED_PROXIES = 0
    assert browser.network_of(request) == "10.0.0.0/24"
    settings.TRUSTED_PROXIES = 1
    assert browser.network_of(request) == "198.51.100.0/24"
    settings.TRUSTED_PROXIES = 3
    assert browser.network_of(request) == "10.0.0.0/24"
    assert browser.network_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2ff::1")) == "2001:db8:1:200::/56"
    assert browser.network_of(rf.get("/", REMOTE_ADDR="")) == ""
