"""Who may see and score a sheet: role × time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import second_factor
from ideas.models import Attachment
from ideas.rules import is_granted_from_above
from judging import rules
from judging.models import Assignment, Conflict
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.judging import CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
TIMES = {"before": OPENS - SECOND, "first": OPENS, "last": CLOSES - SECOND, "after": CLOSES}


@pytest.fixture
def sheet():
    return judging.sheet(judging.round(), ideas.submitted())


@pytest.fixture
def people(sheet):
    other = judging.judge().user
    judging.sheet(sheet.round, ideas.submitted(), other.judgeships.get())
    return {
        "mine": sheet.judge.user,
        "other judge": other,
        "secretariat": staff(),
        "leader": ideas.leader_of(sheet.idea.team),
        "nobody": person(),
        "anonymous": AnonymousUser(),
    }


@pytest.mark.parametrize(
    ("time", "may_see", "may_score"),
    [("before", False, False), ("first", True, True), ("last", True, True), ("after", True, False)],
)
def test_only_its_judge_sees_and_scores_a_sheet_and_only_in_time(sheet, people, clock_at, time, may_see, may_score):
    clock_at(TIMES[time])
    sees = {who: user.has_perm("judging.view_own_sheet", sheet) for who, user in people.items()}
    scores = {who: user.has_perm("judging.score_sheet", sheet) for who, user in people.items()}
    assert sees == {who: who == "mine" and may_see for who in people}
    assert scores == {who: who == "mine" and may_score for who in people}


@pytest.mark.parametrize("change", ["recused", "conflict", "left"])
def test_a_sheet_given_back_is_nobodys(sheet, people, clock_at, change):
    clock_at(DURING)
    if change == "recused":
        Assignment.objects.filter(pk=sheet.pk).update(recused_at=DURING)
    elif change == "left":
        sheet.judge.left_at = DURING
        sheet.judge.save()
    else:
        Conflict.objects.create(judge=sheet.judge, idea=sheet.idea, reason="支援")
    assert not any(user.has_perm("judging.view_own_sheet", sheet) for user in people.values())


def test_what_was_written_on_an_idea_withdrawn_later_is_only_read(sheet, people, clock_at):
    clock_at(DURING)
    sheet.idea.status = "withdrawn"
    sheet.idea.save()
    assert people["mine"].has_perm("judging.view_own_sheet", sheet)
    assert not any(user.has_perm("judging.score_sheet", sheet) for user in people.values())
    assert not rules.has_sheet_for(people["mine"], sheet.idea)


def test_pictures_are_shown_to_the_judges_of_the_idea_alone(sheet, people, clock_at):
    clock_at(DURING)
    picture = Attachment(idea=sheet.idea, is_handed_in=True)
    del people["anonymous"]  # asked only about people who are logged in
    assert {who: is_granted_from_above(user, picture) for who, user in people.items()} == {
        who: who == "mine" for who in people
    }
    clock_at(OPENS - SECOND)
    assert not is_granted_from_above(people["mine"], picture)


def test_judges_need_a_second_factor():
    judge = judging.judge(user=person(second_factor=False)).user
    citizen = person(second_factor=False)
    assert (second_factor.is_missing_from(judge), second_factor.is_missing_from(citizen)) == (True, False)


def test_someone_switched_off_judges_nothing():
    judge = judging.judge().user
    judge.is_active = False
    assert not rules.is_judge(judge)
