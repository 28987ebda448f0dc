"""What the secretariat and judges hear of at once, and conflicts that are looked for by the clock."""

from datetime import timedelta

import pytest

from judging import services
from judging.models import Assignment, Conflict
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind):
    return sorted(OutboxMail.objects.filter(kind=f"judging/{kind}").values_list("to", flat=True))


def test_a_recusal_is_told_to_the_secretariat_and_noted_to_the_judge():
    offices, sheet = [staff(), staff()], judging.sheet(judging.round(), ideas.submitted())
    services.recuse_judge(sheet, reason="専門外です。", by=sheet.judge.user, at=DURING)
    assert told("recused") == sorted(office.email for office in offices)
    body = OutboxMail.objects.filter(kind="judging/recused").first().body
    assert [words in body for words in (sheet.idea.number, "専門外です。", str(sheet.judge))] == [True] * 3
    assert told("recusal_noted") == [sheet.judge.user.email]


@pytest.mark.parametrize(("who", "words"), [("judge", "もうありません"), ("team", "チームが"), ("office", "")])
def test_a_declared_conflict_is_told_to_the_secretariat_unless_it_declared_it(who, words):
    office, sheet = staff(), judging.sheet(judging.round(), ideas.submitted())
    by = {"judge": sheet.judge.user, "team": ideas.leader_of(sheet.idea.team), "office": office}[who]
    for _ in range(2):
        services.declare_conflict(sheet.judge, sheet.idea, reason="おじです。", by=by, at=DURING)
    assert told("conflict_declared") == ([office.email] if words else [])
    assert all(words in mail.body for mail in OutboxMail.objects.filter(kind="judging/conflict_declared"))


def test_a_reopening_is_told_to_every_judge_with_a_sheet_once():
    round, idea = judging.round(), ideas.submitted()
    busy, gone = judging.judge(), judging.judge(left_at=DURING)
    judging.judge()  # without a sheet
    judging.handed_in(round, idea, 3, 3, 3, by=busy)
    judging.sheet(round, idea, gone)
    words = {"reason": "入れまちがい", "closes_at": CLOSES + 3 * DAY}
    asked = services.ask_reopening(round, **words, by=staff(), at=CLOSES)
    assert told("reopened") == []
    for _ in range(2):
        services.agree_reopening(asked, by=staff(), at=CLOSES)
    assert told("reopened") == [busy.user.email]


def test_conflicts_are_looked_for_while_a_round_takes_scores_and_twice_is_once():
    round, idea = judging.round(), ideas.submitted()
    sheet = judging.sheet(round, idea)
    idea.team.members.create(user=sheet.judge.user, **ideas.JOINS)
    assert (services.find_due_conflicts(at=DURING), services.find_due_conflicts(at=DURING)) == (1, 0)
    assert Conflict.objects.get().source == "inferred"
    assert not Assignment.objects.of_judge(sheet.judge.user).exists()


@pytest.mark.parametrize("over", ["closed", "locked", "no round"])
def test_conflicts_are_not_looked_for_once_it_is_over(over):
    idea = ideas.submitted()
    judging.judge(user=ideas.leader_of(idea.team))
    if over != "no round":
        judging.round(locked_at=DURING if over == "locked" else None)
    assert services.find_due_conflicts(at=CLOSES if over == "closed" else DURING) == 0
    assert not Conflict.objects.exists()
