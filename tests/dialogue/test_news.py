"""Reminders of questions, and news for followers: once, by day, from the morning on."""

from datetime import datetime, timedelta

import pytest

from dialogue.services.news import remind_of_questions, tell_followers
from dialogue.services.questions import withdraw_post
from dialogue.services.reports import hide_post
from dialogue.services.statements import hand_in_statement, mark_of, save_statement
from municipalities.models import Officer
from municipalities.services.interest import follow_challenge
from notifications.models import OutboxMail
from tests.factories import ideas
from tests.factories.accounts import person, staff
from tests.factories.contest import JST
from tests.factories.dialogue import answer, challenge, officer_of, post, question, statement, words
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 15, tzinfo=JST)


def morning(day, hour=8):
    return datetime(2026, 10, day, hour, tzinfo=JST)


def mails(kind):
    return list(OutboxMail.objects.filter(kind=f"dialogue/{kind}").order_by("pk"))


def test_officers_are_reminded_after_three_and_after_seven_days():
    kept = challenge()
    question(kept, text="地図はありますか。", at=MONDAY)
    question(kept, at=MONDAY + timedelta(hours=3))
    sent = {day: remind_of_questions(at=morning(day)) for day in (7, 8, 9, 11, 12, 13, 20)}
    assert sent == {7: 0, 8: 1, 9: 0, 11: 0, 12: 1, 13: 0, 20: 0}
    first = mails("questions_wait")[0]
    assert (first.user, first.subject) == (kept.written_by, "回答を待っている質問が2件あります")
    assert f"・{kept.title}：地図はありますか。（3日前）" in first.body
    assert "http://testserver/me/questions/" in first.body


def test_a_late_run_reminds_once():
    question(at=MONDAY)
    assert remind_of_questions(at=morning(20)) == 1
    before = every_row()
    assert remind_of_questions(at=morning(21)) == 0
    assert every_row() == before


def test_nobody_is_reminded_at_night_or_of_what_is_answered_or_gone():
    waiting, answered, hidden, gone = (question(at=MONDAY) for _ in range(4))
    answer(answered, at=MONDAY)
    hide_post(hidden.posts.get(), reason="宣伝です。", by=staff(), at=MONDAY)
    withdraw_post(gone.posts.get(), by=gone.asked_by, at=MONDAY)
    assert remind_of_questions(at=morning(8, hour=7)) == 0
    assert remind_of_questions(at=morning(8)) == 1
    assert mails("questions_wait")[0].user == waiting.challenge.written_by


def test_nobody_is_reminded_once_questions_are_over():
    question(at=MONDAY)
    assert remind_of_questions(at=datetime(2027, 5, 1, 9, tzinfo=JST)) == 0


def test_followers_hear_the_next_morning_of_the_first_answer():
    kept = challenge()
    follower, asker = person(), person()
    for user in (follower, asker):
        follow_challenge(kept, by=user, at=MONDAY)
    thread = question(kept, by=asker, text="地図はありますか。", at=MONDAY)
    post(question(kept, at=MONDAY), at=MONDAY)  # no answer of the municipality
    answer(thread, at=MONDAY)
    assert tell_followers(at=MONDAY + timedelta(hours=8, minutes=30)) == 0
    assert tell_followers(at=morning(6, hour=7)) == 0
    assert tell_followers(at=morning(6)) == 1
    mail = mails("news")[0]
    assert mail.user == follower
    assert "・地図はありますか。" in mail.body
    assert "/unfollow/" in mail.body
    answer(thread, at=morning(6), text="もうひとつ。")
    before = every_row()
    assert tell_followers(at=morning(7)) == 0
    assert every_row() == before


@pytest.mark.parametrize("n", [1, 3])
def test_followers_are_told_in_one_insert_each_under_a_key_of_the_day(n, django_assert_num_queries):
    kept, followers = challenge(), [person() for _ in range(n)]
    for user in followers:
        follow_challenge(kept, by=user, at=MONDAY)
    answer(question(kept, at=MONDAY), at=MONDAY)
    with django_assert_num_queries(12):
        assert tell_followers(at=morning(6)) == n
    keys = {f"follow-news:{kept.pk}:{morning(6).isoformat()}:{user.pk}" for user in followers}
    assert {mail.dedupe_key for mail in mails("news")} == keys


def test_followers_hear_of_a_statement_once_beside_the_answers():
    january = datetime(2027, 1, 12, 15, tzinfo=JST)
    kept = statement(ideas.submitted(title="あかりみち"))
    on, by = kept.idea.challenge, officer_of(kept)
    follow_challenge(on, by=person(), at=january)
    save_statement(kept, words=words(), seen=mark_of(kept), by=by, at=january)
    tomorrow = january + timedelta(days=1)
    assert tell_followers(at=tomorrow) == 0
    kept.refresh_from_db()
    hand_in_statement(kept, seen=mark_of(kept), by=by, at=january)
    answer(question(on, text="地図は？", at=january), at=january)
    assert tell_followers(at=tomorrow) == 1
    body = mails("news")[0].body
    assert ("・あかりみち" in body, "・地図は？" in body) == (True, True)
    assert tell_followers(at=tomorrow + timedelta(days=1)) == 0


def test_a_municipality_without_officers_is_spoken_of_to_nobody():
    kept = challenge()
    question(kept, at=MONDAY)
    Officer.objects.update(until=MONDAY)
    assert remind_of_questions(at=morning(8)) == 0
