"""The lists with filters: challenges and ideas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contest.models import Cycle, Theme
from ideas.models import Idea, Team
from municipalities.models import Challenge
from pages import filters, showcase

CARDS_A_PAGE = 24
Allowed = dict[str, Mapping[str, filters.Label]]
REGIONS = {
    "hokkaido": gettext_lazy("北海道"),
    "tohoku": gettext_lazy("東北"),
    "kanto": gettext_lazy("関東"),
    "hokuriku": gettext_lazy("北陸"),
    "chubu": gettext_lazy("中部"),
    "kinki": gettext_lazy("近畿"),
    "chugoku": gettext_lazy("中国"),
    "shikoku": gettext_lazy("四国"),
    "kyushu": gettext_lazy("九州"),
}
STORED_REGIONS = dict(
    zip(REGIONS, ["北海道", "東北", "関東", "北陸", "中部", "近畿", "中国", "四国", "九州"], strict=True)
)
TEAMS = {"none": gettext_lazy("まだチームがいない"), "some": gettext_lazy("チームがいる")}


@dataclass(frozen=True)
class Gallery:
    """Rows to page through, the year they belong to, the filters above them and what paging must keep."""

    rows: Any
    cycle: Cycle | None
    filters: tuple[filters.Filter, ...]
    query: str
    is_filtered: bool


def challenges(parameters: Mapping[str, str], moment: datetime) -> Gallery:
    """Public challenges of one year (the newest that has any), by theme, region and whether a team is there."""
    public = Challenge.objects.public(moment)
    years = _years(public)
    allowed: Allowed = {"year": years, "theme": _themes(public), "region": REGIONS, "teams": TEAMS}
    chosen = filters.chosen_of(parameters, allowed)
    cycle = _cycle(chosen.get("year") or next(iter(years), ""))
    rows = showcase.with_team_count(public.filter(cycle=cycle)).order_by("serial")
    rows = rows.filter(theme__key=chosen["theme"]) if "theme" in chosen else rows
    if "region" in chosen:
        region = STORED_REGIONS[chosen["region"]]
        rows = rows.filter(participant__members__government__region=region).distinct()
    if "teams" in chosen:
        rows = rows.filter(team_count=0) if chosen["teams"] == "none" else rows.filter(team_count__gt=0)
    labels = {"year": _("年度"), "theme": _("分野"), "region": _("地方"), "teams": _("チーム")}
    return _gallery(rows, cycle, allowed, labels, chosen)


def ideas(parameters: Mapping[str, str], moment: datetime) -> Gallery:
    """Public ideas of one year (the newest that has any), by theme and kind of team."""
    public = Idea.objects.public(moment)
    years = _years(public)
    allowed: Allowed = {
        "year": years,
        "theme": _themes(public, "challenge__theme"),
        "team": dict(Team.Attribute.choices),
    }
    chosen = filters.chosen_of(parameters, allowed)
    cycle = _cycle(chosen.get("year") or next(iter(years), ""))
    rows = public.filter(cycle=cycle).order_by("serial")
    rows = rows.filter(challenge__theme__key=chosen["theme"]) if "theme" in chosen else rows
    rows = rows.filter(team__attribute=chosen["team"]) if "team" in chosen else rows
    labels = {"year": _("年度"), "theme": _("分野"), "team": _("チーム")}
    return _gallery(rows, cycle, allowed, labels, chosen)


def calls(parameters: Mapping[str, str], moment: datetime) -> Gallery:
    """Teams that call for members now, by theme and region."""
    calling = Team.objects.calling_at(moment)
    allowed: Allowed = {"theme": _themes(calling, "recruiting_for__theme"), "region": REGIONS}
    chosen = filters.chosen_of(parameters, allowed)
    rows = calling.filter(recruiting_for__theme__key=chosen["theme"]) if "theme" in chosen else calling
    if "region" in chosen:
        place = {"recruiting_for__participant__members__government__region": STORED_REGIONS[chosen["region"]]}
        rows = rows.filter(**place).distinct()
    labels = {"theme": _("分野"), "region": _("地方")}
    return _gallery(rows.order_by("-updated_at", "-pk"), None, allowed, labels, chosen)


def _years(rows: QuerySet) -> dict[str, str]:
    """The fiscal years that have public rows, newest first."""
    years = rows.order_by("-cycle__fiscal_year").values_list("cycle__fiscal_year", flat=True).distinct()
    return {str(year): _("%(year)d年度") % {"year": year} for year in years}


def _themes(rows: QuerySet, path: str = "theme") -> dict[str, str]:
    """The themes that public rows have, so that no link leads to an empty page."""
    there = rows.order_by().values(path)
    return {theme.key: str(theme) for theme in Theme.objects.filter(pk__in=there)}


def _cycle(year: str) -> Cycle | None:
    return Cycle.objects.public().filter(fiscal_year=int(year)).first() if year else None


def _gallery(
    rows: QuerySet, cycle: Cycle | None, allowed: Allowed, labels: dict[str, str], chosen: dict[str, str]
) -> Gallery:
    shown = {name: choices for name, choices in allowed.items() if name != "year" or len(choices) > 1}
    made = tuple(filters.make_filter(labels[name], name, choices, chosen) for name, choices in shown.items())
    return Gallery(rows, cycle, made, filters.rest_of_query(chosen), bool(chosen.keys() - {"year"}))
