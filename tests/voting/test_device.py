"""What a voter's device is told and keeps: whether it may vote, cards, words, the next person, a receipt to save."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from common.templatetags.site import date_ja
from tests.factories import voting as make
from tests.factories.accounts import person
from tests.voting.test_views import REQUEST, page, prove, text, verified
from voting import services
from voting.models import Voter

pytestmark = pytest.mark.django_db


def test_the_next_person_starts_afresh():
    poll = make.poll()
    client = Client()
    prove(client)
    client.post(page("poll", poll.slug), {"choices": make.numbers(poll)[:1], "request_id": REQUEST})
    left = client.post(page("leave"))
    assert (left.status_code, left.url) == (303, page("verify"))
    assert client.get(f"{page('receipt')}?poll={poll.slug}").url == page("poll", poll.slug)
    assert not browser_cookies(client)
    prove(client, "taro@example.jp")
    assert Voter.objects.count() == 2
    assert client.get(page("leave")).status_code == 405


def test_going_back_after_leaving_shows_nothing_of_the_person_before():
    poll = make.poll()
    client = Client()
    prove(client)
    form = {"choices": make.numbers(poll)[:1], "request_id": REQUEST}
    seen = [page("poll", poll.slug), f"{page('receipt')}?poll={poll.slug}", page("check"), page("verify"), page("code")]
    client.post(seen[0], form)
    assert all("no-store" in client.get(path)["Cache-Control"] for path in seen)
    client.post(page("leave"))
    body = text(client.get(page("check")))
    assert "まだ確認していません" in body
    assert client.get(f"{page('receipt_file')}?poll={poll.slug}").url == page("poll", poll.slug)
    assert "投票ずみ" not in text(client.get(page("poll", poll.slug)))


def test_a_shared_tablet_puts_the_next_person_first_and_stays_shared():
    poll = make.poll()
    client = Client()
    assert "みんなで使うタブレット" not in text(client.get(page("index")))
    assert "みんなで使う設定にする" in text(client.get(f"{page('index')}?tablet"))
    assert client.post(page("tablet"), {"is_on": "1"}).url == page("index")
    prove(client)
    client.post(page("poll", poll.slug), {"choices": make.numbers(poll)[:1], "request_id": REQUEST})
    body = text(client.get(f"{page('receipt')}?poll={poll.slug}"))
    assert body.index("次の人へ") < body.index("あなたの控え番号")
    assert body.count("次の人へ") == 1
    assert "次の人へ" in text(client.get(page("poll", poll.slug)))  # for who walks off without voting
    client.post(page("leave"))
    assert "次の人へ" not in text(client.get(page("poll", poll.slug)))
    client.post(page("verify"), {"email": "jiro@example.jp"})
    assert "次の人へ" in text(client.get(page("code")))
    client.post(page("leave"))
    assert browser_cookies(client) == ["cog-tablet"]
    client.post(page("tablet"), {"is_on": "0"})
    assert not browser_cookies(client)


@pytest.mark.parametrize(("asked", "language", "easy"), [("ja", "ja", ""), ("easy", "ja", "1"), ("en", "en", "")])
def test_the_words_are_chosen_in_the_browser(asked, language, easy):
    client = Client()
    chosen = client.post(page("words"), {"words": asked, "next": page("rules")})
    assert chosen.url == page("rules")
    assert (client.cookies["django_language"].value, client.cookies["cog-easy"].value) == (language, easy)


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_choosing_words_leads_nowhere_else(away):
    chosen = Client().post(page("words"), {"words": "nonsense", "next": away})
    assert chosen.url == page("index")
    assert not chosen.cookies


def test_one_can_ask_before_the_day_whether_one_may_vote(django_assert_num_queries):
    poll = make.poll(opens=timedelta(days=1), closes=timedelta(days=2))
    client = Client()
    assert "まだ確認していません" in text(client.get(page("check")))
    body = text(client.get(prove(client).url))
    assert "「メール」で確認ずみ" in body
    assert date_ja(poll.opens_at) in body
    make.poll(tier="poster")
    assert "この投票には、確認がいります" in text(client.get(page("check")))
    with django_assert_num_queries(4):
        client.get(page("check"))


def test_a_cookie_of_somebody_who_is_gone_is_told_so():
    voter = make.voter(make.poll())
    client = verified(voter)
    voter.delete()
    assert "まだ確認していません" in text(client.get(page("check")))


def test_the_receipt_can_be_kept_as_a_file_that_tells_no_choice():
    poll = make.poll()
    ballot = make.ballot(make.voter(poll))
    kept = verified(ballot.voter).get(f"{page('receipt_file')}?poll={poll.slug}")
    said = text(kept)
    assert kept["Content-Disposition"] == f'attachment; filename="receipt-{poll.slug}.txt"'
    assert "-".join(re.findall("....", ballot.receipt)) in said
    assert page("result", poll.slug) in said
    assert ballot.choices[0] not in said


def test_a_looker_keeps_an_order_of_their_own():
    poll = make.poll(ideas=8)
    orders = []
    for client in (Client(), Client(), Client()):
        first, again = (re.findall(r'value="(COG[^"]+)"', text(client.get(page("poll", poll.slug)))) for _ in range(2))
        assert first == again
        orders.append(tuple(first))
    assert len(set(orders)) > 1


def test_a_preview_of_a_card_spends_nothing_and_posting_does():
    poll = make.poll()
    _batch, (code, *_rest) = services.make_cards(poll.cycle, label="受付", count=2, by=person(), at=clock.now())
    assert "会場カードを使う" in text(Client().get(page("verify")))
    scanned = page("card_scanned", code)
    for client in (Client(), Client()):
        assert code in text(client.get(scanned))
        client.head(scanned)
    assert not Voter.objects.exists()
    client = Client()
    client.get(scanned)
    for _ in range(2):  # the second time as after an answer that got lost
        taken = client.post(page("card"), {"code": code})
        assert (taken.status_code, taken.url) == (303, page("poll", poll.slug))
    assert Voter.objects.get().channel == "card"
    other = Client()
    other.get(page("card"))
    assert text(other.post(page("card"), {"code": code})).count("もう使われています") == 2
    assert Voter.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"), [("", "入れてください"), ("ABC", "16文字"), ("0" * 16, "ありません"), ("x" * 99, "文字")]
)
def test_a_wrong_card_is_told_by_the_field(typed, words):
    make.poll()
    body = text(Client().post(page("card"), {"code": typed}))
    assert body.count(words) >= 2
    assert f'value="{typed}"' in body or not typed
    assert not Voter.objects.exists()


def browser_cookies(client) -> list[str]:
    """What a device still holds, but for the name it goes by itself."""
    held = {name for name, morsel in client.cookies.items() if name.startswith("cog-") and morsel.value}
    return sorted(held - {"cog-device"})
