"""What the world may see of awards: built only from what two people have published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from awards.models import Decision, PastWinner


@dataclass(frozen=True)
class PublicDecision:
    """An award as anyone may see it; team and municipality receive it together. `place_label` is 金, 銀, 銅 or empty."""

    award_key: str
    award: str
    place: int
    place_label: str
    tier: str  # whose vote decided it; empty where people did
    citation: str
    citation_en: str
    is_returned: bool  # the winner gave it back
    is_by_votes: bool  # the online vote took part in it
    idea_pk: int
    idea_number: str
    idea_title: str
    idea_title_en: str
    team: str
    municipality: str
    cycle_code: str
    fiscal_year: int
    published_at: datetime


def public_decisions(decisions: Iterable[Decision]) -> list[PublicDecision]:
    """Public views of published `Decision.objects.for_public()` rows, in their order."""
    return [_public_decision(decision) for decision in decisions]


def place_label(place: int, places: int) -> str:
    """金, 銀, 銅 where an award has places; a number after those; nothing where there is one place only."""
    if places == 1:
        return ""
    medals = {1: _("金"), 2: _("銀"), 3: _("銅")}
    return medals.get(place) or _("%(place)d位") % {"place": place}


@dataclass(frozen=True)
class PastHonour:
    """A win of an earlier year as a source tells it; what it does not tell is empty."""

    award: str
    place_label: str
    team: str
    municipality: str
    idea_title: str
    cycle_code: str
    fiscal_year: int
    source: str


def past_honours(rows: Iterable[PastWinner]) -> list[PastHonour]:
    """Public views of `PastWinner.objects.public()` rows, in their order."""
    return [
        PastHonour(
            award=row.in_language("award") or _("賞の名前は不明"),
            place_label=place_label(row.place, places=3) if row.place else "",
            team=row.team,
            municipality=row.participant.name if row.participant else "",
            idea_title=row.idea_title,
            cycle_code=row.cycle.code,
            fiscal_year=row.cycle.fiscal_year,
            source=row.source,
        )
        for row in rows
    ]


def _public_decision(decision: Decision) -> PublicDecision:
    award, idea = decision.award, decision.idea
    return PublicDecision(
        award_key=award.key,
        award=str(award),
        place=decision.place,
        place_label=place_label(decision.place, award.places),
        tier=str(award.tier or ""),
        citation=decision.in_language("citation"),
        citation_en=decision.citation_en,
        is_returned=decision.returned_at is not None,
        is_by_votes=award.is_counted,
        idea_pk=idea.pk,
        idea_number=idea.number,
        idea_title=idea.title,
        idea_title_en=idea.title_en,
        team=idea.team.name,
        municipality=idea.challenge.participant.name,
        cycle_code=award.cycle.code,
        fiscal_year=award.cycle.fiscal_year,
        published_at=cast(datetime, award.cycle.publication.published_at),  # only published ones come here
    )
