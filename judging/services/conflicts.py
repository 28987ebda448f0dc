"""Conflicts of interest: found, declared, decided on. One that nobody has dismissed keeps the judge away."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from ideas.models import Idea
from judging.models import Assignment, Conflict, Judge, JudgingRefused
from judging.services.news import tell_office_of_conflict
from judging.stakes import stakes_in
from judging.standings import is_released, takes_word_of_teams

KEPT = (Conflict.State.CONFIRMED, Conflict.State.PINNED)


@transaction.atomic
def find_conflicts(cycle: Cycle, *, at: datetime) -> int:
    """Propose what the records show and nobody has decided on; take back what they no longer show. Says how many are new."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if is_released(cycle, at):
        return 0
    found = {(stake.judge, stake.idea, stake.kind): stake for stake in stakes_in(cycle)}
    inferred = Conflict.objects.filter(judge__cycle=cycle, source=Conflict.Source.INFERRED)
    there = {(row.judge_id, row.idea_id, row.kind): row for row in inferred}
    gone = [row.pk for key, row in there.items() if key not in found and row.state == Conflict.State.PROPOSED]
    inferred.filter(pk__in=gone).delete()
    new = [
        Conflict(
            judge_id=stake.judge,
            idea_id=stake.idea,
            kind=stake.kind,
            source=Conflict.Source.INFERRED,
            reason=stake.detail,
            created_at=at,
            updated_at=at,
        )
        for key, stake in found.items()
        if key not in there
    ]
    Conflict.objects.bulk_create(new)
    return len(new)


def find_due_conflicts(*, at: datetime) -> int:
    """Look anew in every cycle a round of which is neither locked nor over; says how many are new."""
    cycles = Cycle.objects.filter(rounds__locked_at__isnull=True, rounds__closes_at__gt=at).distinct().order_by("pk")
    return sum(find_conflicts(cycle, at=at) for cycle in cycles)


@transaction.atomic
def declare_conflict(
    judge: Judge, idea: Idea, *, reason: str, by: User, at: datetime, kind: str = Conflict.Kind.OTHER
) -> Conflict:
    """Keep a judge away from an idea. Declared once a kind, not after the release.

    By the judge or the secretariat: their sheets for it go, scores and all. By a member of the team: the judge no longer
    sees it, and the sheets wait for what the secretariat decides.
    """
    Cycle.objects.select_for_update(no_key=True).get(pk=judge.cycle_id)
    source = _source(judge, idea, by)
    refuse_conflict(judge, idea, reason, at)
    if source == Conflict.Source.TEAM:
        _refuse_word_of_team(idea, at)
    values = {"reason": reason.strip(), "declared_by": by}
    if source == Conflict.Source.OFFICE:
        values |= {"state": Conflict.State.CONFIRMED, "decided_by": by, "decided_at": at}
    conflict, is_new = Conflict.objects.get_or_create(judge=judge, idea=idea, kind=kind, source=source, defaults=values)
    if is_new:
        if source != Conflict.Source.TEAM:
            _take_sheets(conflict)
        if source != Conflict.Source.OFFICE:
            tell_office_of_conflict(conflict, at=at)
        record_decision(by, "judging.declare_conflict", conflict, at=at, judge=judge.pk, idea=idea.number, kind=kind)
    return conflict


def _refuse_word_of_team(idea: Idea, at: datetime) -> None:
    if idea.status != Idea.Status.SUBMITTED:
        raise JudgingRefused(_("利益相反を届け出られるのは、応募したアイデアについてだけです。"))
    if not takes_word_of_teams(idea.cycle, at):
        raise JudgingRefused(_("一次審査が終わったので、届け出られません。事務局にご相談ください。"))


def _source(judge: Judge, idea: Idea, by: User) -> str:
    if by.pk == judge.user_id:
        return Conflict.Source.JUDGE
    if idea.team.members.filter(user=by).exists():
        return Conflict.Source.TEAM
    if by.is_staff:
        return Conflict.Source.OFFICE
    raise JudgingRefused(_("利益相反を届け出られるのは、本人とチームと事務局です。"))


def refuse_conflict(judge: Judge, idea: Idea, reason: str, at: datetime) -> None:
    """The facts that forbid a declaration, whoever makes it."""
    if idea.cycle_id != judge.cycle_id:
        raise JudgingRefused(_("審査委員とアイデアの年度がちがいます。"))
    if is_released(judge.cycle, at):
        raise JudgingRefused(_("審査の結果は公開ずみです。利益相反は事務局にご相談ください。"))
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))


@transaction.atomic
def decide_conflict(conflict: Conflict, *, state: str, reason: str, by: User, at: datetime) -> Conflict:
    """Confirm, dismiss or pin. Confirming and pinning take the judge's sheets away; a pinned one is never decided again."""
    Cycle.objects.select_for_update(no_key=True).get(pk=conflict.judge.cycle_id)
    kept = Conflict.objects.select_related("judge__cycle", "idea__cycle").get(pk=conflict.pk)
    if kept.state == state:
        return kept
    refuse_decision(kept, state, reason, at)
    kept.state, kept.decided_by, kept.decided_at, kept.decision_reason = state, by, at, reason.strip()
    kept.save()
    if state in KEPT:
        _take_sheets(kept)
    detail = {"judge": kept.judge_id, "idea": kept.idea.number, "kind": kept.kind, "state": state, "reason": reason}
    record_decision(by, "judging.decide_conflict", kept, at=at, **detail)
    return kept


def refuse_decision(conflict: Conflict, state: str, reason: str, at: datetime) -> None:
    """The facts that forbid a decision, whoever makes it."""
    if is_released(conflict.judge.cycle, at):
        raise JudgingRefused(_("審査の結果は公開ずみなので、利益相反の扱いは変えられません。"))
    if conflict.state == Conflict.State.PINNED:
        raise JudgingRefused(_("この利益相反は固定されているので、変えられません。"))
    if state == Conflict.State.DISMISSED and conflict.kind == Conflict.Kind.TEAM:
        raise JudgingRefused(_("チームの一員が、そのチームのアイデアを審査することはできません。"))
    if state == Conflict.State.DISMISSED and not reason.strip():
        raise JudgingRefused(_("認めない理由を書いてください。"))
    if state not in (*KEPT, Conflict.State.DISMISSED):
        raise JudgingRefused(_("認める、認めない、固定する、のどれかをえらんでください。"))


def _take_sheets(conflict: Conflict) -> None:
    Assignment.objects.filter(judge=conflict.judge_id, idea=conflict.idea_id).delete()
