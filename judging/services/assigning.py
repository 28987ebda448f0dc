"""Giving out sheets."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from judging.models import Assignment, JudgingRefused, Round
from judging.standings import ideas_of, judges_with_a_stake


@transaction.atomic
def assign_judges(round: Round, *, by: User, at: datetime) -> int:
    """Give every judge a sheet for every idea of the round they have no stake in; says how many are new."""
    round = Round.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=round.pk)
    _refuse_unready(round, at)
    kept_apart = judges_with_a_stake(round.cycle)
    there = set(round.assignments.values_list("judge_id", "idea_id"))
    pairs = [(judge, idea) for judge in round.cycle.judges.serving().committee() for idea in ideas_of(round)]
    missing = [
        Assignment(round=round, judge=judge, idea=idea, state=Assignment.State.RELEASED, created_at=at, updated_at=at)
        for judge, idea in pairs
        if (judge.pk, idea.pk) not in there | kept_apart
    ]
    Assignment.objects.bulk_create(missing)
    if missing:
        record_decision(by, "judging.assign_judges", round, at=at, sheets=len(missing))
    return len(missing)


def _refuse_unready(round: Round, at: datetime) -> None:
    if at >= round.closes_at:
        raise JudgingRefused(_("この審査はしめきりました。割り当てるには、しめきりを延ばしてください。"))
    if not sum(round.criteria.values_list("weight", flat=True)):
        raise JudgingRefused(_("審査基準がないか、重みの合計が0です。先に審査基準を決めてください。"))
    if not round.cycle.judges.serving().committee().exists():
        raise JudgingRefused(_("審査委員がいません。先に審査委員を登録してください。"))
    if not ideas_of(round).exists():
        raise JudgingRefused(_("この審査の対象になるアイデアがありません。"))
