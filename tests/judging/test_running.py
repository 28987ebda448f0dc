"""The secretariat's pages of a round that runs, and its papers."""

import re

import pytest
from django.urls import reverse

from judging.models import Assignment, Reopening, Round
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES

pytestmark = pytest.mark.django_db
RUNNING_QUERIES = 16


@pytest.fixture
def round():
    return judging.round(criteria=(("novelty", "新規性", 1, 5),))


@pytest.fixture
def client(enter, now):
    return enter(staff())


def at(round, name="running"):
    return reverse(f"admin:judging_round_{name}", args=[round.pk])


def text(answer):
    return answer.content.decode()


def test_progress_is_told_by_judge_and_by_idea_with_large_differences(client, round):
    apart, agreed = ideas.submitted(title="分かれた案"), ideas.submitted(title="そろった案")
    for points in (5, 2):
        judging.handed_in(round, apart, points)
        judging.handed_in(round, agreed, 4)
    waiting = judging.sheet(round, agreed)
    page = text(client.get(at(round)))
    assert page.count("意見が分かれています") == 1
    assert page.index("分かれた案") < page.index("意見が分かれています") < page.index("そろった案")
    assert "<td>75.0" in page
    assert f"{waiting.judge}：未採点" in page
    assert "のこっている採点表は1件です" in page


@pytest.mark.parametrize("count", [1, 3])
def test_progress_asks_a_fixed_number_of_questions(client, round, django_assert_num_queries, count):
    for _ in range(count):
        judging.handed_in(round, ideas.submitted(), 3)
    with django_assert_num_queries(RUNNING_QUERIES):
        assert client.get(at(round)).status_code == 200


def test_the_secretariat_reminds_and_locks_by_buttons(client, round, clock_at):
    judging.sheet(round, ideas.submitted())
    assert "1人に、催促のメール" in text(client.post(at(round), {"act": "remind"}, follow=True))
    assert OutboxMail.objects.filter(kind="judging/reminder").count() == 1
    assert "終わっていない採点表が1件" in text(client.post(at(round), {"act": "lock"}, follow=True))
    clock_at(CLOSES)
    assert "採点を締めました" in text(client.post(at(round), {"act": "lock"}, follow=True))
    assert Round.objects.get().locked_at >= CLOSES


def test_a_round_is_reopened_by_two_people(client, enter, round, clock_at):
    clock_at(CLOSES)
    assert "やりなおす理由" in text(client.get(at(round)))
    ask = {"act": "ask", "reason": "停電のため", "closes_at": "2027-03-01T18:00"}
    assert 'class="errorlist"' in text(client.post(at(round), {**ask, "reason": ""}))
    client.post(at(round), ask)
    agree = {"act": "agree", "reopening": Reopening.objects.get().pk}
    assert "やりなおしを認める" not in text(client.get(at(round)))
    assert "別の人が認めます" in text(client.post(at(round), agree, follow=True))
    other = enter(staff())
    assert "やりなおしを認める" in text(other.get(at(round)))
    assert "採点をやりなおせるように" in text(other.post(at(round), agree, follow=True))
    assert Round.objects.get().is_open_at(CLOSES)


def test_the_deadline_of_a_round_that_is_over_is_not_edited(client, round, clock_at):
    change = reverse("admin:judging_round_change", args=[round.pk])
    assert 'name="closes_at_0"' in text(client.get(change))
    clock_at(CLOSES)
    assert 'name="closes_at_0"' not in text(client.get(change))


# paper


def test_paper_is_had_by_judge_by_idea_or_whole_and_shows_no_point(client, round):
    sheet = judging.sheet(round, ideas.submitted())
    judging.sheet(round, sheet.idea)
    papers = {
        query: client.get(at(round, "paper") + query)
        for query in ("", f"?judge={sheet.judge_id}", f"?idea={sheet.idea_id}")
    }
    assert all(paper.content.startswith(b"%PDF") for paper in papers.values())
    pages = {query: len(re.findall(rb"/Type\s*/Page\b", paper.content)) for query, paper in papers.items()}
    assert list(pages.values()) == [2, 1, 2]
    before = papers[""].content
    judging.handed_in(round, ideas.submitted(title="べつ"), 5)
    Assignment.objects.filter(pk=sheet.pk).update(comment="ひみつ")
    assert (
        client.get(at(round, "paper") + f"?judge={sheet.judge_id}").content
        == papers[f"?judge={sheet.judge_id}"].content
    )
    assert before != b""
    assert "score-sheets-COG2026-screening" in papers[""]["Content-Disposition"]


@pytest.mark.parametrize("query", ["?judge=x", "?idea=-1", "?judge=99999999999999999999"])
def test_paper_of_nonsense_is_not_there(client, round, query):
    assert client.get(at(round, "paper") + query).status_code == 404


def entry(sheet):
    return reverse("admin:judging_assignment_entry", args=[sheet.pk])


def test_a_paper_sheet_is_entered(client, round):
    sheet = judging.sheet(round, ideas.submitted())
    key = f"criterion_{round.criteria.get().pk}"
    assert 'type="radio"' in text(client.get(entry(sheet)))
    refused = text(client.post(entry(sheet), {"advice": "紙のことば", "comment": ""}))
    assert "まだ点のない審査基準" in refused
    assert "紙のことば</textarea>" in refused
    assert not Assignment.objects.get().handed_in_at
    client.post(entry(sheet), {key: "4", "advice": "紙のことば", "comment": ""})
    assert Assignment.objects.get().entered_by is not None
    assert client.get(entry(sheet)).status_code == 200
    mine = judging.handed_in(round, ideas.submitted(), 3)
    assert client.get(entry(mine)).status_code == 404


# the final


def test_the_stage_sees_who_is_ready_and_no_points_before_the_close(client, clock_at):
    final = judging.round(kind="final", criteria=(("novelty", "新規性", 1, 5),))
    first, second = ideas.submitted(title="一番手"), ideas.submitted(title="二番手")
    done = judging.handed_in(final, second, 5)
    judging.handed_in(final, second, 1)
    judging.sheet(final, first)
    page = text(client.get(at(final, "stage"), {"idea": second.number}))
    assert "2人中 2人 入力ずみ" in page
    running = text(client.get(at(final)))
    assert "封印しています" in running
    assert "意見が分かれています" not in running
    assert "いまの点のしるし" not in running
    assert client.get(reverse("admin:judging_round_ranking", args=[final.pk])).url == at(final)
    change = reverse("admin:judging_assignment_change", args=[done.pk])
    assert "新規性" not in text(client.get(change))
    clock_at(CLOSES)
    running = text(client.get(at(final)))
    assert "いまの点のしるし" in running
    assert "意見が分かれています" in running
    assert "新規性" in text(client.get(change))


@pytest.mark.parametrize("name", ["running", "stage", "paper"])
def test_judges_see_none_of_it(enter, now, round, name):
    judge = judging.judge()
    assert enter(judge.user).get(at(round, name), follow=True).status_code == 403
