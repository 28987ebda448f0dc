"""A sheet while it is being written: by script and by button, in two tabs, at the close, and when it is taken away."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from contest.sheet import fingerprint
from judging.models import Assignment, Judge, Round
from judging.sheet import section_of, values_of
from tests.factories import ideas, judging
from tests.factories.accounts import person
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db
LINE = {"accept": "application/json"}
SHEET_QUERIES = 14
SAVE_QUERIES = 17  # session, person, second factor, judge; sheet, rubric; ten of the act; what stands now
LABELS = "まったく足りない\n足りない\nふつう\nよい\nとてもよい"


def address(sheet, name="sheet"):
    return reverse(f"judge:{name}", args=[sheet.pk])


def seen(sheet):
    row = Assignment.objects.get(pk=sheet.pk)
    return fingerprint(values_of(row, section_of(row.round)))


def form(sheet, *values, comment="", advice="", **more):
    points = {f"criterion_{key}": value for key, value in judging.points(sheet.round, *values).items()}
    return {**points, "comment": comment, "advice": advice, **more}


def kept(sheet):
    row = Assignment.objects.get(pk=sheet.pk)
    return [score.points for score in row.scores.all()], row.comment, row.advice, bool(row.handed_in_at)


@pytest.fixture
def sheet():
    return judging.sheet(judging.round(), ideas.submitted())


@pytest.fixture
def client(sheet, enter, now):
    return enter(sheet.judge.user)


# as the script saves


def test_the_script_hears_in_a_line_that_it_is_saved(client, sheet):
    answer = client.post(address(sheet), form(sheet, 4, advice="歩く", seen=seen(sheet)), headers=LINE)
    assert answer.status_code == 200
    assert answer.json()["state"] == "saved"
    assert answer.json()["seen"] == seen(sheet)
    assert kept(sheet) == ([4], "", "歩く", False)


def test_what_the_script_saves_says_nothing_of_other_judges(client, sheet):
    judging.handed_in(sheet.round, sheet.idea, 5, 5, 4)
    line = client.post(address(sheet), form(sheet, 4), headers=LINE).json()
    assert set(line) == {"state", "text", "errors", "seen", "colleague"}
    assert line["colleague"] == ""


def test_saving_what_is_there_already_writes_nothing(client, sheet):
    client.post(address(sheet), form(sheet, 4))
    before = Assignment.objects.get().updated_at, seen(sheet)
    assert client.post(address(sheet), form(sheet, 4, seen="old"), headers=LINE).json()["state"] == "saved"
    assert (Assignment.objects.get().updated_at, seen(sheet)) == before


# two tabs


def test_the_second_tab_is_shown_both_and_nothing_is_lost(client, sheet):
    first_look = seen(sheet)
    client.post(address(sheet), form(sheet, 4, advice="はじめの画面", seen=first_look))
    typed = form(sheet, 2, advice="二つめの画面", seen=first_look)
    assert client.post(address(sheet), typed, headers=LINE).json()["state"] == "changed"
    page = client.post(address(sheet), typed).content.decode()
    assert "ほかの画面で、この採点表が変わりました" in page
    assert "<p>はじめの画面</p>" in page
    assert "二つめの画面</textarea>" in page
    assert "data-comparing" in page
    assert kept(sheet) == ([4], "", "はじめの画面", False)
    client.post(address(sheet), {**typed, "seen": seen(sheet)})
    assert kept(sheet) == ([2], "", "二つめの画面", False)


# the close, to the second


def lock(round, at):
    Round.objects.filter(pk=round.pk).update(locked_at=at)


@pytest.mark.parametrize("how", ["clock", "lock"])
def test_at_the_close_the_text_comes_back_and_nothing_is_written(client, sheet, clock_at, how):
    clock_at(CLOSES - timedelta(seconds=1))
    client.post(address(sheet), form(sheet, 4, advice="まにあった"))
    if how == "clock":
        clock_at(CLOSES)
    else:
        lock(sheet.round, CLOSES - timedelta(seconds=1))
    late = form(sheet, 1, advice="おそいことば")
    answer = client.post(address(sheet), late)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "保存できません" in page
    assert "おそいことば" in page
    line = client.post(address(sheet), late, headers=LINE)
    assert (line.status_code, line.json()["state"]) == (403, "closed")
    assert kept(sheet) == ([4], "", "まにあった", False)


# crafted


@pytest.mark.parametrize("point", ["0", "6", "-1", "9999999999", "4.5", "四", "null"])
def test_a_point_off_the_scale_is_refused_and_the_words_come_back(client, sheet, point):
    answer = client.post(address(sheet), form(sheet, point, advice="消えないことば"))
    assert 'class="field-errors"' in answer.content.decode()
    assert "消えないことば</textarea>" in answer.content.decode()
    assert client.post(address(sheet), form(sheet, point), headers=LINE).status_code == 422
    assert kept(sheet) == ([], "", "", False)


def test_points_of_another_rounds_criteria_are_not_looked_at(client, sheet):
    other = judging.round(kind=Round.Kind.FINAL).criteria.first()
    client.post(address(sheet), {**form(sheet, 4), f"criterion_{other.pk}": 5})
    assert kept(sheet)[0] == [4]


# taken away


def test_a_judge_who_left_gets_their_words_back(client, sheet):
    Judge.objects.update(left_at=DURING)
    answer = client.post(address(sheet), form(sheet, 4, advice="とちゅうのことば"))
    assert answer.status_code == 403
    assert "とちゅうのことば" in answer.content.decode()
    assert client.get(address(sheet), follow=True).status_code == 403
    assert kept(sheet) == ([], "", "", False)


@pytest.mark.parametrize("who", ["logged out", "no judge"])
def test_whoever_lost_the_site_gets_their_words_back(sheet, enter, now, who):
    visitor = Client() if who == "logged out" else enter(person())
    answer = visitor.post(address(sheet), form(sheet, 4, advice="とちゅうのことば"))
    assert answer.status_code == 403
    assert "とちゅうのことば" in answer.content.decode()
    line = visitor.post(address(sheet), form(sheet, 4), headers=LINE)
    assert (line.status_code, line.json()["state"]) == (401, "logged out")
    assert kept(sheet) == ([], "", "", False)


def test_an_idea_withdrawn_after_scoring_keeps_the_words_and_shows_no_idea(client, sheet):
    client.post(address(sheet), form(sheet, 4, 3, 2, advice="よいアイデアでした", then="hand_in"))
    sheet.idea.status = "withdrawn"
    sheet.idea.save()
    page = client.get(address(sheet)).content.decode()
    assert "このアイデアは取り下げられました" in page
    assert "よいアイデアでした" in page
    assert "夜道を、みんなの明かりで。" not in page
    late = client.post(address(sheet), form(sheet, 1, advice="あとのことば"))
    assert late.status_code == 403
    assert "あとのことば" in late.content.decode()
    listed = client.get("/judge/").content.decode()
    assert "取下げ" in listed
    assert "（0件中 0件 採点ずみ）" in listed
    assert kept(sheet) == ([4, 3, 2], "", "よいアイデアでした", True)


# recusal


def test_a_judge_recuses_and_the_sheet_counts_no_more(client, sheet):
    client.post(address(sheet), form(sheet, 4, 3, 2, then="hand_in"))
    answer = client.post(address(sheet, "recuse"), {"reason": "分野がちがいます"}, follow=True)
    assert "採点を辞退しました" in answer.content.decode()
    row = Assignment.objects.get()
    assert (row.recusal_reason, row.handed_in_at) == ("分野がちがいます", None)
    assert client.get(address(sheet)).status_code == 404
    assert AuditEntry.objects.get(action="judging.recuse_judge").detail["reason"] == "分野がちがいます"
    assert not Assignment.objects.standing().exists()


@pytest.mark.parametrize("wrong", ["silent", "late", "stranger"])
def test_a_recusal_is_refused(client, sheet, enter, clock_at, wrong):
    if wrong == "late":
        clock_at(CLOSES)
    visitor = enter(judging.judge().user) if wrong == "stranger" else client
    visitor.post(address(sheet, "recuse"), {"reason": " " if wrong == "silent" else "理由"})
    assert Assignment.objects.get(pk=sheet.pk).recused_at is None
    assert not AuditEntry.objects.filter(action="judging.recuse_judge").exists()


# what is shown


def test_every_point_has_its_word(client, sheet):
    criterion = sheet.round.criteria.first()
    criterion.labels_ja, criterion.labels_en = LABELS, "Poor\nWeak\nFair\nGood\nExcellent"
    criterion.help_ja = "ほかにない考えかたか。"
    criterion.save()
    page = client.get(address(sheet)).content.decode()
    assert "4 よい" in page
    assert "ほかにない考えかたか。" in page
    client.cookies["django_language"] = "en"
    assert "4 Good" in client.get(address(sheet)).content.decode()


def test_answers_only_the_secretariat_reads_stay_with_it(client, sheet):
    section = sheet.round.cycle.form_sections.filter(form="idea", key__in=sheet.idea.answers).first()
    words = sheet.idea.answers[section.key]
    assert words in client.get(address(sheet)).content.decode()
    section.is_public = False
    section.save()
    assert words not in client.get(address(sheet)).content.decode()


def test_a_live_sheet_stands_before_the_idea(enter, now):
    sheet = judging.sheet(judging.round(kind=Round.Kind.FINAL), ideas.submitted())
    page = enter(sheet.judge.user).get(address(sheet)).content.decode()
    assert page.index('id="score"') < page.index("夜道を、みんなの明かりで。")


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_and_its_saving_ask_a_fixed_number_of_questions(count, sheet, client, django_assert_num_queries):
    for _ in range(count - 1):
        judging.sheet(sheet.round, ideas.submitted(), sheet.judge)
    judging.handed_in(sheet.round, sheet.idea, 1, 1, 1)  # the first score of a round fixes its rubric
    data = form(sheet, 4, seen=seen(sheet))
    with django_assert_num_queries(SHEET_QUERIES):
        assert client.get(address(sheet)).status_code == 200
    with django_assert_num_queries(SAVE_QUERIES):
        assert client.post(address(sheet), data, headers=LINE).status_code == 200
