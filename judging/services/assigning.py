"""Giving out sheets: proposed by the engine, mended by hand, released to the judges at one moment."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from ideas.models import Idea
from judging.assigning import plan
from judging.matching import holding, problem_of
from judging.models import Assignment, Judge, JudgingRefused, Round
from judging.services.conflicts import find_conflicts
from judging.services.locking import hold_round
from judging.standings import ideas_of, is_released, judges_with_a_stake
from notifications.services import notify


@transaction.atomic
def propose_assignments(round: Round, *, by: User, at: datetime) -> int:
    """Fill every idea up to its number of judges. Released and pinned sheets stay; no judge knows of the rest.

    Says how many sheets are proposed. After a judge has dropped out the same act tops up.
    """
    round = hold_round(round)
    _refuse_unready(round, at)
    find_conflicts(round.cycle, at=at)
    round.assignments.filter(state=Assignment.State.PROPOSED).exclude(pk__in=holding(round)).delete()
    found = plan(problem_of(round))
    there = set(round.assignments.values_list("idea_id", "judge_id"))
    new = [
        Assignment(round=round, judge_id=judge, idea_id=idea, created_at=at, updated_at=at)
        for idea, judge in sorted(found.pairs)
        if (idea, judge) not in there
    ]
    Assignment.objects.bulk_create(new)
    lacking = sum(found.lacking.values()) if round.judges_per_idea else 0
    record_decision(by, "judging.propose_assignments", round, at=at, sheets=len(new), lacking=lacking)
    return len(new)


@transaction.atomic
def release_assignments(round: Round, *, by: User, at: datetime) -> int:
    """Let the judges know of the proposed sheets, one mail each; says how many. Again releases only what is new."""
    round = hold_round(round)
    if at >= round.closes_at:
        raise JudgingRefused(_("この審査はしめきりました。割り当てるには、しめきりを延ばしてください。"))
    if round.kind == Round.Kind.FINAL and not is_released(round.cycle, at):
        raise JudgingRefused(_("審査の結果が公開されるまで、最終公開審査の採点表は知らせられません。"))
    find_conflicts(round.cycle, at=at)
    proposed = Assignment.objects.standing().filter(round=round, state=Assignment.State.PROPOSED)
    sheets = list(proposed.filter(judge__left_at__isnull=True).select_related("judge__user"))
    Assignment.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        state=Assignment.State.RELEASED, updated_at=at
    )
    if sheets:
        record_decision(by, "judging.release_assignments", round, at=at, sheets=len(sheets))
        _tell_judges(round, sheets, at)
    return len(sheets)


def _tell_judges(round: Round, sheets: list[Assignment], at: datetime) -> None:
    counts: dict[Judge, list[int]] = {}
    for sheet in sheets:
        counts.setdefault(sheet.judge, []).append(sheet.pk)
    for judge, keys in counts.items():
        notify(
            judge.user,
            "judging/assigned",
            context={
                "cycle": round.cycle.code,
                "count": len(keys),
                "opens_at": round.opens_at,
                "closes_at": round.closes_at,
                "url": settings.SITE_URL + reverse("judge:index"),
            },
            dedupe_key=f"assigned:{round.pk}:judge:{judge.pk}:{max(keys)}",
            at=at,
        )


@transaction.atomic
def assign_by_hand(round: Round, *, judge: Judge, idea: Idea, by: User, at: datetime) -> Assignment:
    """Put a judge on an idea whatever the engine says; never one in conflict. It stays when the proposal is made anew."""
    round = hold_round(round)
    _refuse_pair(round, judge, idea, at)
    sheet = round.assignments.filter(judge=judge, idea=idea).first()
    if sheet and (sheet.is_pinned or sheet.state == Assignment.State.RELEASED):
        return sheet
    values = {"source": Assignment.Source.HAND, "is_pinned": True}
    sheet, _new = Assignment.objects.update_or_create(round=round, judge=judge, idea=idea, defaults=values)
    record_decision(by, "judging.assign_by_hand", sheet, at=at, judge=judge.pk, idea=idea.number)
    return sheet


def _refuse_pair(round: Round, judge: Judge, idea: Idea, at: datetime) -> None:
    if at >= round.closes_at:
        raise JudgingRefused(_("この審査はしめきりました。割り当てるには、しめきりを延ばしてください。"))
    if judge.cycle_id != round.cycle_id or judge.left_at or judge.scope != Judge.Scope.COMMITTEE:
        raise JudgingRefused(_("この人は、この審査で採点する審査委員ではありません。"))
    if not ideas_of(round).filter(pk=idea.pk).exists():
        raise JudgingRefused(_("このアイデアは、この審査の対象ではありません。"))
    find_conflicts(round.cycle, at=at)
    if (judge.pk, idea.pk) in judges_with_a_stake(round.cycle):
        raise JudgingRefused(_("%(judge)s さんには、このアイデアに利益相反があります。") % {"judge": judge})
    if round.assignments.filter(judge=judge, idea=idea, recused_at__isnull=False).exists():
        raise JudgingRefused(_("%(judge)s さんは、このアイデアの採点を辞退しています。") % {"judge": judge})


@transaction.atomic
def unassign(sheet: Assignment, *, by: User, at: datetime) -> None:
    """Take a sheet out of the proposal, or back from its judge while nothing is written on it."""
    hold_round(sheet.round)
    kept = Assignment.objects.select_related("idea__cycle").filter(pk=sheet.pk).first()
    if kept is None:
        return
    if kept.recused_at or kept.handed_in_at or kept.comment or kept.advice or kept.scores.exists():
        raise JudgingRefused(_("採点がはじまっているか、辞退の記録があるので、はずせません。"))
    record_decision(by, "judging.unassign", kept, at=at, judge=kept.judge_id, idea=kept.idea.number)
    kept.delete()


@transaction.atomic
def step_down(judge: Judge, *, reason: str, by: User, at: datetime) -> Judge:
    """A judge drops out: finished sheets count, unfinished ones go and can be given to others. Twice is once."""
    kept = Judge.objects.select_for_update(of=("self",), no_key=True).get(pk=judge.pk)
    if kept.left_at:
        return kept
    if not (by.is_staff or by.pk == kept.user_id):
        raise JudgingRefused(_("審査委員の辞退を記録できるのは、本人と事務局です。"))
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))
    kept.left_at, kept.left_reason = at, reason.strip()
    kept.save()
    gone, _parts = kept.assignments.filter(handed_in_at__isnull=True, recused_at__isnull=True).delete()
    record_decision(by, "judging.step_down", kept, at=at, reason=kept.left_reason, unfinished=gone)
    return kept


def _refuse_unready(round: Round, at: datetime) -> None:
    if at >= round.closes_at:
        raise JudgingRefused(_("この審査はしめきりました。割り当てるには、しめきりを延ばしてください。"))
    if not sum(round.criteria.values_list("weight", flat=True)):
        raise JudgingRefused(_("審査基準がないか、重みの合計が0です。先に審査基準を決めてください。"))
    if not round.cycle.judges.serving().committee().exists():
        raise JudgingRefused(_("審査委員がいません。先に審査委員を登録してください。"))
    if not ideas_of(round).exists():
        raise JudgingRefused(_("この審査の対象になるアイデアがありません。"))
