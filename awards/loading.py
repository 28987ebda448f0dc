"""Awards of a cycle from readable files into rows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from awards.models import Award
from contest.loading import DATA_DIR, organization, read_toml, settle
from contest.models import Cycle


@transaction.atomic
def load_awards(folder: Path = DATA_DIR / "cycles") -> None:
    """The awards of every published cycle whose file names them; the cycles must be there."""
    for path in sorted(folder.glob("*.toml")):
        data = read_toml(path)
        load_awards_of(Cycle.objects.get(fiscal_year=data["fiscal_year"]), data.get("awards", []))


def load_awards_of(cycle: Cycle, rows: Iterable[dict[str, Any]], *, keep: bool = False) -> None:
    """One cycle's awards in the file's order, with their sponsors, the tier of their vote, and the tiers they are for."""
    tiers = {tier.key: tier for tier in cycle.tiers.all()}
    there = set(cycle.awards.values_list("key", flat=True))
    for order, row in enumerate(rows, 1):
        values = {name: value for name, value in row.items() if name not in {"key", "tiers"}}
        values["sponsor"] = organization(row["sponsor"]) if "sponsor" in row else None
        values["tier"] = tiers[row["tier"]] if "tier" in row else None
        award = settle(Award, {"cycle": cycle, "key": row["key"]}, {**values, "order": order}, keep=keep)
        if not keep or award.key not in there:
            award.tiers.set([tiers[key] for key in row.get("tiers", [])])
