"""The pages on questions, for citizens, officers and those who help."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contest.models import Stage
from dialogue.models import Post, Thread
from dialogue.services.questions import withdraw_post
from dialogue.services.reports import hide_post
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.dialogue import AUTUMN, answer, challenge, facilitation, post, question
from tests.factories.municipalities import officer
from tests.municipalities.pages import errors, text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
DESK = reverse("dialogue:desk")
TYPED = {"text": "停留所の地図はありますか。", "credit_by": "nobody"}


def page(kept, name="thread"):
    return reverse(f"dialogue:{name}", args=[kept.pk])


def of(thread):
    return thread.posts.get(is_question=True)


@pytest.fixture(autouse=True)
def _autumn(clock_at):
    clock_at(AUTUMN)


@pytest.fixture
def citizen(client):
    user = person()
    client.force_login(user)
    return user


def test_the_challenges_page_shows_questions_and_leads_to_asking(client):
    kept = challenge()
    for number in range(5):
        question(kept, text=f"質問{number}")
    shown = text(client.get(reverse("pages:challenge", args=[kept.number])))
    assert ("質問4" in shown, "質問0" in shown) == (True, False)
    assert page(kept, "ask") in shown
    assert page(kept, "questions") in shown


def test_asking(client, citizen):
    kept = challenge()
    shown = client.post(page(kept, "ask"), {**TYPED, "credit_by": "own"}, follow=True)
    assert "質問を届けました。" in text(shown)
    asked = Post.objects.get()
    assert (asked.text, asked.credit, asked.written_by) == (TYPED["text"], citizen.full_name, citizen)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"text": ""}, {"text": ["聞きたいことを書いてください。"]}),
        ({"text": "あ" * 401}, {"text": ["400字以内にしてください（いま 401字）。"]}),
        ({"credit_by": ""}, {"credit_by": ["名前を公開するかどうかをえらんでください。"]}),
        ({"credit_by": "other"}, {"credit_name": ["公開する名前を書いてください。"]}),
    ],
)
def test_bad_input_is_said_by_its_field_and_stays(client, citizen, typed, wrong):
    kept = challenge()
    before = every_row()
    shown = client.post(page(kept, "ask"), {**TYPED, **typed})
    assert errors(shown) == wrong
    assert {**TYPED, **typed}["text"] in text(shown)
    assert every_row() == before


def test_a_stranger_gets_the_words_back_and_asking_after_step3_too(client, clock_at):
    kept = challenge()
    shown = client.post(page(kept, "ask"), TYPED)
    assert (shown.status_code, TYPED["text"] in text(shown)) == (403, True)
    clock_at(contest.instant(Stage.Kind.AFTER))
    client.force_login(person())
    shown = text(client.post(page(kept, "ask"), TYPED))
    assert "この年度の質問の受付は終わりました。" in shown
    assert TYPED["text"] in shown
    assert not Thread.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_lists_ask_a_fixed_number_of_questions(client, n, django_assert_num_queries):
    kept = challenge()
    for _ in range(n):
        answer(question(kept))
    with django_assert_num_queries(10):
        assert len(client.get(page(kept, "questions")).context["threads"]) == n
    client.force_login(kept.written_by)
    with django_assert_num_queries(12):
        assert len(client.get(DESK).context["threads"]) == n
    thread = question(kept)
    for _ in range(n):
        post(thread)
    with django_assert_num_queries(11):
        assert len(client.get(page(thread)).context["lines"]) == n


def test_an_officer_answers_on_the_page_of_the_question(client):
    thread = question()
    client.force_login(thread.challenge.written_by)
    asked = text(client.get(page(thread)))
    assert ("自治体として答える" in asked, "名前の公開" in asked) == (True, False)
    shown = text(client.post(page(thread, "post"), {"text": "窓口にあります。"}, follow=True))
    for words in ("回答を公開し", "自治体の回答", "窓口にあります。", "回答があります"):
        assert words in shown


def test_a_citizen_adds_something_and_errors_stay_by_the_form(client, citizen):
    thread = question()
    shown = client.post(page(thread, "post"), {"text": "", "credit_by": "nobody"})
    assert errors(shown) == {"text": ["内容を書いてください。"]}
    client.post(page(thread, "post"), {"text": "私も知りたいです。", "credit_by": "nobody"})
    assert Post.objects.get(is_question=False).written_by == citizen
    assert client.get(page(thread, "post")).status_code == 302


def test_a_hidden_post_is_shown_to_its_writer_alone_with_the_reason(client, citizen):
    thread = question()
    hide_post(post(thread, by=citizen, text="宣伝の文"), reason="宣伝です。", by=staff(), at=AUTUMN)
    shown = text(client.get(page(thread)))
    assert ("宣伝の文" in shown, "宣伝です。" in shown) == (True, True)
    client.force_login(person())
    shown = text(client.get(page(thread)))
    assert ("宣伝の文" in shown, "宣伝です。" in shown) == (False, False)


def test_a_hidden_question_is_gone_but_for_who_asked(client, citizen):
    thread = question(by=citizen)
    hide_post(of(thread), reason="宣伝です。", by=staff(), at=AUTUMN)
    assert "宣伝です。" in text(client.get(page(thread)))
    client.force_login(thread.challenge.written_by)
    assert client.get(page(thread)).status_code == 404
    assert client.get(DESK).context["threads"] == []


def test_mending_and_the_name(client, citizen, clock_at):
    asked = of(question(by=citizen, text="ちず"))
    client.post(page(asked, "post_edit"), {"text": "地図", "credit_by": "nobody"})
    assert Post.objects.get().text == "地図"
    clock_at(AUTUMN + timedelta(hours=1))
    assert "<textarea" not in text(client.get(page(asked, "post_edit")))
    client.post(page(asked, "post_edit"), {"text": "別", "credit_by": "other", "credit_name": "みなとの人"})
    kept = Post.objects.get()
    assert (kept.text, kept.credit) == ("地図", "みなとの人")


def test_taking_back(client, citizen):
    thread = question(by=citizen, text="ひみつの話")
    assert "ひみつの話" in text(client.get(page(of(thread), "post_withdraw")))
    client.post(page(of(thread), "post_withdraw"))
    assert Post.objects.get().text == ""
    other = question(text="もうひとつ", by=citizen)
    answer(other)
    shown = text(client.post(page(of(other), "post_withdraw"), follow=True))
    assert "書いた人が取り下げました。" in shown


def test_reporting(client, citizen):
    asked = of(question())
    shown = client.post(page(asked, "post_report"), {"kind": "abuse", "text": "ひどい"}, follow=True)
    assert "事務局に知らせました。" in text(shown)
    assert list(Post.objects.reported()) == [asked]
    own = of(question(by=citizen))
    assert "あなたの書きこみです。" in text(client.post(page(own, "post_report"), {"kind": "abuse"}))


@pytest.mark.parametrize("name", ["post_edit", "post_withdraw"])
def test_others_posts_are_not_there(client, citizen, name):
    asked = of(question())
    before = every_row()
    for method in (client.get, client.post):
        assert method(page(asked, name)).status_code == 404
    assert every_row() == before


def test_what_is_taken_back_or_hidden_has_no_pages_of_its_own(client, citizen):
    gone, hidden = (of(question(by=citizen)) for _ in range(2))
    withdraw_post(gone, by=citizen, at=AUTUMN)
    hide_post(hidden, reason="宣伝です。", by=staff(), at=AUTUMN)
    assert client.get(page(gone, "post_edit")).status_code == 404
    client.force_login(person())
    for kept in (gone, hidden):
        assert client.get(page(kept, "post_report")).status_code == 404


# --- desks ------------------------------------------------------------------------------------------------------------------


def test_the_desk_shows_waiting_ones_first_and_my_page_counts_them(client):
    kept = challenge()
    answered, waiting = question(kept), question(kept, at=AUTUMN - timedelta(days=9))
    answer(answered)
    question()
    client.force_login(kept.written_by)
    assert [row.pk for row in client.get(DESK).context["threads"]] == [waiting.pk, answered.pk]
    for where in (DESK, reverse("pages:me")):
        assert "質問 2件（回答待ち 1件）" in text(client.get(where))
    assert client.get(reverse("pages:health", args=[kept.pk])).context["challenge"].question_count == 2


def test_who_helps_sees_the_questions_of_their_challenge_alone(client, citizen):
    thread = question()
    question()
    facilitation(thread.challenge, user=citizen)
    assert [row.pk for row in client.get(DESK).context["threads"]] == [thread.pk]
    assert "質問 1件（回答待ち 1件）" in text(client.get(reverse("pages:me")))


@pytest.mark.parametrize("who", [person, staff])
def test_the_desk_is_not_there_for_others(client, who):
    client.force_login(who())
    assert client.get(DESK).status_code == 404


def test_my_page_lists_my_own_questions(client, citizen):
    thread = question(by=citizen, text="停留所の地図は？")
    question()
    shown = text(client.get(reverse("pages:me")))
    assert ("停留所の地図は？" in shown, page(thread) in shown) == (True, True)


def test_a_former_officer_is_a_citizen_again(client):
    thread = question()
    former = officer(thread.challenge.participant, until=AUTUMN)
    client.force_login(former.user)
    assert client.get(DESK).status_code == 404
    client.post(page(thread, "post"), {"text": "知っています。", "credit_by": "nobody"})
    assert Post.objects.get(is_question=False).voice == "citizen"
