"""The pages on seeds, for citizens and for visitors."""

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import Participation, Seed
from municipalities.services.seed_answers import adopt_seed, answer_seed
from municipalities.services.seed_reports import hide_seed
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, government, officer, participant
from tests.factories.seeds import AUTUMN, SUMMER, seed, town
from tests.municipalities.pages import errors, text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
HOME = reverse("citizens:seeds")
TYPED = {"title": "夕方の居場所", "text": "子どもがひとりで過ごせる場所がない。", "credit_by": "nobody"}


def new(place):
    return reverse("citizens:seed_new", args=[place.number])


def page(kept, name="seed"):
    return reverse(f"citizens:{name}", args=[kept.pk])


@pytest.fixture
def citizen(client):
    user = person()
    client.force_login(user)
    return user


# --- whom to tell ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_first_page_asks_a_fixed_number_of_questions(client, summer, n, django_assert_num_queries):
    for _ in range(n):
        seed(town().participant)
    with django_assert_num_queries(9):
        assert len(client.get(HOME, {"q": "見本"}).context["seeds"]) == n


def test_first_page_lists_who_takes_part_this_year_and_finds_the_others(client, summer):
    here, gone = town().participant, participant(is_on_record=False)
    past = participant(is_on_record=True)
    Participation.objects.create(participant=gone, cycle=contest.cycle(), withdrawn_at=SUMMER)
    shown = client.get(HOME)
    assert list(shown.context["participating"]) == [here]
    for query in (past.name, past.members.get().government.kana, past.members.get().government.code):
        assert list(client.get(HOME, {"q": query}).context["found"]) == [past]
    assert list(client.get(HOME, {"q": gone.name}).context["found"]) == []
    assert "見つかりませんでした" in text(client.get(HOME, {"q": "どこにもない市"}))


def test_namesakes_are_told_apart_by_their_prefecture(client, summer):
    for prefecture, code in (("北海道", "013455"), ("静岡県", "224618")):
        words = {"code": code, "name": "森町", "kana": "もりまち", "kind": "town", "prefecture": prefecture}
        participant(government(**words), is_on_record=True)
    assert [row.name for row in client.get(HOME, {"q": "もりまち"}).context["found"]] == ["北海道 森町", "静岡県 森町"]
    assert [row.name for row in client.get(HOME, {"q": "森町　静岡"}).context["found"]] == ["静岡県 森町"]
    assert [row.name for row in client.get(HOME, {"q": "モリマチ 北海道"}).context["found"]] == ["北海道 森町"]


@pytest.mark.parametrize("n", [1, 3])
def test_list_of_a_municipality_asks_a_fixed_number_of_questions(client, summer, n, django_assert_num_queries):
    place = town().participant
    for _ in range(n):
        seed(place)
    seed()
    with django_assert_num_queries(8):
        shown = client.get(reverse("citizens:seed_list", args=[place.number]))
    assert len(shown.context["seeds"]) == n
    assert "困りごとを届ける" in text(shown)


def test_outside_step1_the_pages_say_when_it_opens(client, clock_at):
    place = town().participant
    clock_at(contest.windows(2026)[Stage.Kind.CHALLENGES][0] - contest.timedelta(days=1))
    shown = text(client.get(reverse("citizens:seed_list", args=[place.number])))
    assert "COG2026 の課題の募集がはじまる2026年6月1日（月）00:00から、また届けられます。" in shown
    assert "困りごとを届ける" not in shown


def test_an_entry_that_is_not_listed_is_not_there(client, summer):
    place = participant(is_on_record=False)
    assert client.get(reverse("citizens:seed_list", args=[place.number])).status_code == 404


# --- suggest --------------------------------------------------------------------------------------------------------------


def test_suggesting_leads_to_its_page(client, citizen, summer):
    place = town().participant
    assert "名前、住所、電話番号" in text(client.get(new(place)))
    shown = client.post(new(place), TYPED, follow=True)
    kept = Seed.objects.get()
    assert (kept.participant, kept.suggested_by, kept.credit) == (place, citizen, "")
    assert shown.redirect_chain == [(page(kept), 302)]
    assert "届けました" in text(shown)
    assert "名前は公開していません" in text(shown)


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [
        ({"credit_by": "own"}, "見本"),
        ({"credit_by": "other", "credit_name": "みなとの高校生"}, "みなとの高校生"),
        ({"credit_by": "nobody", "credit_name": "書きかけ"}, ""),
    ],
)
def test_the_name_is_shown_as_chosen(client, citizen, summer, chosen, credit):
    client.post(new(town().participant), {**TYPED, **chosen})
    assert Seed.objects.get().credit == (citizen.full_name if credit == "見本" else credit)


def test_somebody_without_a_name_is_not_offered_one(client, summer):
    client.force_login(person(family_name="", given_name=""))
    place = town().participant
    shown = client.get(new(place))
    assert [key for key, _label in shown.context["form"].fields["credit_by"].choices] == ["nobody", "other"]
    refused = client.post(new(place), {**TYPED, "credit_by": "own"})
    assert errors(refused) == {"credit_by": ["名前の公開をえらびなおしてください。"]}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": " "}, "title", "「ひとことで言うと」を書いてください。"),
        ({"title": "あ" * 61}, "title", "60字以内にしてください（いま 61字）。"),
        ({"title": "https://spam.example"}, "title", "ひとことには、ホームページのアドレスを書けません。"),
        ({"text": ""}, "text", "だれが、どこで、どう困っているかを書いてください。"),
        ({"text": "あ" * 1001}, "text", "1000字以内にしてください（いま 1001字）。"),
        ({"text": "a\0b"}, "text", "NULL文字"),
        ({"credit_by": ""}, "credit_by", "名前を公開するかどうかをえらんでください。"),
        ({"credit_by": "king"}, "credit_by", "えらびなおしてください。"),
        ({"credit_by": "other"}, "credit_name", "公開する名前を書いてください。"),
        ({"credit_by": "other", "credit_name": "あ" * 61}, "credit_name", "60字以内にしてください（いま 61字）。"),
        ({"credit_by": "other", "credit_name": "https://spam.example"}, "credit_name", "アドレスを書けません。"),
    ],
)
def test_bad_input_is_said_by_the_field_and_nothing_is_lost(client, citizen, summer, typed, field, words):
    place = town().participant
    shown = client.post(new(place), {**TYPED, **typed})
    found = errors(shown)
    assert list(found) == [field]
    assert words in found[field][0]
    for name, value in {**TYPED, **typed}.items():
        assert shown.context["form"][name].value() == value
    assert not Seed.objects.exists()


def test_line_breaks_count_once_and_odd_letters_are_kept(client, citizen, summer):
    odd = "①㈱髙﨑 ｶﾅ" + "👨‍👩‍👧" * 52
    client.post(new(town().participant), {**TYPED, "title": odd, "text": "あ\r\n" * 500})
    kept = Seed.objects.get()
    assert (kept.title, kept.text.count("\n")) == (odd, 499)


def test_a_sixth_one_a_day_is_refused_with_the_text_kept(client, citizen, summer):
    place = town().participant
    for number in range(5):
        client.post(new(place), {**TYPED, "title": f"困りごと{number}"})
    shown = client.post(new(place), TYPED)
    assert errors(shown) == {"__all__": ["きょう届けられる課題のたねは5件までです。あす、また届けられます。"]}
    assert shown.context["form"]["text"].value() == TYPED["text"]
    assert Seed.objects.count() == 5


def test_a_second_after_the_deadline_the_text_is_given_back(client, citizen, clock_at):
    place = town().participant
    clock_at(contest.windows(2026)[Stage.Kind.CHALLENGES][1])
    shown = text(client.post(new(place), TYPED))
    assert "いまは課題のたねを受け付けていません" in shown
    assert TYPED["text"] in shown
    assert not Seed.objects.exists()


def test_a_session_that_ended_gives_the_text_back(client, summer):
    place = town().participant
    assert client.get(new(place)).status_code == 302
    shown = client.post(new(place), TYPED)
    assert (shown.status_code, TYPED["text"] in text(shown)) == (403, True)
    assert not Seed.objects.exists()


def test_a_municipality_without_officers_is_said_so(client, citizen, summer):
    contest.cycle()
    place = participant(is_on_record=True)
    assert "まだ担当者がいません" in text(client.get(new(place)))
    officer(place)
    assert "まだ担当者がいません" not in text(client.get(new(place)))


# --- a seed's page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [seed, lambda: seed(credit="みなとの高校生")])
def test_page_shows_a_name_only_where_it_was_agreed(client, summer, make):
    kept = make()
    shown = text(client.get(page(kept)))
    assert kept.text in shown
    assert (kept.credit or "名前は公開していません") in shown
    for secret in (kept.suggested_by.email, kept.suggested_by.full_name):
        assert secret not in shown


def test_page_shows_the_answer(client, summer):
    clerk = town()
    kept = seed(clerk.participant)
    answer_seed(kept, answer="来年、考えます。", by=clerk.user, at=SUMMER)
    shown = text(client.get(page(kept)))
    assert "来年、考えます。" in shown
    assert clerk.user.full_name not in shown


def test_page_leads_to_the_challenge_once_that_is_public(client, clock_at):
    clerk = town()
    kept = seed(clerk.participant)
    draft = challenge("returned", by=clerk, title="まだ言えない題")
    adopt_seed(kept, into=draft, origin="citizens", by=clerk.user, at=SUMMER)
    type(draft).objects.update(status="accepted")
    clock_at(SUMMER)
    assert "まだ言えない題" not in text(client.get(page(kept)))
    clock_at(AUTUMN)
    shown = text(client.get(page(kept)))
    assert "まだ言えない題" in shown
    assert reverse("pages:challenge", args=[draft.number]) in shown


def test_a_hidden_one_is_there_for_its_writer_alone_with_the_reason(client, summer):
    kept = seed()
    hide_seed(kept, reason="人の名前があります。", by=staff(), at=SUMMER)
    assert client.get(page(kept)).status_code == 404
    client.force_login(person())
    for name in ("seed", "seed_report", "seed_credit", "seed_withdraw"):
        assert client.get(page(kept, name)).status_code == 404
    client.force_login(kept.suggested_by)
    shown = text(client.get(page(kept)))
    assert "人の名前があります。" in shown
    assert "あなたにだけ見えています" in shown


# --- one's own ------------------------------------------------------------------------------------------------------------


def test_changing_the_name(client, summer):
    kept = seed(credit="みなとの高校生")
    client.force_login(kept.suggested_by)
    shown = client.get(page(kept, "seed_credit"))
    assert shown.context["form"].initial == {"credit_by": "other", "credit_name": "みなとの高校生"}
    assert errors(client.post(page(kept, "seed_credit"), {"credit_by": "other"})) == {
        "credit_name": ["公開する名前を書いてください。"]
    }
    client.post(page(kept, "seed_credit"), {"credit_by": "nobody"})
    assert Seed.objects.get().credit == ""


def test_withdrawing_asks_once(client, summer):
    kept = seed()
    client.force_login(kept.suggested_by)
    assert "取り下げますか" in text(client.get(page(kept, "seed_withdraw")))
    shown = client.post(page(kept, "seed_withdraw"), follow=True)
    assert f"課題のたね「{kept.title}」を取り下げました。" in text(shown)
    assert not Seed.objects.exists()


def test_withdrawing_an_answered_one_is_said(client, summer):
    kept = seed()
    Seed.objects.update(status="answered", answer="考えます。", answered_at=SUMMER)
    client.force_login(kept.suggested_by)
    before = every_row()
    assert "取り下げられません" in text(client.post(page(kept, "seed_withdraw"), follow=True))
    assert every_row() == before


@pytest.mark.parametrize("n", [1, 3])
def test_my_page_lists_my_seeds_with_their_states(client, citizen, summer, n, django_assert_num_queries):
    place = town().participant
    for _ in range(n):
        seed(place, by=citizen)
    seed(place)
    with django_assert_num_queries(21):
        shown = client.get(reverse("pages:me"))
    assert len(shown.context["seeds"]) == n
    assert "返事を待っています" in text(shown)


# --- report ---------------------------------------------------------------------------------------------------------------


def test_reporting(client, citizen, summer):
    kept = seed()
    assert errors(client.post(page(kept, "seed_report"), {})) == {"kind": ["理由をえらんでください。"]}
    for _time in range(2):
        shown = client.post(page(kept, "seed_report"), {"kind": "abuse", "text": "二行め"}, follow=True)
        assert "事務局に知らせました" in text(shown)
    report = kept.reports.get()
    assert (report.kind, report.text, report.reported_by) == ("abuse", "二行め", citizen)


def test_reporting_ones_own_is_refused_in_words(client, citizen, summer):
    kept = seed(by=citizen)
    shown = client.post(page(kept, "seed_report"), {"kind": "spam"})
    assert "あなたが届けた課題のたねです" in errors(shown)["__all__"][0]
    assert not kept.reports.exists()


# --- where else it shows ----------------------------------------------------------------------------------------------------


def test_home_leads_there_in_summer_only(client, clock_at):
    contest.cycle()
    for moment, is_there in ((SUMMER, True), (AUTUMN, False)):
        clock_at(moment)
        assert (f'href="{HOME}"' in client.get("/").content.decode()) is is_there


def test_municipalitys_page_shows_its_seeds(client, summer):
    kept = seed()
    shown = text(client.get(reverse("pages:participant", args=[kept.participant.number])))
    assert kept.title in shown


def test_challenge_says_from_which_seeds_it_grew(client, clock_at):
    clerk = town()
    kept = seed(clerk.participant, credit="みなとの高校生")
    draft = challenge("returned", by=clerk)
    adopt_seed(kept, into=draft, origin="citizens", by=clerk.user, at=SUMMER)
    type(draft).objects.update(status="accepted")
    clock_at(AUTUMN)
    shown = text(client.get(reverse("pages:challenge", args=[draft.number])))
    assert "課題のたねから生まれました" in shown
    assert "みなとの高校生" in shown
