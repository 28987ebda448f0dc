"""What the world may see of awards: built only from what two people have published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from awards.models import Decision


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
