"""Readings of advice: who still waits for it, what judges wrote towards it, and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.models import Advice, Assignment, Criterion, Proposal, Round
from judging.public import PublicAdvice, proposed_advice
from judging.sealing import is_sealed
from judging.standings import FINALIST, released_placements
from municipalities.models import Officer

ANSWERED, SECOND = "answered", "second"


@dataclass(frozen=True)
class BoardRow:
    """One idea on the board; `tier` as the committee placed it, so this is for the secretariat alone."""

    idea: Idea
    tier: Tier | None
    advice: Advice | None
    proposals: int
    has_second: bool

    @property
    def state(self) -> str:
        return str(self.advice.state if self.advice else Advice.State.NONE)

    @property
    def is_answered(self) -> bool:
        return bool(self.advice and self.advice.answer)

    @property
    def marks(self) -> set[str]:
        """Every count of the board this row is in."""
        more = {ANSWERED: self.is_answered, SECOND: self.has_second}
        return {self.state} | {mark for mark, holds in more.items() if holds}


@dataclass(frozen=True)
class Material:
    """What one judge wrote towards the advice on an idea: the sheet's box to the team, and a proposal if there is one."""

    sheet: Assignment
    text: str
    proposal: Proposal | None
    shown: PublicAdvice | None  # the proposal, as the team would read it


def criteria_of(cycle: Cycle) -> list[Criterion]:
    """The criteria of the screening, by which strengths are told."""
    return list(Criterion.objects.filter(round__cycle=cycle, round__kind=Round.Kind.SCREENING))


def board_of(cycle: Cycle) -> list[BoardRow]:
    """Every idea handed in of a cycle, in the order of their numbers."""
    ideas = Idea.objects.handed_in().filter(cycle=cycle).order_by("serial")
    named = ideas.select_related("cycle", "team", "placement__tier", "advice", "second_version")
    return [_row(idea) for idea in named.annotate(proposed=Count("assignments__proposal", _counts()))]


def _counts() -> Q:
    """Proposals on sheets that hold."""
    return Q(assignments__in=Assignment.objects.standing())


def _row(idea: Idea) -> BoardRow:
    placement, second = getattr(idea, "placement", None), getattr(idea, "second_version", None)
    return BoardRow(
        idea=idea,
        tier=placement.tier if placement else None,
        advice=getattr(idea, "advice", None),
        proposals=idea.proposed,  # type: ignore[attr-defined]  # annotated
        has_second=bool(second and second.handed_in_at),
    )


def materials_for(idea: Idea, criteria: Iterable[Criterion], moment: datetime) -> list[Material]:
    """What judges let the team read, and their proposals; never what is for the committee alone, nor of a sealed final."""
    sheets = (
        Assignment.objects.standing().released().filter(idea=idea).select_related("judge__user", "round", "proposal")
    )
    read = [sheet for sheet in sheets.order_by("round__opens_at", "judge") if not is_sealed(sheet.round, moment)]
    found = (_material(sheet, criteria) for sheet in read)
    return [material for material in found if material.text or material.proposal]


def _material(sheet: Assignment, criteria: Iterable[Criterion]) -> Material:
    proposal = getattr(sheet, "proposal", None)
    shown = proposed_advice(proposal, criteria) if proposal else None
    return Material(sheet, sheet.advice if sheet.handed_in_at else "", proposal, shown)


def finalists_of(cycle: Cycle, moment: datetime) -> QuerySet[Idea]:
    """Ideas handed in that everybody knows for finalists; none until the tiers are out."""
    tiers = released_placements(cycle, moment)
    chosen = [idea for idea, tier in tiers.items() if tier.key == FINALIST]
    return Idea.objects.handed_in().filter(pk__in=chosen).select_related("cycle").order_by("serial")


def officers_of(idea: Idea) -> QuerySet[Officer]:
    """Who serves now the municipality whose challenge the idea answers."""
    serving = Officer.objects.filter(participant=idea.challenge.participant_id, until__isnull=True)
    return serving.select_related("user").order_by("pk")


def link_of(idea: Idea) -> tuple[str, str] | None:
    """The way from a team's own page of an idea to its advice, once that is sent; for `ideas.desk.LINKS`."""
    is_sent = Advice.objects.sent().filter(idea=idea).exists()
    return (_("改善アドバイスを読む"), reverse("advice:page", args=[idea.pk])) if is_sent else None


def last_change() -> str:
    """Another text whenever something of an advice that may be public is published, answered or handed in."""
    rows = Advice.objects.filter(published_at__isnull=False)
    said = rows.aggregate(
        n=Count("pk"), at=Max("published_at"), said=Max("answered_at"), anew=Max("idea__second_version__handed_in_at")
    )
    return "-".join(map(str, said.values()))
