"""Asking, answering, mending, taking back: the facts, the mails, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from dialogue.models import DialogueRefused, Post, Thread
from dialogue.public import public_threads
from dialogue.services.questions import add_post, ask_question, mend_post, withdraw_post
from dialogue.services.reports import hide_post
from dialogue.standings import question_count
from municipalities.interest import with_interest
from municipalities.models import Challenge
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.dialogue import AUTUMN, answer, challenge, facilitation, post, question
from tests.factories.municipalities import officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
OVER = contest.windows(2026)[Stage.Kind.REVIEW][1]
SUMMER = contest.instant(Stage.Kind.CHALLENGES)
HIDE = {"reason": "宣伝です。", "at": AUTUMN}


def mailed(kind):
    return [mail.to for mail in OutboxMail.objects.filter(kind=f"dialogue/{kind}").order_by("pk")]


def shown(thread):
    return public_threads(Thread.objects.filter(pk=thread.pk).for_list())[0]


# --- ask ------------------------------------------------------------------------------------------------------------------


def test_asking_keeps_the_words_and_tells_the_officers_and_the_named_contact():
    kept = challenge()
    colleague = officer(kept.participant).user
    officer(kept.participant, until=SUMMER)
    thread = question(kept, text=" 地図は\r\nありますか。 ", credit=" みなとの 高校生")
    asked = thread.posts.get()
    assert (asked.text, asked.credit, asked.is_question, asked.voice) == (
        "地図は\nありますか。",
        "みなとの 高校生",
        True,
        "citizen",
    )
    assert mailed("asked") == [kept.written_by.email, colleague.email, "kikaku@city.example"]
    mail = OutboxMail.objects.filter(kind="dialogue/asked").first()
    assert mail.subject == f"課題「{kept.title}」に質問が届きました"
    assert "地図は\nありますか。\n\nログインして" in mail.body
    assert f"http://testserver/questions/{thread.pk}/" in mail.body
    assert thread.asked_by.email not in mail.body


def test_a_contact_who_has_left_hears_nothing():
    kept = challenge()
    gone = officer(kept.participant, until=SUMMER).user
    Challenge.objects.update(contact_email=gone.email)
    question(kept)
    assert mailed("asked") == [kept.written_by.email]


def test_asking_the_same_twice_asks_once():
    kept, by = challenge(), person()
    assert question(kept, by=by, text="地図は？") == question(kept, by=by, text="地図は？")
    assert (Thread.objects.count(), len(mailed("asked"))) == (1, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"text": "  "}, "内容を書いてください"),
        ({"text": "あ" * 401}, "400字以内"),
        ({"credit": "あ" * 61}, "名前は60字まで"),
        ({"credit": "https://spam.example"}, "アドレスは書けません"),
    ],
)
def test_what_does_not_fit_is_refused(words, said):
    kept, by = challenge(), person()
    before = every_row()
    with pytest.raises(DialogueRefused, match=said):
        question(kept, by=by, **words)
    assert every_row() == before


def test_four_hundred_characters_are_counted_as_people_count_them():
    assert question(text="👨‍👩‍👧" * 400).pk


def test_who_may_not_ask_is_told_why():
    kept, by = challenge(), person()
    draft = Challenge.objects.get(pk=challenge().pk)
    Challenge.objects.filter(pk=draft.pk).update(status="returned")
    before = every_row()
    for about, who, when, said in (
        (kept, kept.written_by, AUTUMN, "自分の自治体"),
        (draft, by, AUTUMN, "いまは質問できません"),
        (kept, by, SUMMER, "いまは質問できません"),
        (kept, by, OVER, "質問の受付は終わりました"),
    ):
        with pytest.raises(DialogueRefused, match=said):
            ask_question(about, text="地図は？", credit="", by=who, at=when)
    assert every_row() == before
    assert question(kept, at=OVER - timedelta(microseconds=1)).pk


def test_a_person_asks_five_a_day():
    kept, by = challenge(), person()
    for number in range(5):
        question(kept, by=by, text=f"質問{number}")
    before = every_row()
    with pytest.raises(DialogueRefused, match="きょう質問できるのは5件までです。"):
        question(kept, by=by, text="六つめ")
    assert every_row() == before
    question(kept)
    assert question(kept, by=by, text="六つめ", at=AUTUMN + timedelta(days=1)).pk


# --- answer ---------------------------------------------------------------------------------------------------------------


def test_an_officers_answer_is_the_municipalitys_and_who_asked_is_told():
    thread = question()
    said = answer(thread, text="窓口にあります。", credit="だれか")
    assert (said.voice, said.credit) == ("officer", f"{thread.challenge.participant.name} 企画課")
    assert shown(thread).is_answered
    assert not Thread.objects.waiting().exists()
    assert mailed("answered") == [thread.asked_by.email]
    assert mailed("added") == []
    assert "窓口にあります。" in OutboxMail.objects.get(kind="dialogue/answered").body


@pytest.mark.parametrize("kind", ["facilitator", "mentor"])
def test_who_was_named_to_help_is_marked_and_the_question_goes_on_waiting(kind):
    thread = question()
    helper = facilitation(thread.challenge, kind).user
    assert post(thread, by=helper, text="あ" * 1000).voice == kind
    assert post(question(), by=helper).voice == "citizen"
    assert Thread.objects.waiting().filter(pk=thread.pk).exists()


def test_a_post_of_anybody_tells_who_asked_and_the_municipality():
    thread = question()
    post(thread)
    assert mailed("added") == [thread.asked_by.email, thread.challenge.written_by.email, "kikaku@city.example"]


def test_ones_own_post_is_not_told_to_oneself():
    thread = question()
    post(thread, by=thread.asked_by)
    assert mailed("added") == [thread.challenge.written_by.email, "kikaku@city.example"]


def test_the_same_post_twice_is_one():
    thread, by = question(), person()
    assert post(thread, by=by, text="同じ") == post(thread, by=by, text="同じ")
    assert Post.objects.count() == 2


def test_a_person_posts_twenty_a_day_and_officers_as_they_need():
    thread, by = question(), person()
    Post.objects.bulk_create(
        Post(thread=thread, text=str(number), written_by=who, created_at=AUTUMN)
        for number in range(20)
        for who in (by, thread.challenge.written_by)
    )
    before = every_row()
    with pytest.raises(DialogueRefused, match="20件まで"):
        post(thread, by=by)
    assert every_row() == before
    assert answer(thread).pk


def test_nothing_is_added_to_what_is_gone_or_over():
    hidden, withdrawn, over = question(), question(), question()
    hide_post(hidden.posts.get(), by=staff(), **HIDE)
    withdraw_post(withdrawn.posts.get(), by=withdrawn.asked_by, at=AUTUMN)
    by = person()
    before = every_row()
    for thread, when, said in (
        (hidden, AUTUMN, "もう公開されていません"),
        (withdrawn, AUTUMN, "もう公開されていません"),
        (over, OVER, "受付は終わりました"),
    ):
        with pytest.raises(DialogueRefused, match=said):
            add_post(thread, text="足します。", credit="", by=by, at=when)
    with pytest.raises(DialogueRefused, match="400字以内"):
        post(over, by=by, text="あ" * 401)
    assert every_row() == before
    assert answer(over, text="あ" * 1000).pk


# --- mend and take back ---------------------------------------------------------------------------------------------------


def test_words_may_be_mended_for_a_quarter_of_an_hour_and_the_name_at_any_time():
    asked = question(text="ちず", credit="").posts.get()
    soon, late = AUTUMN + timedelta(minutes=14), AUTUMN + timedelta(minutes=15)
    mended = mend_post(asked, text="地図", credit="", at=soon)
    assert (mended.text, mended.edited_at) == ("地図", soon)
    before = every_row()
    with pytest.raises(DialogueRefused, match="15分をすぎると"):
        mend_post(asked, text="別の話", credit="", at=late)
    assert every_row() == before
    named = mend_post(asked, text="地図", credit="みなとの人", at=late)
    assert (named.credit, named.edited_at) == ("みなとの人", soon)


def test_an_officers_name_is_the_offices():
    said = answer(question())
    assert mend_post(said, text=said.text, credit="だれか", at=AUTUMN).credit == said.credit


def test_taking_back_removes_the_words_and_says_who_did():
    thread = question(text="ひみつの話", credit="見本 花子")
    answer(thread)
    for _time in range(2):
        gone = withdraw_post(thread.posts.first(), by=thread.asked_by, at=AUTUMN + timedelta(days=99))
    assert (gone.text, gone.credit) == ("", "")
    assert [(entry.actor, entry.action) for entry in AuditEntry.objects.all()] == [(thread.asked_by, "post.withdraw")]
    assert shown(thread).question.is_withdrawn
    assert list(Thread.objects.public(AUTUMN)) == [thread]
    with pytest.raises(DialogueRefused, match="直せません"):
        mend_post(gone, text="また", credit="", at=AUTUMN)


def test_a_question_taken_back_with_nothing_below_it_is_gone():
    thread = question()
    withdraw_post(thread.posts.get(), by=thread.asked_by, at=AUTUMN)
    assert not Thread.objects.public(AUTUMN).exists()
    assert not Thread.objects.waiting().exists()


def test_a_question_whose_only_answer_was_taken_back_waits_again():
    thread = question()
    withdraw_post(answer(thread), by=thread.challenge.written_by, at=AUTUMN)
    assert list(Thread.objects.waiting()) == [thread]


# --- what is counted and seen ------------------------------------------------------------------------------------------------


def test_questions_count_in_a_challenges_health_but_not_what_is_gone():
    kept = challenge()
    hidden, withdrawn, _ = (question(kept) for _ in range(3))
    answer(question(kept))
    question()
    hide_post(hidden.posts.get(), by=staff(), **HIDE)
    withdraw_post(withdrawn.posts.get(), by=withdrawn.asked_by, at=AUTUMN)
    rows = with_interest(Challenge.objects.filter(pk=kept.pk).annotate(alone=question_count()))
    assert rows.values_list("question_count", "alone").get() == (2, 2)


def test_a_hidden_question_is_its_writers_alone_and_a_hidden_post_nobodys():
    open_one, gone = question(), question()
    hide_post(gone.posts.get(), by=staff(), **HIDE)
    hidden = post(open_one)
    hide_post(hidden, by=staff(), **HIDE)
    assert shown(open_one).posts == ()
    for reader, seen in ((gone.asked_by, {open_one, gone}), (person(), {open_one}), (staff(), {open_one})):
        assert set(Thread.objects.visible_to(reader, AUTUMN)) == seen
    assert set(Post.objects.public(AUTUMN)) == {open_one.posts.get(is_question=True)}
