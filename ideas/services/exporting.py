"""Files for the secretariat; who took which away when stands on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from files.spreadsheets import workbook
from files.tables import as_csv
from ideas.exports import tables
from ideas.models import TeamRefused

FILES = ("all.xlsx", "teams.csv", "ideas.csv", "fields.csv")


@transaction.atomic
def export_cycle(cycle: Cycle, *, what: str, by: User, at: datetime) -> tuple[str, bytes]:
    """The name and the bytes of one of FILES. Raises TeamRefused for any other."""
    if what not in FILES:
        raise TeamRefused(_("書き出すものをえらんでください。"))
    made = tables(cycle, at)
    if what == "all.xlsx":
        content = workbook(made.values())
        count = sum(made[key].count for key in ("teams", "ideas"))
    else:
        table = made[what.removesuffix(".csv")]
        content, count = as_csv(table), table.count
    record_decision(by, "ideas.export_cycle", cycle, at=at, what=what, rows=count)
    return f"{cycle.code.lower()}-{what.replace('all', 'teams-and-ideas')}", content
