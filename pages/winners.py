"""Winners: a cycle's awards told with pictures and reasons, the years side by side, and what the press is given.

One look at the publication decides about everything on a page: nothing is read of awards, tiers or votes before it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from awards.models import Award
from awards.public import PastHonour, PublicDecision
from awards.standings import all_published, is_published, past_wins, published_decisions, withheld_awards
from contest.models import Cycle
from ideas.models import Idea
from ideas.public import PublicIdea, public_ideas
from judging.standings import released_tiers
from pages.results import honour_name, published_polls
from voting.models import Poll
from voting.reviewing import is_provisional

WAYS = ("year", "municipality", "team")


@dataclass(frozen=True)
class Winner:
    """An award with the idea as the world sees it (None: it is not public any more) and its tier."""

    decision: PublicDecision
    idea: PublicIdea | None
    tier: str
    is_provisional: bool = False  # 速報: the vote behind it may still be counted anew

    @property
    def name(self) -> str:
        return honour_name(self.decision)


@dataclass(frozen=True)
class Winners:
    """What the page of a cycle's awards shows; `awards` alone while nothing is public."""

    is_public: bool
    winners: list[Winner]
    withheld: list[Award]
    polls: list[Poll]
    awards: list[Award]


def winners_of(cycle: Cycle, moment: datetime) -> Winners:
    """All of a cycle's awards, or, before their publication, which there are."""
    if not is_published(cycle):
        return Winners(False, [], [], [], list(cycle.awards.all()))
    polls = published_polls(cycle)
    open_still = {str(poll.tier) for poll in polls if is_provisional(poll)}
    winners = with_ideas(published_decisions(cycle), moment, open_still)
    return Winners(True, winners, withheld_awards(cycle), polls, [])


def with_ideas(decisions: Iterable[PublicDecision], moment: datetime, open_still: Collection[str]) -> list[Winner]:
    """Decisions in their order with what else is public of their ideas, in a fixed number of queries."""
    rows = list(decisions)
    keys = {row.idea_pk for row in rows}
    ideas = {idea.pk: idea for idea in public_ideas(Idea.objects.public(moment).filter(pk__in=keys).for_public())}
    tiers = released_tiers(keys, moment)
    return [
        Winner(row, ideas.get(row.idea_pk), str(tiers.get(row.idea_pk, "")), row.is_by_votes and row.tier in open_still)
        for row in rows
    ]


@dataclass(frozen=True)
class Chapter:
    """A year, a municipality or a team with the awards it got, newest first."""

    title: str
    decisions: list[PublicDecision | PastHonour]


def history(way: str) -> list[Chapter]:
    """Every published award, and the earlier ones that a source names, by year, by municipality or by team."""
    rows: list[PublicDecision | PastHonour] = [row for row in all_published() if not row.is_returned]
    rows += past_wins()
    rows.sort(key=lambda row: -row.fiscal_year)
    if way == "municipality":
        return _chapters([row for row in rows if row.municipality], lambda row: row.municipality)
    if way == "team":
        named = [row for row in rows if row.team]
        return _chapters(named, lambda row: _("%(team)s（%(code)s）") % {"team": row.team, "code": row.cycle_code})
    return [Chapter(code, list(group)) for code, group in groupby(rows, key=lambda row: row.cycle_code)]


def _chapters(rows: list[PublicDecision | PastHonour], title_of) -> list[Chapter]:
    ordered = sorted(rows, key=title_of)
    return [Chapter(title, list(group)) for title, group in groupby(ordered, key=title_of)]
