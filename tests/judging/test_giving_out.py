"""Giving out sheets: proposed, mended by hand, released; and judges who drop out."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from judging import services
from judging.matching import proposal_of
from judging.models import Assignment, Conflict, Judge, JudgingRefused, Round
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, theme
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def propose(round, at=DURING):
    return services.propose_assignments(round, by=staff(), at=at)


def release(round, at=DURING):
    return services.release_assignments(round, by=staff(), at=at)


def pairs(round, **state):
    return set(round.assignments.filter(**state).values_list("judge_id", "idea_id"))


def mails():
    return OutboxMail.objects.filter(kind="judging/assigned")


def test_every_idea_gets_its_judges_and_loads_are_even():
    round = judging.round(judges_per_idea=2)
    judges, entries = [judging.judge() for _ in range(3)], [ideas.submitted() for _ in range(3)]
    ideas.draft()
    judging.judge(scope=Judge.Scope.SPONSOR)
    judging.judge(left_at=DURING)
    assert propose(round) == 6
    assert Counter(judge for judge, _idea in pairs(round)) == {judge.pk: 2 for judge in judges}
    assert Counter(idea for _judge, idea in pairs(round)) == {idea.pk: 2 for idea in entries}
    assert AuditEntry.objects.get(action="judging.propose_assignments").detail == {"sheets": 6, "lacking": 0}


def test_without_a_number_every_judge_gets_every_idea():
    round = judging.round()
    judges, entries = [judging.judge(), judging.judge()], [ideas.submitted(), ideas.submitted()]
    assert propose(round) == 4
    assert pairs(round) == {(judge.pk, idea.pk) for judge in judges for idea in entries}


def test_a_judge_knows_of_no_sheet_and_gets_no_mail_before_the_release():
    round, judge, idea = judging.round(), judging.judge(), ideas.submitted()
    propose(round)
    assert not Assignment.objects.of_judge(judge.user).exists()
    assert not mails().exists()
    assert release(round) == 1
    assert Assignment.objects.of_judge(judge.user).get().idea == idea
    assert mails().get().to == judge.user.email
    assert "アイデア1件" in mails().get().subject


def test_releasing_again_releases_and_mails_only_what_is_new():
    round, judge, _idea = judging.round(), judging.judge(), ideas.submitted()
    propose(round)
    assert (release(round), release(round)) == (1, 0)
    ideas.submitted()
    propose(round)
    assert release(round) == 1
    assert [mail.to for mail in mails()] == [judge.user.email] * 2
    assert AuditEntry.objects.filter(action="judging.release_assignments").count() == 2


def test_proposing_anew_keeps_hands_and_releases():
    round = judging.round(judges_per_idea=1)
    judges, entries = [judging.judge() for _ in range(2)], [ideas.submitted() for _ in range(4)]
    by_hand = services.assign_by_hand(round, judge=judges[0], idea=entries[0], by=staff(), at=DURING)
    propose(round)
    released = round.assignments.filter(idea=entries[1]).get()
    Assignment.objects.filter(pk=released.pk).update(state="released")
    propose(round)
    assert {by_hand.pk, released.pk} <= set(round.assignments.values_list("pk", flat=True))
    assert sorted(Counter(judge for judge, _idea in pairs(round)).values()) == [2, 2]


def test_conflicts_found_on_the_way_are_kept_apart():
    round = judging.round()
    declared, on_team, free = (ideas.submitted() for _ in range(3))
    declarer, teammate = judging.judge(), judging.judge(user=ideas.leader_of(on_team.team))
    Conflict.objects.create(judge=declarer, idea=declared, reason="支援しています")
    propose(round)
    everyone = {(j.pk, i.pk) for j in (declarer, teammate) for i in (declared, on_team, free)}
    assert pairs(round) == everyone - {(declarer.pk, declared.pk), (teammate.pk, on_team.pk)}


def test_a_conflict_after_the_proposal_is_not_released():
    round, judge, idea = judging.round(), judging.judge(), ideas.submitted()
    propose(round)
    Conflict.objects.create(judge=judge, idea=idea, reason="支援しています")
    assert release(round) == 0
    assert not mails().exists()


def test_themes_and_languages_are_preferred():
    round = judging.round(judges_per_idea=1)
    known, other = ideas.submitted(), ideas.submitted(summary_en="A plan.")
    expert, reader = judging.judge(), judging.judge(reads=Judge.Reads.ENGLISH)
    expert.themes.add(theme())
    propose(round)
    assert pairs(round) == {(expert.pk, known.pk), (reader.pk, other.pk)}
    rows, judges = proposal_of(round)
    assert [row.seats[0].why for row in rows] == [("くわしい分野",), ("件数をそろえるため",)]
    assert [(row.load, row.new) for row in judges] == [(1, 1), (1, 1)]


def test_a_smaller_load_is_respected_and_what_lacks_is_said():
    round = judging.round(judges_per_idea=2)
    busy, _other = judging.judge(max_load=1), judging.judge()
    for _ in range(3):
        ideas.submitted()
    assert propose(round) == 4
    assert busy.assignments.count() == 1
    assert sum(row.lacking for row in proposal_of(round)[0]) == 2
    assert AuditEntry.objects.get(action="judging.propose_assignments").detail["lacking"] == 2


def test_when_a_judge_drops_out_finished_sheets_count_and_others_take_over_the_rest():
    round = judging.round(judges_per_idea=1)
    first, second = ideas.submitted(), ideas.submitted()
    done = judging.handed_in(round, first, 4, 3, 2)
    judging.sheet(round, second, done.judge)
    services.step_down(done.judge, reason="病気のため", by=done.judge.user, at=DURING)
    services.step_down(done.judge, reason="もう一度", by=staff(), at=DURING)
    other = judging.judge()
    assert propose(round) == 1
    assert pairs(round) == {(done.judge_id, first.pk), (other.pk, second.pk)}
    assert not Assignment.objects.of_judge(done.judge.user).exists()
    assert AuditEntry.objects.get(action="judging.step_down").detail["reason"] == "病気のため"


@pytest.mark.parametrize("wrong", ["person", "silent"])
def test_stepping_down_is_refused(wrong):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    by = person() if wrong == "person" else staff()
    with pytest.raises(JudgingRefused):
        services.step_down(sheet.judge, reason="" if wrong == "silent" else "病気", by=by, at=DURING)
    sheet.judge.refresh_from_db()
    assert sheet.judge.left_at is None
    assert Assignment.objects.exists()


def test_a_recused_judge_is_not_asked_again():
    round, first = judging.round(judges_per_idea=1), ideas.submitted()
    sheet = judging.sheet(round, first)
    Assignment.objects.filter(pk=sheet.pk).update(recused_at=DURING, recusal_reason="専門外")
    other = judging.judge()
    propose(round)
    assert pairs(round, recused_at=None) == {(other.pk, first.pk)}


def test_the_final_is_judged_over_the_finalists():
    finalist, other = ideas.submitted(), ideas.submitted()
    judging.placed(finalist)
    judging.placed(other, "poster")
    judge, final = judging.judge(), judging.round(kind=Round.Kind.FINAL)
    propose(final)
    assert pairs(final) == {(judge.pk, finalist.pk)}


@pytest.mark.parametrize("lacking", ["time", "criteria", "weight", "judges", "ideas"])
def test_proposing_is_refused_while_something_is_lacking(lacking):
    criteria = {"criteria": (), "weight": (("novelty", "新規性", 0, 5),)}.get(lacking, judging.CRITERIA)
    round = judging.round(criteria=criteria)
    if lacking != "judges":
        judging.judge()
    if lacking != "ideas":
        ideas.submitted()
    with pytest.raises(JudgingRefused):
        propose(round, CLOSES if lacking == "time" else DURING)
    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="judging.").exists()


def test_the_release_is_refused_after_the_deadline():
    round = judging.round()
    judging.judge()
    ideas.submitted()
    propose(round)
    with pytest.raises(JudgingRefused):
        release(round, CLOSES)
    assert pairs(round, state="released") == set()
    assert not mails().exists()


@pytest.mark.parametrize("wrong", ["time", "cycle", "left", "selector", "withdrawn", "conflict", "recused"])
def test_a_pair_by_hand_is_refused(wrong):
    round, idea = judging.round(), ideas.submitted()
    fields = {"left": {"left_at": DURING}, "selector": {"scope": "sponsor"}}.get(wrong, {})
    judge = judging.judge(cycle(2027) if wrong == "cycle" else None, **fields)
    if wrong == "withdrawn":
        idea.status = "withdrawn"
        idea.save()
    if wrong == "conflict":
        Conflict.objects.create(judge=judge, idea=idea, reason="支援")
    if wrong == "recused":
        Assignment.objects.create(round=round, judge=judge, idea=idea, recused_at=DURING)
    before = list(Assignment.objects.values())
    with pytest.raises(JudgingRefused):
        services.assign_by_hand(round, judge=judge, idea=idea, by=staff(), at=CLOSES if wrong == "time" else DURING)
    assert list(Assignment.objects.values()) == before


def test_an_empty_sheet_is_taken_back_once_and_a_begun_one_never():
    round = judging.round()
    empty, begun = judging.sheet(round, ideas.submitted()), judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    for _ in range(2):
        services.unassign(empty, by=staff(), at=DURING)
    with pytest.raises(JudgingRefused):
        services.unassign(begun, by=staff(), at=DURING)
    assert list(Assignment.objects.all()) == [begun]
    assert AuditEntry.objects.filter(action="judging.unassign").count() == 1
