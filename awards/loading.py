"""Awards of a cycle from readable files into rows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from awards.models import Award, PastWinner
from contest.loading import DATA_DIR, LoadError, known, organization, read_toml, settle
from contest.models import Cycle
from municipalities.models import Participant

PAST_TEXTS = ("award_ja", "award_en", "team", "idea_title", "source")


@transaction.atomic
def load_past_winners(path: Path = DATA_DIR / "past_winners.toml") -> None:
    """Winners of earlier years that a source names; what people wrote since stays. Cycles and participants must be there."""
    for row in read_toml(path)["winners"]:
        values = {name: known(value) or "" for name, value in row.items() if name in PAST_TEXTS}
        values["participant"] = _participant(known(row["participant"]))
        values["place"] = row.get("place")
        key = {"cycle": Cycle.objects.get(fiscal_year=row["fiscal_year"]), "key": row["key"]}
        settle(PastWinner, key, values, keep=True)


def _participant(number: int | None) -> Participant | None:
    if number is None:
        return None
    try:
        return Participant.objects.get(number=number)
    except Participant.DoesNotExist as error:
        raise LoadError(
            _("参加自治体の%(number)d番がありません。先に load_municipalities を動かしてください。")
            % {"number": number}
        ) from error


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
