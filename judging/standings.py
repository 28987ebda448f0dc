"""Readings of this room: rankings for the secretariat, tiers for the world once they are released."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.comparing import Total, WhyNot, adjusted, agreement, intervals, places_of
from judging.models import (
    Assignment,
    Conflict,
    Inquiry,
    InquiryQuestion,
    Judge,
    JudgingRefused,
    Placement,
    Reply,
    Round,
    TierRelease,
)
from judging.ranking import Measure, RankingError, Sheet, Standing, rank, sheet_total

FINALIST = "finalist"
WHY_NOT = {
    WhyNot.EMPTY: gettext_lazy("終わった採点表が、まだありません。"),
    WhyNot.ONE_JUDGE: gettext_lazy("採点を終えた審査委員が1人なので、きびしさを比べられません。"),
    WhyNot.SPLIT: gettext_lazy(
        "同じアイデアを採点していない審査委員のグループに分かれているので、きびしさを比べられません。"
    ),
    WhyNot.FEW_SHARED: gettext_lazy(
        "ほかの審査委員と同じアイデアを3件以上採点していない審査委員がいるので、きびしさを見分けられません。"
    ),
}


@dataclass(frozen=True)
class RankedIdea:
    """A row of a round's ranking; place and figures are None while nobody has handed in a sheet. 0 to 100."""

    idea: Idea
    place: int | None
    mean: float | None
    spread: float | None
    sheets: int
    assigned: int
    tier: Tier | None


@dataclass(frozen=True)
class ComparedIdea:
    """A row of the ranking with what other readings say of it; None where they say nothing. 0 to 100."""

    row: RankedIdea
    adjusted: float | None
    adjusted_place: int | None
    interval: tuple[int, int] | None
    depends: bool  # on which mean one goes by


@dataclass(frozen=True)
class Comparison:
    """A ranking with how far it holds; `why_not` says why no mean is adjusted, None when they are."""

    rows: list[ComparedIdea]
    why_not: WhyNot | None
    agreement: float | None


@dataclass(frozen=True)
class Progress:
    """How far one judge is in one round."""

    judge: Judge
    done: int
    total: int


def ideas_of(round: Round) -> QuerySet[Idea]:
    """What a round judges: every idea handed in, or the finalists in the final."""
    ideas = Idea.objects.handed_in().filter(cycle=round.cycle).order_by("serial")
    return finalists_of(round.cycle) if round.kind == Round.Kind.FINAL else ideas


def finalists_of(cycle: Cycle) -> QuerySet[Idea]:
    """The ideas the committee put in the final, told or not. Before the release for the secretariat alone."""
    return Idea.objects.handed_in().filter(cycle=cycle, placement__tier__key=FINALIST).order_by("serial")


def judges_with_a_stake(cycle: Cycle) -> set[tuple[int, int]]:
    """(judge, idea) pairs that must not meet: found or declared, and not dismissed."""
    return set(Conflict.objects.standing().filter(judge__cycle=cycle).values_list("judge_id", "idea_id"))


def takes_word_of_teams(cycle: Cycle, moment: datetime) -> bool:
    """Whether a team may still say that a judge has a stake in its idea: until its screening closes or is locked."""
    screening = cycle.rounds.filter(kind=Round.Kind.SCREENING).first()
    return screening is None or (screening.locked_at is None and moment < screening.closes_at)


def ranking_of(round: Round) -> list[RankedIdea]:
    """A round's ideas by weighted mean of the sheets handed in, then those without any. For the secretariat alone."""
    sheets = Assignment.objects.standing().released().filter(round=round)
    counts = dict(sheets.values_list("idea").annotate(n=Count("pk")))
    ideas = {idea.pk: idea for idea in _with_tier(ideas_of(round) | Idea.objects.handed_in().filter(pk__in=counts))}
    standings = {standing.idea: standing for standing in _standings(round)}
    in_order = [*standings, *(pk for pk in ideas if pk not in standings)]
    return [_row(ideas[pk], standings.get(pk), counts.get(pk, 0)) for pk in in_order]


def comparison_of(round: Round) -> Comparison:
    """The ranking side by side with the judge-adjusted means and the intervals of places. For the secretariat alone."""
    rows = ranking_of(round)
    measures, sheets = _figures(round)
    totals = [Total(sheet.idea, sheet.judge, float(sheet_total(sheet, measures))) for sheet in sheets]
    fit, spans = adjusted(totals), intervals(totals)
    placed = places_of(fit.means)
    compared = [_compared(row, fit.means, placed, spans) for row in rows]
    return Comparison(compared, fit.why_not, agreement(totals))


def _compared(
    row: RankedIdea, means: Mapping[int, float], placed: Mapping[int, int], spans: Mapping[int, tuple[int, int]]
) -> ComparedIdea:
    key = row.idea.pk
    place = placed.get(key)
    return ComparedIdea(
        row=row,
        adjusted=means[key] * 100 if key in means else None,
        adjusted_place=place,
        interval=spans.get(key),
        depends=place is not None and place != row.place,
    )


def measures_of(round: Round) -> tuple[Measure, ...]:
    """The rubric as figures."""
    return tuple(Measure(c.pk, c.max_points, Fraction(c.weight)) for c in round.criteria.all())


def _figures(round: Round) -> tuple[tuple[Measure, ...], list[Sheet]]:
    """The rubric, and the sheets that count."""
    measures = measures_of(round)
    handed_in = Assignment.objects.standing().handed_in().filter(round=round)
    sheets = [
        Sheet(a.idea_id, a.judge_id, tuple((score.criterion_id, score.points) for score in a.scores.all()))
        for a in handed_in.prefetch_related("scores")
    ]
    return measures, sheets


def _standings(round: Round) -> tuple[Standing, ...]:
    measures, sheets = _figures(round)
    try:
        return rank(measures, sheets)
    except RankingError as error:
        raise JudgingRefused(_("順位を計算できません。審査基準の重みと、採点表の点を確かめてください。")) from error


def _with_tier(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    return ideas.select_related("cycle", "team", "placement__tier").order_by("serial")


def _row(idea: Idea, standing: Standing | None, assigned: int) -> RankedIdea:
    placement = getattr(idea, "placement", None)
    return RankedIdea(
        idea=idea,
        place=standing.place if standing else None,
        mean=float(standing.total * 100) if standing else None,
        spread=float(standing.spread * 100) if standing else None,
        sheets=standing.sheets if standing else 0,
        assigned=assigned,
        tier=placement.tier if placement else None,
    )


def progress_of(round: Round) -> list[Progress]:
    """Every judge of the round with sheets done and given."""
    mine = Q(assignments__in=Assignment.objects.standing().released().filter(round=round))
    judges = round.cycle.judges.serving().committee().select_related("user")
    counted = judges.annotate(
        total=Count("assignments", filter=mine),
        done=Count("assignments", filter=mine & Q(assignments__handed_in_at__isnull=False)),
    )
    # grouping drops the model's own order
    return [Progress(judge, judge.done, judge.total) for judge in counted.order_by("id")]


def tier_counts(cycle: Cycle) -> list[tuple[Tier | None, int]]:
    """How many handed-in ideas each tier holds, then how many none does. For the secretariat alone."""
    ideas = Idea.objects.handed_in().filter(cycle=cycle)
    counts = dict(ideas.values_list("placement__tier").annotate(n=Count("pk")))
    rows: list[tuple[Tier | None, int]] = [(tier, counts.get(tier.pk, 0)) for tier in cycle.tiers.all()]
    return [*rows, (None, counts.get(None, 0))]


def is_released(cycle: Cycle, moment: datetime) -> bool:
    """Whether the world may see this cycle's tiers: the moment that was set has come."""
    return TierRelease.objects.out_at(moment).filter(cycle=cycle).exists()


def why_not_back(idea: Idea, moment: datetime) -> str:
    """Why an idea without a tier cannot be handed in again now; for `ideas.services.withdrawing.WHY_NOT_BACK`."""
    release = TierRelease.objects.filter(cycle=idea.cycle_id).first()
    if release is None or Placement.objects.filter(idea=idea).exists():
        return ""
    if release.is_out_at(moment):
        return _("審査の結果は公開ずみで、このアイデアには層がありません。いまからは、もどせません。")
    return _(
        "審査の結果を公開する日時が決まっていて、このアイデアには層がありません。公開の日時を取り消してから、もどしてください。"
    )


def released_placements(cycle: Cycle, moment: datetime) -> dict[int, Tier]:
    """Tier by idea; empty until the release."""
    return _tiers(Placement.objects.out_at(moment).filter(idea__cycle=cycle))


def released_tier(idea: Idea, moment: datetime) -> Tier | None:
    """The idea's tier; None until the release."""
    return released_tiers([idea.pk], moment).get(idea.pk)


def released_tiers(idea_ids: Iterable[int], moment: datetime) -> dict[int, Tier]:
    """Tier by idea over any cycles, of those released."""
    return _tiers(Placement.objects.out_at(moment).filter(idea__in=list(idea_ids)))


def _tiers(placements: QuerySet[Placement]) -> dict[int, Tier]:
    return {placement.idea_id: placement.tier for placement in placements.select_related("tier")}


def seats_of(user: User) -> QuerySet[Judge]:
    """Where this person selects for an award of a sponsor or of Harvard, and scores nothing."""
    selectors = Judge.objects.serving().filter(user=user).exclude(scope=Judge.Scope.COMMITTEE)
    return selectors.select_related("cycle", "organization", "tier").order_by("-cycle__fiscal_year", "id")


def selection_of(seat: Judge, moment: datetime) -> QuerySet[Idea]:
    """What a selector's award needs and the world may read by then: the ideas of its tier once that is released, or all.

    None in which they have a stake.
    """
    ideas = Idea.objects.public(moment).filter(cycle=seat.cycle_id)
    ideas = ideas.exclude(conflicts__in=Conflict.objects.standing().filter(judge=seat))
    if seat.tier_id:
        ideas = ideas.filter(placement__tier=seat.tier_id, cycle__tier_release__releases_at__lte=moment)
    return ideas.select_related("cycle", "challenge__participant").order_by("serial")


def inquiries_of(user: User, moment: datetime) -> dict[str, int]:
    """How many further questions came to my team and my municipality, and how many of them wait for an answer."""
    mine = Reply.objects.of_person(user).filter(inquiry__sent_at__isnull=False)
    both = InquiryQuestion.To.BOTH
    asked = InquiryQuestion.objects.filter(Q(to=OuterRef("side")) | Q(to=both), inquiry=OuterRef("inquiry"))
    waiting = mine.filter(Exists(asked), handed_in_at__isnull=True, inquiry__in=Inquiry.objects.open_at(moment))
    return {"inquiries": mine.count(), "inquiries_waiting": waiting.count()}
