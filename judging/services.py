"""Acts of judging: giving out sheets, scoring, conflicts, tiers and their release."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage, Tier
from ideas.models import Idea
from judging.models import (
    MAX_WORDS,
    Assignment,
    Conflict,
    Criterion,
    Judge,
    JudgingRefused,
    Placement,
    Round,
    Score,
    SheetIncomplete,
    TierRelease,
)
from judging.standings import ideas_of, is_released, judges_with_a_stake
from notifications.services import notify


@transaction.atomic
def assign_judges(round: Round, *, by: User, at: datetime) -> int:
    """Give every judge a sheet for every idea of the round they have no stake in; says how many are new."""
    round = Round.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=round.pk)
    _refuse_unready(round, at)
    kept_apart = judges_with_a_stake(round.cycle)
    there = set(round.assignments.values_list("judge_id", "idea_id"))
    pairs = [(judge, idea) for judge in round.cycle.judges.all() for idea in ideas_of(round)]
    missing = [
        Assignment(round=round, judge=judge, idea=idea, created_at=at, updated_at=at)
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
    if not round.cycle.judges.exists():
        raise JudgingRefused(_("審査委員がいません。先に審査委員を登録してください。"))
    if not ideas_of(round).exists():
        raise JudgingRefused(_("この審査の対象になるアイデアがありません。"))


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
    if at >= sheet.round.closes_at:
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


@transaction.atomic
def declare_conflict(judge: Judge, idea: Idea, *, reason: str, by: User, at: datetime) -> Conflict:
    """Keep a judge away from an idea: their sheets for it go, scores and all. Declared once, not after the release."""
    Cycle.objects.select_for_update(no_key=True).get(pk=judge.cycle_id)
    if by.pk != judge.user_id and not by.is_staff:
        raise JudgingRefused(_("利益相反を届け出られるのは、本人か事務局です。"))
    refuse_conflict(judge, idea, reason)
    conflict, is_new = Conflict.objects.get_or_create(judge=judge, idea=idea, defaults={"reason": reason.strip()})
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


@transaction.atomic
def place_idea(idea: Idea, *, tier: Tier | None, by: User, at: datetime) -> Placement | None:
    """Put an idea in a tier, or take it out again; only before the release."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=idea.cycle_id)
    if is_released(cycle):
        raise JudgingRefused(_("審査の結果は公開ずみなので、層は変えられません。"))
    if not Idea.objects.handed_in().filter(pk=idea.pk).exists():
        raise JudgingRefused(_("応募されていないアイデアは層に入れられません。"))
    if tier is not None and tier.cycle_id != cycle.pk:
        raise JudgingRefused(_("層とアイデアの年度がちがいます。"))
    placement = Placement.objects.filter(idea=idea).first()
    if (placement.tier_id if placement else None) == (tier.pk if tier else None):
        return placement
    if tier is None:
        Placement.objects.filter(idea=idea).delete()
        placement = None
    else:
        values = {"tier": tier, "decided_by": by, "decided_at": at}
        placement, _new = Placement.objects.update_or_create(idea=idea, defaults=values)
    record_decision(by, "judging.place_idea", idea, at=at, tier=tier.key if tier else "")
    return placement


@transaction.atomic
def release_tiers(cycle: Cycle, *, by: User, at: datetime) -> TierRelease:
    """Let the world see a cycle's tiers and mail each team its own. Twice is once."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    released = TierRelease.objects.filter(cycle=cycle).first()
    if released:
        return released
    _refuse_early_release(cycle, at)
    release = TierRelease.objects.create(cycle=cycle, released_by=by, released_at=at)
    record_decision(by, "judging.release_tiers", cycle, at=at)
    _tell_teams(cycle, at)
    return release


def _refuse_early_release(cycle: Cycle, at: datetime) -> None:
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is not None and at < stage.closes_at:
        raise JudgingRefused(_("アイデアの募集がしめきられるまで、審査の結果は公開できません。"))
    screening = cycle.rounds.filter(kind=Round.Kind.SCREENING).first()
    if screening is not None and at < screening.closes_at:
        raise JudgingRefused(_("一次審査がしめきられるまで、審査の結果は公開できません。"))
    ideas = Idea.objects.handed_in().filter(cycle=cycle)
    if not ideas.exists():
        raise JudgingRefused(_("応募されたアイデアがありません。"))
    waiting = ideas.filter(placement__isnull=True).count()
    if waiting:
        raise JudgingRefused(_("層の決まっていないアイデアが%(n)d件あります。") % {"n": waiting})


def _tell_teams(cycle: Cycle, at: datetime) -> None:
    placements = Placement.objects.filter(idea__cycle=cycle).select_related("tier", "idea__cycle", "idea__team")
    for placement in placements.prefetch_related("idea__team__members__user"):
        idea = placement.idea
        for member in idea.team.members.all():
            notify(
                member.user,
                "judging/tier",
                context={
                    "team": idea.team.name,
                    "number": idea.number,
                    "title": idea.title,
                    "tier": _tier_name(placement.tier, member.user.language),
                    "cycle": cycle.code,
                    "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
                },
                dedupe_key=f"tier:{idea.pk}:user:{member.user_id}",
                at=at,
            )


def _tier_name(tier: Tier, language: str) -> str:
    with translation.override(language):
        return str(tier)
