"""A team names a judge of the committee; it sees what it said and what came of it, and learns nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from judging import services
from judging.models import Assignment, Conflict, Judge, JudgingRefused
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES, DURING
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def address(idea):
    return reverse("judging:team_conflicts", args=[idea.pk])


@pytest.fixture
def idea(now):
    return ideas.submitted()


@pytest.fixture
def client(enter, idea):
    return enter(ideas.leader_of(idea.team))


def text(answer):
    return answer.content.decode()


def test_a_member_names_a_judge_and_sees_what_came_of_it(client, idea):
    judge = judging.judge(title="教授")
    assert f"{judge.user}（教授）</option>" in text(client.get(address(idea)))
    sent = {"judge": judge.pk, "reason": "おじです。"}
    shown = text(client.post(address(idea), sent, follow=True))
    for words in (
        "利益相反を届け出ました",
        "事務局が確かめています",
        "おじです。",
        "届け出ていない審査委員は、もういません",
    ):
        assert words in shown
    kept = Conflict.objects.get()
    assert (kept.judge, kept.source, kept.declared_by) == (judge, "team", ideas.leader_of(idea.team))
    for state, words in (("dismissed", "認めませんでした"), ("confirmed", "利益相反と認めました")):
        services.decide_conflict(kept, state=state, reason="調べました", by=staff(), at=DURING)
        shown = text(client.get(address(idea)))
        assert (words in shown, "調べました" in shown) == (True, False)


def test_the_page_is_the_same_whoever_judges_the_idea(client, idea):
    """Neither sheets nor what records and judges say change a byte of it."""
    judge, other = judging.judge(), judging.judge()
    judging.round()

    def page():
        lines = client.get(address(idea)).content.split(b"\n")
        return [line for line in lines if b"csrfmiddlewaretoken" not in line]

    before = page()
    judging.sheet(cycle().rounds.get(), idea, judge)
    services.declare_conflict(other, idea, reason="弟です。", by=other.user, at=DURING)
    Conflict.objects.create(judge=judge, idea=idea, kind="school", source="inferred", reason="同じ学校")
    assert page() == before


def test_only_serving_judges_of_this_committee_can_be_named(client, idea):
    gone, selector = judging.judge(left_at=DURING), judging.judge(scope=Judge.Scope.SPONSOR)
    judges = (gone, selector, judging.judge(cycle(2025)))
    judging.judge()
    before = every_row()
    for judge in judges:
        assert f'value="{judge.pk}"' not in text(client.get(address(idea)))
        assert "おじです。" in text(client.post(address(idea), {"judge": judge.pk, "reason": "おじです。"}))
    assert every_row() == before


@pytest.mark.parametrize(
    "sent", [{}, {"reason": "おじです。"}, {"judge": "mine", "reason": " "}, {"judge": "mine", "reason": "あ" * 201}]
)
def test_what_is_missing_is_said(client, idea, sent):
    judge = judging.judge()
    before = every_row()
    answer = client.post(address(idea), {key: judge.pk if value == "mine" else value for key, value in sent.items()})
    assert "か所を直してください" in text(answer)
    assert every_row() == before


def test_from_the_handing_in_until_the_screening_closes_or_is_locked(client, idea, clock_at):
    judge, round, clerk = judging.judge(), judging.round(), staff()
    sent = {"judge": judge.pk, "reason": "おじです。"}
    closed = "一次審査が終わったので、届け出られません"
    clock_at(CLOSES)
    before = every_row()
    assert closed in text(client.get(address(idea)))
    assert closed in text(client.post(address(idea), sent))
    assert every_row() == before
    clock_at(CLOSES - HOUR)
    type(round).objects.update(locked_at=DURING, locked_by=clerk)
    assert closed in text(client.post(address(idea), sent))
    assert not Conflict.objects.exists()
    type(round).objects.update(locked_at=None, locked_by=None)
    client.post(address(idea), sent)
    assert Conflict.objects.get().judge == judge


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_handed_in_has_no_page_and_no_declaration(enter, now, state):
    idea, judge = getattr(ideas, state)(), judging.judge()
    leader = ideas.leader_of(idea.team)
    assert enter(leader).get(address(idea)).status_code == 404
    before = every_row()
    with pytest.raises(JudgingRefused, match="応募したアイデアについてだけ"):
        services.declare_conflict(judge, idea, reason="おじです。", by=leader, at=DURING)
    assert every_row() == before


def test_others_find_nothing_there(enter, idea, client):
    judge = judging.judge()
    judging.sheet(judging.round(), idea, judge)
    for user in (person(), staff(), judge.user, ideas.leader_of(ideas.submitted().team)):
        assert enter(user).get(address(idea)).status_code == 404
    assert Assignment.objects.of_judge(judge.user).exists()


def test_the_receipt_leads_there(client, idea):
    assert address(idea) in text(client.get(reverse("ideas:idea_receipt", args=[idea.pk])))


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(client, idea, n, django_assert_num_queries):
    for _ in range(n):
        judging.judge()
        services.declare_conflict(judging.judge(), idea, reason="おじ", by=ideas.leader_of(idea.team), at=DURING)
    with django_assert_num_queries(9):
        assert client.get(address(idea)).status_code == 200
