"""その後: how far ideas have come, and how many of them were carried out, by year and by municipality."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contest.models import Cycle
from followup.standings import Execution, execution
from municipalities.models import Participant
from pages import results


@dataclass(frozen=True)
class Row:
    """A year or a municipality with its numbers."""

    name: str
    url: str
    numbers: Execution


def by_year(moment: datetime) -> list[Row]:
    """Newest first; years of which nothing is due yet are left out."""
    found = {row.key: row for row in execution(timezone.localdate(moment), by="cycle")}
    cycles = Cycle.objects.public().filter(pk__in=found).order_by("-fiscal_year")
    return [Row(one.code, reverse("pages:cycle", args=[one.fiscal_year]), found[one.pk]) for one in cycles]


def by_municipality(moment: datetime) -> list[Row]:
    """In the order of the list of entries."""
    found = {row.key: row for row in execution(timezone.localdate(moment), by="municipality")}
    entries = Participant.objects.filter(pk__in=found).with_members().order_by("number")
    return [Row(one.name, reverse("pages:participant", args=[one.number]), found[one.pk]) for one in entries]


def page(moment: datetime) -> dict[str, Any]:
    """The bar of states and both tables."""
    states = results.state_parts()
    return {
        "states": states,
        "told": sum(part["count"] for part in states),
        "years": by_year(moment),
        "municipalities": by_municipality(moment),
    }


def table(moment: datetime) -> list[list[str]]:
    """Both tables as rows of a file, the headings first."""
    head = [
        pgettext("of what a row counts", "区分"),
        _("名前"),
        _("報告の期日がきたアイデア"),
        _("報告のあったアイデア"),
        _("実行されたアイデア"),
        _("実行率（%）"),
    ]
    kinds = ((_("年度"), by_year(moment)), (_("自治体"), by_municipality(moment)))
    return [head, *(_line(kind, row) for kind, rows in kinds for row in rows)]


def _line(kind: str, row: Row) -> list[str]:
    numbers = row.numbers
    return [kind, row.name, *map(str, (numbers.due, numbers.reported, numbers.carried_out, numbers.rate))]
