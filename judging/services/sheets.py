"""A judge's sheet: saved as a whole, handed in when every criterion has its point."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from judging.models import MAX_WORDS, Assignment, Criterion, JudgingRefused, Score, SheetIncomplete
from judging.services.rubric import freeze_rubric


@transaction.atomic
def save_sheet(
    assignment: Assignment, *, points: Mapping[int, int], comment: str, advice: str, by: User, at: datetime
) -> Assignment:
    """Write a judge's sheet as a whole; it may lack points until it is handed in, and never again after."""
    sheet = _open_sheet(assignment, by, at)
    criteria = {criterion.pk: criterion for criterion in sheet.round.criteria.all()}
    _refuse_odd_points(points, criteria)
    if sheet.handed_in_at:
        _refuse_missing([criterion for key, criterion in criteria.items() if key not in points])
    sheet.comment, sheet.advice = comment, advice
    _refuse_long_words(sheet)
    sheet.save(update_fields=["comment", "advice"])
    _write_scores(sheet, points)
    if points:
        freeze_rubric(sheet.round, at=at)
    if sheet.handed_in_at:
        record_decision(by, "judging.change_sheet", sheet, at=at, points=_by_key(points, criteria))
    return sheet


def _open_sheet(assignment: Assignment, by: User, at: datetime) -> Assignment:
    """The sheet, locked, if it is this person's and its round is open."""
    sheet = (
        Assignment.objects.of_judge(by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("round", "idea", "judge")
        .filter(pk=assignment.pk)
        .first()
    )
    if sheet is None:
        raise JudgingRefused(_("この採点表は、あなたの採点表ではありません。"))
    if at < sheet.round.opens_at:
        raise JudgingRefused(_("審査はまだはじまっていません。"))
    if not sheet.round.is_open_at(at):
        raise JudgingRefused(_("審査のしめきりを過ぎたので、保存できません。事務局にご連絡ください。"))
    return sheet


def _refuse_odd_points(points: Mapping[int, int], criteria: Mapping[int, Criterion]) -> None:
    for key, value in points.items():
        if key not in criteria:
            raise JudgingRefused(_("この審査にない審査基準の点は保存できません。"))
        if not 1 <= value <= criteria[key].max_points:
            sentence = _("「%(criterion)s」の点は1から%(max)dまでです。")
            raise JudgingRefused(sentence % {"criterion": criteria[key], "max": criteria[key].max_points})


def _refuse_missing(criteria: list[Criterion]) -> None:
    if criteria:
        names = _("、").join(str(criterion) for criterion in criteria)
        raise SheetIncomplete(_("まだ点のない審査基準があります：%(names)s") % {"names": names}, criteria)


def _refuse_long_words(sheet: Assignment) -> None:
    if max(len(sheet.comment), len(sheet.advice)) > MAX_WORDS:
        raise JudgingRefused(_("ことばは%(limit)d文字までです。") % {"limit": MAX_WORDS})


def _write_scores(sheet: Assignment, points: Mapping[int, int]) -> None:
    sheet.scores.exclude(criterion_id__in=points).delete()
    Score.objects.bulk_create(
        [Score(assignment=sheet, criterion_id=key, points=value) for key, value in points.items()],
        update_conflicts=True,
        unique_fields=["assignment", "criterion"],
        update_fields=["points"],
    )


def _by_key(points: Mapping[int, int], criteria: Mapping[int, Criterion]) -> dict[str, int]:
    return {criteria[key].key: value for key, value in sorted(points.items())}


@transaction.atomic
def hand_in_sheet(assignment: Assignment, *, by: User, at: datetime) -> Assignment:
    """Say that a sheet is finished; refuses one that lacks points (SheetIncomplete). Twice is once."""
    sheet = _open_sheet(assignment, by, at)
    scored = dict(sheet.scores.values_list("criterion_id", "points"))
    criteria = {criterion.pk: criterion for criterion in sheet.round.criteria.all()}
    _refuse_missing([criterion for key, criterion in criteria.items() if key not in scored])
    if sheet.handed_in_at is None:
        sheet.handed_in_at = at
        sheet.save(update_fields=["handed_in_at"])
        record_decision(by, "judging.hand_in_sheet", sheet, at=at, points=_by_key(scored, criteria))
    return sheet
