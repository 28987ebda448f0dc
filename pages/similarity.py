"""Earlier ideas like one a team is writing: why each is shown, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followup.public import PublicReport
from followup.standings import reports_of
from ideas.models import Idea
from ideas.similar import Likeness, similar_to
from pages import showcase
from pages.timeline import CHIPS


@dataclass(frozen=True)
class Similar:
    """One earlier idea; `state` is the latest word on what became of it, with the colour of its chip."""

    card: showcase.IdeaCard
    year: str
    reasons: tuple[str, ...]
    state: str
    state_kind: str


def similar(idea: Idea, moment: datetime) -> dict[str, Any]:
    """What the page shows; the idea comes with its cycle, team and challenge."""
    found = similar_to(idea, moment)
    pks = [one.pk for one in found]
    rows = {row.pk: row for row in Idea.objects.filter(pk__in=pks).for_public()}
    cards = showcase.idea_cards((rows[one.pk] for one in found), moment)
    reports = reports_of(pks)
    made = [_similar(*pair, reports) for pair in zip(found, cards, strict=True)]
    return {"nav": "", "similar": made, "crumbs": _crumbs(idea)}


def _similar(likeness: Likeness, card: showcase.IdeaCard, reports: dict[int, list[PublicReport]]) -> Similar:
    latest = next(iter(reversed(reports[likeness.pk])), None)
    return Similar(
        card=card,
        year=card.idea.cycle_code,
        reasons=tuple(_reasons(likeness)),
        state=latest.state_label if latest else "",
        state_kind=CHIPS.get(latest.state, "") if latest else "",
    )


def _reasons(likeness: Likeness) -> Iterator[str]:
    """Why it is shown, in words."""
    if likeness.is_same_place:
        yield _("同じ自治体")
    if likeness.is_same_theme:
        yield _("同じ分野")
    if likeness.words:
        yield _("同じことば：%(words)s") % {"words": _("、").join(f"「{word}」" for word in likeness.words)}
    if not any((likeness.is_same_place, likeness.is_same_theme, likeness.words)):
        yield _("題や「ひとことで言うと」が似ている")


def _crumbs(idea: Idea) -> list[tuple[str, str]]:
    return [
        (_("マイページ"), reverse("pages:me")),
        (pgettext("plural", "チーム"), reverse("ideas:teams")),
        (str(idea.team), reverse("ideas:team", args=[idea.team_id])),
        (_("似たアイデア"), ""),
    ]
