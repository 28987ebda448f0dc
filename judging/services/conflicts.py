"""Conflicts of interest: declared, found, decided on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from ideas.models import Idea
from judging.models import Assignment, Conflict, Judge, JudgingRefused
from judging.standings import is_released


@transaction.atomic
def declare_conflict(
    judge: Judge, idea: Idea, *, reason: str, by: User, at: datetime, kind: str = Conflict.Kind.OTHER
) -> Conflict:
    """Keep a judge away from an idea: their sheets for it go, scores and all. Declared once, not after the release.

    What a judge declares of themselves holds until the secretariat has looked at it; what the secretariat declares
    is confirmed by that.
    """
    Cycle.objects.select_for_update(no_key=True).get(pk=judge.cycle_id)
    if by.pk != judge.user_id and not by.is_staff:
        raise JudgingRefused(_("利益相反を届け出られるのは、本人か事務局です。"))
    refuse_conflict(judge, idea, reason)
    source = Conflict.Source.JUDGE if by.pk == judge.user_id else Conflict.Source.OFFICE
    values = {"reason": reason.strip(), "declared_by": by}
    if source == Conflict.Source.OFFICE:
        values |= {"state": Conflict.State.CONFIRMED, "decided_by": by, "decided_at": at}
    conflict, is_new = Conflict.objects.get_or_create(judge=judge, idea=idea, kind=kind, source=source, defaults=values)
    if is_new:
        Assignment.objects.filter(judge=judge, idea=idea).delete()
        record_decision(by, "judging.declare_conflict", conflict, at=at, judge=judge.pk, idea=idea.number)
    return conflict


def refuse_conflict(judge: Judge, idea: Idea, reason: str) -> None:
    """The facts that forbid a declaration, whoever makes it."""
    if idea.cycle_id != judge.cycle_id:
        raise JudgingRefused(_("審査委員とアイデアの年度がちがいます。"))
    if is_released(judge.cycle):
        raise JudgingRefused(_("審査の結果は公開ずみです。利益相反は事務局にご相談ください。"))
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))
