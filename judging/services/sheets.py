"""A judge's sheet: saved as a whole, handed in when every criterion has its point; recused; entered from paper."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.sheet import fingerprint
from judging.models import (
    MAX_WORDS,
    Assignment,
    AssignmentQuerySet,
    Criterion,
    JudgingRefused,
    Round,
    Score,
    SheetChanged,
    SheetClosed,
    SheetIncomplete,
)
from judging.services.news import tell_of_recusal
from judging.services.rubric import freeze_rubric
from judging.sheet import RubricSection, name_of, section_of, values_of


@transaction.atomic
def save_sheet(
    assignment: Assignment,
    *,
    points: Mapping[int, int],
    comment: str,
    advice: str,
    by: User,
    at: datetime,
    seen: str | None = None,
) -> Assignment:
    """Write a judge's sheet as a whole; it may lack points until it is handed in, and never again after.

    `seen` is the fingerprint of the values the writer had before them: SheetChanged when others stand there now.
    """
    sheet = _open_sheet(assignment, by, at)
    return _write(sheet, points, comment=comment, advice=advice, by=by, at=at, seen=seen)


def _write(
    sheet: Assignment,
    points: Mapping[int, int],
    *,
    comment: str,
    advice: str,
    by: User,
    at: datetime,
    seen: str | None,
) -> Assignment:
    section = section_of(sheet.round)
    criteria = {criterion.pk: criterion for criterion in section.criteria.values()}
    _refuse_odd_points(points, criteria)
    before = values_of(sheet, section)
    sheet.comment, sheet.advice = comment, advice
    _refuse_long_words(sheet)
    after = _values_after(section, points, sheet)
    if before == after:
        return sheet
    if seen is not None and seen != fingerprint(before):
        raise SheetChanged(_("ほかの画面で、この採点表が変わりました。まだ保存していません。"))
    if sheet.handed_in_at:
        _refuse_missing([criterion for key, criterion in criteria.items() if key not in points])
    sheet.save(update_fields=["comment", "advice", "entered_by"])
    _write_scores(sheet, points)
    if points and not sheet.round.rubric_hash:
        freeze_rubric(sheet.round, at=at)
    if sheet.handed_in_at:
        record_decision(by, "judging.change_sheet", sheet, at=at, points=_by_key(points, criteria))
    return sheet


def _values_after(section: RubricSection, points: Mapping[int, int], sheet: Assignment) -> dict[str, str]:
    given = {name: str(points.get(criterion.pk, "")) for name, criterion in section.criteria.items()}
    return {**given, "advice": sheet.advice, "comment": sheet.comment}


def _locked(sheets: AssignmentQuerySet, assignment: Assignment) -> Assignment | None:
    """The row among these, locked. The round is read after it, so that who waited here sees a lock set meanwhile."""
    rows = sheets.select_for_update(of=("self",), no_key=True).select_related("idea", "judge")
    sheet = rows.filter(pk=assignment.pk).first()
    if sheet is not None:
        sheet.round = Round.objects.get(pk=sheet.round_id)
    return sheet


def _open_sheet(assignment: Assignment, by: User, at: datetime) -> Assignment:
    """The sheet, locked, if it is this person's and its round is open."""
    sheet = _locked(Assignment.objects.of_judge(by), assignment)
    if sheet is None:
        raise JudgingRefused(_("この採点表は、あなたの採点表ではありません。"))
    if sheet.is_withdrawn:
        raise SheetClosed(_("このアイデアは取り下げられました。採点はいりません。書いたものは残っています。"))
    if at < sheet.round.opens_at:
        raise SheetClosed(_("審査はまだはじまっていません。"))
    if not sheet.round.is_open_at(at):
        raise SheetClosed(_("審査のしめきりを過ぎたので、保存できません。事務局にご連絡ください。"))
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
    return _hand_in(_open_sheet(assignment, by, at), by, at, "judging.hand_in_sheet")


def _hand_in(sheet: Assignment, by: User, at: datetime, action: str) -> Assignment:
    scored = dict(sheet.scores.values_list("criterion_id", "points"))
    criteria = {criterion.pk: criterion for criterion in sheet.round.criteria.all()}
    _refuse_missing([criterion for key, criterion in criteria.items() if key not in scored])
    if sheet.handed_in_at is None:
        sheet.handed_in_at = at
        sheet.save(update_fields=["handed_in_at", "entered_by"])
        record_decision(by, action, sheet, at=at, points=_by_key(scored, criteria))
    return sheet


@transaction.atomic
def recuse_judge(assignment: Assignment, *, reason: str, by: User, at: datetime) -> Assignment:
    """A judge does not score this idea after all, and says why. The sheet leaves their list and counts no more; once."""
    sheet = _open_sheet(assignment, by, at)
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))
    sheet.recused_at, sheet.recusal_reason, sheet.handed_in_at = at, reason.strip(), None
    sheet.save(update_fields=["recused_at", "recusal_reason", "handed_in_at"])
    record_decision(by, "judging.recuse_judge", sheet, at=at, idea=sheet.idea.number, reason=sheet.recusal_reason)
    tell_of_recusal(sheet, at=at)
    return sheet


@transaction.atomic
def enter_sheet(
    assignment: Assignment, *, points: Mapping[int, int], comment: str, advice: str, by: User, at: datetime
) -> Assignment:
    """Enter a judge's paper sheet for them, whole; until the round is locked, with the trace of who entered it.

    Never over what the judge handed in themselves; entering again mends what was entered.
    """
    if not by.is_staff:
        raise JudgingRefused(_("紙の採点表を入力できるのは事務局です。"))
    sheet = _locked(Assignment.objects.standing().released().filter(judge__left_at__isnull=True), assignment)
    if sheet is None:
        raise JudgingRefused(_("この採点表には入力できません。利益相反、辞退、取り下げのどれかがあります。"))
    _refuse_entry(sheet, by, at)
    criteria = {name_of(criterion): criterion for criterion in sheet.round.criteria.all()}
    _refuse_missing([criterion for criterion in criteria.values() if criterion.pk not in points])
    sheet.entered_by = by
    _write(sheet, points, comment=comment, advice=advice, by=by, at=at, seen=None)
    return _hand_in(sheet, by, at, "judging.enter_sheet")


def _refuse_entry(sheet: Assignment, by: User, at: datetime) -> None:
    if by.pk == sheet.judge.user_id:
        raise JudgingRefused(_("自分の採点表は、審査サイトで書いてください。"))
    if at < sheet.round.opens_at:
        raise SheetClosed(_("審査はまだはじまっていません。"))
    if sheet.round.locked_at:
        raise SheetClosed(_("採点を締めたので、入力できません。"))
    if sheet.handed_in_at and sheet.entered_by_id is None:
        raise JudgingRefused(_("この採点表は、審査委員がもう終えています。"))
