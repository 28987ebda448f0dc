"""Meetings from readable files into rows."""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contest.loading import DATA_DIR, LoadError, organization, read_toml, settle
from contest.models import Cycle
from events.models import Appearance, Event, Session

FIELDS = ("kind", "title_ja", "title_en", "theme_ja", "mode", "place", "summary_ja", "view_url", "source")


@transaction.atomic
def load_events(folder: Path = DATA_DIR / "events") -> None:
    """The contest's meetings, and the council's symposium with its programme."""
    load_meetings(read_toml(folder / "cog-meetings.toml")["events"])
    for path in sorted(folder.glob("*-symposium.toml")):
        data = read_toml(path)
        load_sessions(load_event(data), data["sessions"])


def load_meetings(rows: Iterable[dict[str, Any]]) -> None:
    """Meetings of which only the day is known: they begin at midnight and have no end."""
    for row in rows:
        load_event({**row, "starts_at": _midnight(row["date"])})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def load_event(data: dict[str, Any]) -> Event:
    """One event; its fiscal year is written in the file and never derived from its date."""
    values = {name: data[name].strip() for name in FIELDS if name in data}
    values |= {"starts_at": data["starts_at"], "ends_at": data.get("ends_at")}
    values |= {"cycle": _cycle(data), "host": organization(data["host"]) if "host" in data else None}
    return settle(Event, {"slug": data["slug"]}, values)


def _cycle(data: dict[str, Any]) -> Cycle | None:
    if "fiscal_year" not in data:
        return None
    cycle = Cycle.objects.filter(fiscal_year=data["fiscal_year"]).first()
    if cycle is None:
        raise LoadError(_("%(slug)s：%(fiscal_year)s年度がありません。") % data)
    return cycle


def load_sessions(event: Event, rows: Iterable[dict[str, Any]]) -> None:
    """The programme with who appears, in the file's order."""
    for order, row in enumerate(rows, 1):
        session = settle(Session, {"event": event, "order": order}, {"title_ja": row["title_ja"]})
        for place, person in enumerate(row.get("appearances", []), 1):
            settle(Appearance, {"session": session, "order": place}, person)
