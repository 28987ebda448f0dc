"""What stands beside a sheet and is no score: the municipality's word, and the answers before the final."""

from datetime import timedelta

import pytest
from django.urls import reverse

from judging.beside import beside_sheet
from judging.models import Round
from tests.factories import dialogue, ideas, judging
from tests.factories.judging import ANSWERED_BY, DURING, FEBRUARY

pytestmark = pytest.mark.django_db
FINAL_QUERIES = 16


def said(idea):
    """The municipality's word, handed in, naming the team."""
    row = dialogue.statement(idea)
    step = {"who": "ひみつの団", "what": "実証", "by": "4月"}
    row.stance, row.text, row.steps, row.handed_in_at = "support", "ひみつの団を応援します。", [step], DURING
    row.save()
    return row


def page(enter, sheet, **cookies):
    client = enter(sheet.judge.user)
    client.cookies.load(cookies)
    return client.get(reverse("judge:sheet", args=[sheet.pk])).content.decode()


@pytest.fixture
def final(clock_at):
    """A final's sheet of an idea whose sides were asked."""
    clock_at(ANSWERED_BY)
    inquiry = judging.inquiry(both=["いつ始めますか。"])
    times = {"opens_at": FEBRUARY, "closes_at": ANSWERED_BY + timedelta(days=20)}
    return judging.sheet(judging.round(kind=Round.Kind.FINAL, is_blind=False, **times), inquiry.idea)


def test_a_blind_sheet_shows_the_stance_alone(enter, now):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    said(sheet.idea)
    words = page(enter, sheet)
    assert ("応援する" in words, "ひみつの団" in words) == (True, False)
    assert "ことばは、最終公開審査の採点表で読めます" in words
    assert "点数ではありません" in words


def test_an_open_screening_shows_the_word_and_nothing_that_was_asked_later(enter, now):
    sheet = judging.sheet(judging.round(is_blind=False), ideas.submitted())
    said(sheet.idea)
    words = page(enter, sheet)
    assert ("ひみつの団を応援します。" in words, "実証" in words, "追加質問と答え" in words) == (True, True, False)


def test_a_municipality_that_is_silent_is_said_to_be(enter, now):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    row = said(sheet.idea)
    row.handed_in_at = None
    row.save()
    words = page(enter, sheet)
    assert ("自治体のことばは、届いていません" in words, "応援する" in words) == (True, False)


def test_the_final_shows_word_questions_and_answers(enter, final):
    said(final.idea)
    inquiry = final.idea.inquiry
    judging.answered(judging.reply(inquiry), "チームの答え")
    judging.reply(inquiry, "municipality").__class__.objects.filter(side="municipality").update(
        draft={"1": "下書きの答え"}
    )
    words = page(enter, final)
    for text in ("ひみつの団を応援します。", "いつ始めますか。", "チームの答え", "答えはありませんでした"):
        assert text in words
    assert "下書きの答え" not in words
    assert words.count("点数ではありません") == 2


def test_until_the_deadline_judges_are_told_when(enter, final, clock_at):
    judging.answered(judging.reply(final.idea.inquiry), "チームの答え")
    clock_at(ANSWERED_BY - timedelta(seconds=1))
    words = page(enter, final)
    assert ("チームの答え" in words, "ここで読めるようになります" in words) == (False, True)


def test_a_blind_final_holds_every_text_back(final):
    said(final.idea)
    judging.answered(judging.reply(final.idea.inquiry), "チームの答え")
    final.round.is_blind = True
    assert "答え" not in repr(beside_sheet(final.idea, final.round, ANSWERED_BY))
    assert "ひみつ" not in repr(beside_sheet(final.idea, final.round, ANSWERED_BY))


def test_an_answer_that_came_after_a_later_extension_is_marked(final, enter):
    inquiry = final.idea.inquiry
    judging.answered(judging.reply(inquiry, "municipality"), "おそい答え")
    inquiry.shown_at = FEBRUARY
    inquiry.save()
    assert page(enter, final).count("もう一方の答えを読めるようになってから") == 2  # its two questions


def test_a_reader_of_english_gets_the_words_as_written(final, enter):
    said(final.idea)
    judging.answered(judging.reply(final.idea.inquiry), "チームの答え")
    words = page(enter, final, django_language="en")
    assert '<h3 lang="ja">いつ始めますか。</h3>' in words
    assert '<blockquote lang="ja"><p>チームの答え</p></blockquote>' in words
    assert "Not a score" in words


@pytest.mark.parametrize("is_asked", [False, True])
def test_the_sheet_of_a_final_asks_a_fixed_number_of_questions(is_asked, clock_at, enter, django_assert_num_queries):
    clock_at(ANSWERED_BY)
    idea = judging.finalist()
    if is_asked:
        said(idea)
        judging.answered(judging.reply(judging.inquiry(idea)))
    times = {"opens_at": FEBRUARY, "closes_at": ANSWERED_BY + timedelta(days=20)}
    sheet = judging.sheet(judging.round(kind=Round.Kind.FINAL, is_blind=False, **times), idea)
    client = enter(sheet.judge.user)
    path = reverse("judge:sheet", args=[sheet.pk])
    client.get(path)
    with django_assert_num_queries(FINAL_QUERIES):
        assert client.get(path).status_code == 200
