"""The officer's pages on statements, and the idea's page once one was published."""

from datetime import datetime

import pytest
from django.urls import reverse

from dialogue.models import Statement
from dialogue.services.statements import mark_of, save_statement
from tests.factories import ideas
from tests.factories.accounts import person, staff
from tests.factories.contest import JST
from tests.factories.dialogue import officer_of, statement, words
from tests.factories.municipalities import challenge, officer
from tests.municipalities.pages import errors, text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 12, 15, tzinfo=JST)
FINAL = datetime(2027, 2, 28, tzinfo=JST)
LIST = reverse("dialogue:statements")
TYPED = {"stance": "together", "text": "いっしょに試します。", "who_1": "防災課", "what_1": "地図を渡す", "by_1": "3月"}


def page(kept, name="statement"):
    return reverse(f"dialogue:{name}", args=[kept.pk])


@pytest.fixture(autouse=True)
def _january(clock_at):
    clock_at(JANUARY)


@pytest.fixture
def kept(client):
    made = statement()
    client.force_login(officer_of(made))
    return made


def typed(kept, **more):
    return {**TYPED, "seen": mark_of(Statement.objects.get(pk=kept.pk)), **more}


def test_saving_looking_publishing(client, kept):
    idea_page = reverse("pages:idea", args=[kept.idea.number])
    assert "まだ公開されていません。" in text(client.post(page(kept), typed(kept), follow=True))
    assert TYPED["text"] not in text(client.get(idea_page))
    shown = client.post(page(kept), typed(kept, then="confirm"), follow=True)
    assert "公開の前の確認" in text(shown)
    published = client.post(page(kept, "statement_confirm"), {"seen": shown.context["seen"]}, follow=True)
    assert "自治体のことばを公開しました。" in text(published)
    public = text(client.get(idea_page))
    for said in ("自治体のことば", "協働する", TYPED["text"], "防災課", "地図を渡す"):
        assert said in public


def test_what_is_missing_is_kept_and_said_before_the_confirmation(client, kept):
    shown = client.post(page(kept), typed(kept, stance="", by_1="", then="confirm"), follow=True)
    assert errors(shown) == {
        "stance": ["3つのうちの1つをえらんでください。"],
        "by_1": ["いつまでにするかを書いてください。"],
    }
    assert TYPED["text"] in text(shown)
    assert Statement.objects.get().draft["text"] == TYPED["text"]


def test_a_colleagues_words_stand_beside_what_was_typed(client, kept):
    mine = typed(kept, text="わたしのことば")
    colleague = officer(kept.idea.challenge.participant).user
    save_statement(kept, words=words(text="ほかのことば"), seen=mark_of(kept), by=colleague, at=JANUARY)
    shown = client.post(page(kept), mine)
    for said in ("先に保存されました", "ほかのことば", "わたしのことば"):
        assert said in text(shown)
    assert Statement.objects.get().draft["text"] == "ほかのことば"
    again = {**mine, "seen": shown.context["form"].data["seen"]}
    client.post(page(kept), again)
    assert Statement.objects.get().draft["text"] == "わたしのことば"


def test_what_was_changed_while_confirming_is_not_published(client, kept):
    before = every_row()
    shown = client.post(page(kept, "statement_confirm"), {"seen": "old"}, follow=True)
    assert "もう一度、確認してください。" in text(shown)
    assert every_row() == before


def test_after_the_final_has_begun_the_words_come_back(client, kept, clock_at):
    mine = typed(kept)
    clock_at(FINAL)
    before = every_row()
    shown = text(client.post(page(kept), mine))
    assert ("いまは書けません。" in shown, TYPED["text"] in shown) == (True, True)
    assert every_row() == before


def test_a_logged_out_officer_gets_the_words_back(client, kept):
    client.logout()
    shown = client.post(page(kept), TYPED)
    assert (shown.status_code, TYPED["text"] in text(shown)) == (403, True)


@pytest.mark.parametrize("who", [person, lambda: officer().user, staff])
@pytest.mark.parametrize("name", ["statement", "statement_confirm"])
def test_others_statements_are_not_there(client, kept, who, name):
    client.force_login(who())
    before = every_row()
    for method in (client.get, client.post):
        assert method(page(kept, name)).status_code == 404
    assert every_row() == before


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(client, n, django_assert_num_queries):
    on = challenge("accepted")
    for _ in range(n):
        statement(ideas.submitted(challenge=on))
    statement()
    client.force_login(on.written_by)
    with django_assert_num_queries(9):
        assert len(client.get(LIST).context["page"].object_list) == n


def test_my_page_and_the_list_say_what_waits(client, kept):
    assert "ことばを待っているアイデアが1件あります。" in text(client.get(reverse("pages:me")))
    assert "まだありません" in text(client.get(LIST))
    client.force_login(person())
    assert client.get(LIST).status_code == 404


def test_silence_is_said_nowhere_in_public(client, kept):
    client.logout()
    assert "自治体のことば" not in text(client.get(reverse("pages:idea", args=[kept.idea.number])))
