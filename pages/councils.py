"""The council of municipalities: its names by date, who belonged to it in which year, and the meetings it held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from contest.models import Membership, Organization
from events.models import Event

KEY = "council"


@dataclass(frozen=True)
class Year:
    """The council's list of one fiscal year, and how it differs from the year before."""

    fiscal_year: int
    name: str
    members: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]


def remembered() -> Organization | None:
    """The council with its names, its members and its public meetings, in a fixed number of queries."""
    members = Membership.objects.select_related("member").prefetch_related("member__names")
    meetings = Event.objects.public().order_by("starts_at")
    parts = ("names", Prefetch("memberships", members), Prefetch("events", meetings))
    return Organization.objects.filter(key=KEY).prefetch_related(*parts).first()


def council(body: Organization) -> dict[str, Any]:
    """What the page shows of it; `body` comes from `remembered`."""
    rows = list(body.memberships.all())
    special = [row for row in rows if row.kind == Membership.Kind.SPECIAL]
    return {
        "council": body,
        "names": sorted(body.names.all(), key=lambda name: name.valid_from or date.min),
        "years": years(body, [row for row in rows if row.kind == Membership.Kind.REGULAR], _last_known(rows)),
        "officers": [row for row in rows if row.office],
        "special": special,
        "listed_on": special[0].joined_on if special else None,
        "meetings": list(body.events.all()),
    }


def years(body: Organization, memberships: list[Membership], last: int) -> list[Year]:
    """One row a fiscal year from the founding to `last`, the last year whose list is known."""
    first = min((row.joined_on for row in memberships), default=None)
    if first is None:
        return []
    listed = [(year, _members(memberships, year)) for year in range(fiscal_year(first), last + 1)]
    before: tuple[str, ...] = ()
    found = []
    for year, members in listed:
        joined = tuple(name for name in members if name not in before)
        left = tuple(name for name in before if name not in members)
        found.append(Year(year, body.name_on(date(year, 4, 1)), members, joined, left))
        before = members
    return found


def _members(memberships: list[Membership], year: int) -> tuple[str, ...]:
    """The twin of `Membership.objects.counted_in` on rows already read."""
    end = date(year + 1, 4, 1)
    counted = [row for row in memberships if row.joined_on < end and (row.left_on is None or row.left_on > end)]
    return tuple(str(row.member) for row in counted)


def _last_known(memberships: list[Membership]) -> int:
    return max((fiscal_year(row.joined_on) for row in memberships), default=0)


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1
