"""Asking over HTTP: finding one's government, asking, and seeing where it stands."""

from datetime import timedelta

import pytest
from django.urls import reverse

from municipalities.models import OfficerRequest
from tests.factories import contest
from tests.factories.accounts import person
from tests.factories.municipalities import government, officer, officer_request, participant
from tests.municipalities.pages import OPEN, errors, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
MINE, FIND = reverse("municipalities:requests"), reverse("municipalities:request_find")
TYPED = {"department": "企画課", "message": "内線 12 です。"}


def to(town):
    return reverse("municipalities:request_new", args=[town.pk])


@pytest.fixture
def citizen(client):
    user = person(email="hanako@city.example")
    client.force_login(user)
    return user


def test_the_municipality_of_ones_address_is_suggested(client, citizen):
    participant(known := government(name="みなと市"), email_domains="city.example")
    participant(government(name="よその市"), email_domains="else.example")
    page = client.get(FIND)
    assert "hanako@city.example は、次の自治体のアドレスです。" in text(page)
    assert (to(known) in text(page), "よその市" in text(page)) == (True, False)


def test_an_address_nobody_lists_is_said(client, citizen):
    assert "職場のアドレスで申し込むと、早く確かめられます。" in text(client.get(FIND))


def test_search_leads_to_the_form(client, citizen):
    towns = [government(name="森町", prefecture=name) for name in ("北海道", "静岡県")]
    page = text(client.get(FIND, {"q": "静岡 森町"}))
    assert [to(town) in page for town in towns] == [False, True]
    assert "見つかりませんでした" in text(client.get(FIND, {"q": "ない町"}))
    assert errors(client.get(FIND, {"q": " "})) == {"q": ["さがすことばを書いてください。"]}
    assert "50字以内" in text(client.get(FIND, {"q": "あ" * 51}))


def test_search_shows_thirty_and_says_that_there_are_more(client, citizen):
    for _ in range(31):
        government()
    page = client.get(FIND, {"q": "見本"})
    assert (len(page.context["found"]), "30より多く見つかりました" in text(page)) == (30, True)


@pytest.mark.parametrize("n", [1, 3])
def test_pages_ask_a_fixed_number_of_queries(client, citizen, n, django_assert_num_queries):
    contest.cycle()
    for _ in range(n):
        participant(government(parent=government()), email_domains="city.example")
        officer_request(citizen, government(parent=government()), state="declined", decided_at=OPEN, reason="なし")
    with django_assert_num_queries(7):
        client.get(FIND, {"q": "見本"})
    with django_assert_num_queries(6):
        client.get(MINE)


def test_asking_leads_to_where_it_stands(client, citizen):
    town = government()
    page = client.post(to(town), TYPED, follow=True)
    assert page.redirect_chain == [(MINE, 302)]
    assert "申込みを受け付けました。" in text(page)
    assert "2026年7月24日（金）までに、メールで返事をします。" in text(page)
    asked = OfficerRequest.objects.get()
    assert (asked.user, asked.government, asked.department, asked.message) == (citizen, town, *TYPED.values())


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"department": " "}, {"department": ["部署を書いてください。"]}),
        ({"department": "課" * 81}, {"department": ["80字以内にしてください（いま 81字）。"]}),
        ({"message": "あ" * 501}, {"message": ["500字以内にしてください（いま 501字）。"]}),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(client, citizen, fields, says):
    page = client.post(to(government()), {**TYPED, **fields})
    assert errors(page) == says
    kept = {**TYPED, **fields}
    assert [page.context["form"][name].value() for name in kept] == list(kept.values())
    assert not OfficerRequest.objects.exists()


def test_a_double_click_asks_once(client, citizen):
    town = government()
    client.post(to(town), TYPED)
    page = client.post(to(town), TYPED, follow=True)
    assert "もう申し込んでいます" in text(page)
    assert OfficerRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda user: officer_request(user).government, "もう申し込んでいます"),
        (lambda user: officer(participant(town := government()), user=user) and town, "の担当です。"),
        (lambda user: government(valid_to=OPEN.date()), "廃止されました"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_typed(client, citizen, prepare, says):
    page = client.get(to(prepare(citizen)))
    assert (page.status_code, says in text(page), "<textarea" in text(page)) == (403, True, False)


def test_a_government_abolished_while_somebody_typed_loses_no_word(client, citizen):
    town = government()
    client.get(to(town))
    town.valid_to = OPEN.date()
    town.save()
    before = every_row()
    page = text(client.post(to(town), TYPED))
    assert "廃止されました" in page
    assert "内線 12 です。" in page
    assert every_row() == before


def test_a_code_nobody_has(client, citizen):
    assert client.get(reverse("municipalities:request_new", args=["000000"])).status_code == 404


def test_a_session_that_ended_gives_the_text_back(client):
    page = client.post(to(government()), TYPED)
    assert (page.status_code, "内線 12 です。" in text(page)) == (403, True)
    assert not OfficerRequest.objects.exists()


def test_answers_are_read_with_their_reasons(client, citizen, clock_at):
    contest.cycle(contact_email="office@cog.example")
    officer_request(citizen)
    officer_request(citizen, state="declined", decided_at=OPEN, reason="退職された方の名前です。")
    officer_request(citizen, state="approved", decided_at=OPEN)
    officer_request(reason="ほかの人の理由", state="declined", decided_at=OPEN)
    page = text(client.get(MINE))
    for words in ("確認を待っています", "認められました", "退職された方の名前です。", "もう一度申し込む"):
        assert words in page
    assert "ほかの人の理由" not in page
    clock_at(OPEN + timedelta(days=9))
    page = text(client.get(MINE))
    assert "2026年7月24日（金）までに返事をするはずでしたが" in page
    assert "office@cog.example" in page


def test_nothing_asked_yet(client, citizen):
    assert "申込みはまだありません" in text(client.get(MINE))
