"""The officer's pages on seeds: read, adopt, merge, answer, undo."""

import pytest
from django.urls import reverse

from municipalities.models import Challenge, Seed
from municipalities.services.seed_answers import adopt_seed, answer_seed, reopen_seed
from municipalities.services.seed_reports import hide_seed
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge
from tests.factories.seeds import AUTUMN, SUMMER, seed, town
from tests.municipalities.pages import edit, text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
LIST = reverse("municipalities:seeds")


def page(kept, name="seed"):
    return reverse(f"municipalities:{name}", args=[kept.pk])


def sent_errors(response, name):
    return {field: list(messages) for field, messages in response.context[name].errors.items()}


@pytest.fixture
def clerk(client):
    serving = town()
    client.force_login(serving.user)
    return serving


@pytest.mark.parametrize("n", [1, 3])
def test_list_asks_a_fixed_number_of_questions(client, clerk, summer, n, django_assert_num_queries):
    for _ in range(n):
        seed(clerk.participant)
    seed()
    with django_assert_num_queries(11):
        assert len(client.get(LIST).context["page"].object_list) == n


def test_those_that_wait_come_first_and_hidden_ones_are_gone(client, clerk, summer):
    waiting, answered, hidden = (seed(clerk.participant) for _ in range(3))
    answer_seed(answered, answer="考えます。", by=clerk.user, at=SUMMER)
    hide_seed(hidden, reason="宣伝です。", by=staff(), at=SUMMER)
    assert list(client.get(LIST).context["page"].object_list) == [waiting, answered]
    assert client.get(page(hidden)).status_code == 404


def test_my_page_says_how_many_wait(client, clerk, summer):
    seed(clerk.participant)
    assert "返事を待っている課題のたねが1件あります。" in text(client.get(reverse("pages:me")))


@pytest.mark.parametrize("who", [person, lambda: town().user, staff])
@pytest.mark.parametrize("name", ["seed", "seed_adopt", "seed_merge", "seed_answer", "seed_reopen"])
def test_others_seeds_are_not_there(client, summer, who, name):
    kept = seed()
    client.force_login(who())
    before = every_row()
    assert client.get(page(kept, name)).status_code == 404
    if name != "seed":
        assert client.post(page(kept, name), {"answer": "x", "into": "new", "origin": "citizens"}).status_code == 404
    assert every_row() == before


def test_page_names_the_writer_only_with_consent(client, clerk, summer):
    kept = seed(clerk.participant)
    shown = text(client.get(page(kept)))
    assert kept.text in shown
    assert kept.suggested_by.email not in shown + kept.suggested_by.full_name


def test_adopting_leads_on_to_the_new_draft(client, clerk, summer):
    kept = seed(clerk.participant, title="夜道が暗い")
    shown = client.post(page(kept, "seed_adopt"), {"into": "new", "origin": "together"}, follow=True)
    draft = Challenge.objects.get()
    assert shown.redirect_chain == [(edit(draft), 302)]
    assert (draft.title, draft.origin) == ("夜道が暗い", "together")
    assert "下書きに取り入れました" in text(shown)


def test_adopting_offers_my_drafts_of_this_year(client, clerk, summer):
    draft, kept = challenge(by=clerk, title="書きかけ"), seed(clerk.participant)
    challenge("accepted", by=clerk)
    challenge()
    choices = client.get(page(kept)).context["adopt"].fields["into"].choices
    assert choices == [("new", "新しい課題の下書きを作る"), (str(draft.pk), "下書き「書きかけ」")]
    client.post(page(kept, "seed_adopt"), {"into": draft.pk, "origin": "citizens"})
    assert Seed.objects.get().challenge == draft


@pytest.mark.parametrize(
    ("name", "sent", "found"),
    [
        ("adopt", {}, {"into": ["取り入れる先をえらんでください。"], "origin": ["どちらかをえらんでください。"]}),
        (
            "adopt",
            {"into": "99", "origin": "staff"},
            {"into": ["取り入れる先をえらびなおしてください。"], "origin": ["えらびなおしてください。"]},
        ),
        ("merge", {}, {"target": ["合わせる先をえらんでください。"]}),
        ("merge", {"target": "99"}, {"target": ["合わせる先をえらびなおしてください。"]}),
        ("answer", {"answer": " "}, {"answer": ["返事を書いてください。"]}),
        ("answer", {"answer": "あ" * 1001}, {"answer": ["1000字以内にしてください（いま 1001字）。"]}),
    ],
)
def test_what_is_wrong_is_said_by_its_form(client, clerk, summer, name, sent, found):
    kept = seed(clerk.participant)
    before = every_row()
    shown = client.post(page(kept, f"seed_{name}"), sent)
    assert sent_errors(shown, name) == found
    assert every_row() == before


def test_merging_and_answering_and_undoing(client, clerk, summer):
    one, two = seed(clerk.participant), seed(clerk.participant)
    assert "合わせました" in text(client.post(page(two, "seed_merge"), {"target": one.pk}, follow=True))
    assert "返事を公開し" in text(client.post(page(one, "seed_answer"), {"answer": "考えます。"}, follow=True))
    assert set(Seed.objects.values_list("status", flat=True)) == {"merged", "answered"}
    for kept in (one, two):
        assert "取り消しました" in text(client.post(page(kept, "seed_reopen"), follow=True))
    assert set(Seed.objects.values_list("status", flat=True)) == {"open"}


def test_a_reloaded_refusal_leads_back_to_the_seed(client, clerk, summer):
    kept = seed(clerk.participant)
    assert client.get(page(kept, "seed_answer")).url == page(kept)


def test_after_the_deadline_one_can_answer_but_not_adopt(client, clerk, clock_at):
    kept = seed(clerk.participant)
    clock_at(AUTUMN)
    shown = text(client.get(page(kept)))
    assert "下書きに取り入れる" not in shown
    refused = client.post(page(kept, "seed_adopt"), {"into": "new", "origin": "citizens"})
    assert refused.context["refusal"] == "課題の募集はしめきりました。"
    assert not Challenge.objects.exists()
    client.post(page(kept, "seed_answer"), {"answer": "来年、考えます。"})
    assert Seed.objects.get().status == "answered"


def test_an_act_on_one_answered_by_a_colleague_meanwhile_is_refused_in_words(client, clerk, summer):
    kept = seed(clerk.participant)
    answer_seed(kept, answer="考えます。", by=clerk.user, at=SUMMER)
    shown = client.post(page(kept, "seed_adopt"), {"into": "new", "origin": "citizens"})
    assert "もう返事をしています" in text(shown)
    assert not Challenge.objects.exists()
    adopt_seed(reopen_seed(kept, by=clerk.user, at=SUMMER), into=None, origin="citizens", by=clerk.user, at=SUMMER)
    assert "わたしの長い返事" in text(client.post(page(kept, "seed_answer"), {"answer": "わたしの長い返事"}))


def test_a_session_that_ended_gives_the_answer_back(client, summer):
    kept = seed()
    shown = client.post(page(kept, "seed_answer"), {"answer": "長い返事"})
    assert (shown.status_code, "長い返事" in text(shown)) == (403, True)
