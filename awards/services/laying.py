"""A new cycle's awards from the readable file: one a sponsor, one a poll, and those that are the same every year."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.models import Award, AwardRefused
from contest.loading import DATA_DIR, read_toml
from contest.models import Cycle, Partnership

FILE = DATA_DIR / "awards.toml"


@transaction.atomic
def lay_out_awards(cycle: Cycle, *, by: User, at: datetime, path: Path = FILE) -> list[Award]:
    """The awards of the file that the cycle does not have yet; what is there stays as people edited it.

    Refuses, and lays out none, where one is for a tier that the cycle does not have: without it, it would be for every tier.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    known = set(cycle.awards.values_list("key", flat=True))
    rows = [row for entry in read_toml(path)["awards"] for row in _rows(entry, cycle)]
    made = [_lay_out(cycle, order, **row) for order, row in enumerate(rows, 1) if row["key"] not in known]
    if made:
        record_decision(by, "awards.lay_out_awards", cycle, at=at, keys=[award.key for award in made])
    return made


def _lay_out(cycle: Cycle, order: int, *, tiers: Sequence[str] = (), **values: Any) -> Award:
    there = {tier.key: tier for tier in cycle.tiers.all()}
    if missing := [key for key in tiers if key not in there]:
        words = {"name": values["name_ja"], "keys": "、".join(missing)}
        raise AwardRefused(
            _(
                "「%(name)s」は層「%(keys)s」の賞ですが、この年度にその記号の層がありません。先に年度の層を直してください。"
            )
            % words
        )
    award = Award.objects.create(cycle=cycle, order=order, **values)
    award.tiers.set([there[key] for key in tiers])
    return award


def _rows(entry: dict[str, Any], cycle: Cycle) -> Iterator[dict[str, Any]]:
    values = {name: value for name, value in entry.items() if name not in ("for_each", "tiers")}
    match entry.get("for_each"):
        case "sponsor":
            yield from _of_sponsors(values, cycle)
        case "poll":
            for tier in cycle.tiers.filter(has_poll=True):
                yield {**_named(values, tier.key, tier.name_ja, tier.name_en), "tier": tier}
        case _:
            yield {**values, "tiers": entry.get("tiers", [])}


def _of_sponsors(values: dict[str, Any], cycle: Cycle) -> Iterator[dict[str, Any]]:
    sponsors = cycle.partnerships.filter(role=Partnership.Role.SPONSOR).select_related("organization")
    for row in sponsors.order_by("order", "pk"):
        name = row.organization.name_on(cycle.final_on)
        yield {**_named(values, row.organization.key, name, name), "sponsor": row.organization}


def _named(values: dict[str, Any], key: str, name_ja: str, name_en: str) -> dict[str, Any]:
    """The row with its own key and names."""
    words = {"name": name_ja, "name_en": name_en}
    filled = {field: values[field].format(**words) for field in ("name_ja", "name_en")}
    return {**values, **filled, "key": f"{values['key']}-{key}"}
