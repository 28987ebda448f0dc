"""Readable files into rows. May run as often as one likes: what is already so is not written again."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from common.errors import ContestError
from contest.models import (
    Cycle,
    EntryClass,
    Figure,
    FormSection,
    Membership,
    Organization,
    OrganizationName,
    Partnership,
    Principle,
    Stage,
    Theme,
    Tier,
)

DATA_DIR = Path(settings.BASE_DIR) / "data"
UNKNOWN = "不明"
Row = TypeVar("Row", bound=models.Model)


class LoadError(ContestError):
    """A file that cannot be read; names the file and, where there is one, the line."""


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a dict; refuses one that is missing or not TOML by its name."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LoadError(_("%(file)s を読めません：%(reason)s") % {"file": path.name, "reason": error}) from error


def settle(model: type[Row], key: dict[str, Any], values: dict[str, Any] | None = None, *, keep: bool = False) -> Row:
    """The row with that natural key, made or brought in line; `keep` leaves one that exists as people edited it."""
    values = values or {}
    row, is_new = model._default_manager.get_or_create(**key, defaults=values)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed and not is_new and not keep:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
    return row


def known(value: Any) -> Any:
    """None where a file says 不明."""
    return None if value == UNKNOWN else value


@transaction.atomic
def load_contest(folder: Path = DATA_DIR) -> None:
    """Organisations, themes, every published cycle, and the council with its members."""
    load_organizations(read_toml(folder / "organizations.toml")["organizations"])
    load_themes(read_toml(folder / "themes.toml")["themes"])
    for path in sorted((folder / "cycles").glob("*.toml")):
        load_cycle(read_toml(path))
    load_council(read_toml(folder / "council.toml"))


def load_organizations(rows: Iterable[dict[str, Any]]) -> None:
    """Organisations by key, with every name and the day it began."""
    for row in rows:
        organization = settle(Organization, {"key": row["key"]}, {"sector": row["sector"]})
        for name in row["names"]:
            words = {"name_ja": name["ja"], "name_en": name.get("en", ""), "short_ja": row.get("short", "")}
            settle(OrganizationName, {"organization": organization, "valid_from": name.get("from")}, words)


def load_themes(rows: Iterable[dict[str, Any]]) -> None:
    for order, row in enumerate(rows, 1):
        settle(Theme, {"key": row["key"]}, {"name_ja": row["name_ja"], "name_en": row["name_en"], "order": order})


def load_cycle(data: dict[str, Any]) -> Cycle:
    """One published year: its texts, windows, tiers, partners, principles and numbers."""
    texts = ("subtitle_ja", "subtitle_en", "introduction_ja", "introduction_en")
    values = {name: data[name].strip() for name in texts if name in data}
    cycle = settle(
        Cycle, {"fiscal_year": data["fiscal_year"]}, {**values, "final_on": data["final_on"], "is_public": True}
    )
    for row in data.get("stages", []):
        windows = {"opens_at": row["opens_at"], "closes_at": row["closes_at"]}
        settle(Stage, {"cycle": cycle, "kind": row["kind"]}, windows)
    load_parts(cycle, data)
    load_figures(cycle, data.get("figures", []))
    return cycle


def load_parts(cycle: Cycle, data: dict[str, Any], *, keep: bool = False) -> None:
    """What a cycle consists of: principles, form sections, tiers, partners, in the file's order."""
    for order, row in enumerate(data.get("principles", []), 1):
        settle(Principle, {"cycle": cycle, "order": order}, row, keep=keep)
    for order, row in enumerate(data.get("form_sections", []), 1):
        rest = {name: value for name, value in row.items() if name not in {"form", "key"}}
        settle(
            FormSection, {"cycle": cycle, "form": row["form"], "key": row["key"]}, {**rest, "order": order}, keep=keep
        )
    for order, row in enumerate(data.get("tiers", []), 1):
        rest = {name: known(value) for name, value in row.items() if name != "key"}
        settle(Tier, {"cycle": cycle, "key": row["key"]}, {**rest, "order": order}, keep=keep)
    load_entry_classes(cycle, data.get("entry_classes", []), keep=keep)
    load_partners(cycle, data.get("partners", {}), keep=keep)


def load_entry_classes(cycle: Cycle, rows: Iterable[dict[str, Any]], *, keep: bool = False) -> None:
    """Who may enter, as member and as leader, in the file's order."""
    for order, row in enumerate(rows, 1):
        rest = {name: value for name, value in row.items() if name not in {"role", "key"}}
        key = {"cycle": cycle, "role": row["role"], "key": row["key"]}
        settle(EntryClass, key, {**rest, "order": order}, keep=keep)


@transaction.atomic
def give_entry_classes(cycle: Cycle, folder: Path = DATA_DIR) -> None:
    """The usual classes for a cycle that has none yet; what the secretariat has written stays."""
    if not cycle.entry_classes.exists():
        load_entry_classes(cycle, read_toml(folder / "entry_classes.toml")["entry_classes"])


def load_partners(cycle: Cycle, partners: dict[str, list[str]], *, keep: bool = False) -> None:
    """Partners by role; the order counts through all roles."""
    pairs = [(role, key) for role, keys in partners.items() for key in keys]
    for order, (role, key) in enumerate(pairs, 1):
        row = {"cycle": cycle, "organization": organization(key), "role": role}
        settle(Partnership, row, {"order": order}, keep=keep)


def organization(key: str) -> Organization:
    """The organisation a file names; refuses a key nobody wrote down."""
    found = Organization.objects.filter(key=key).first()
    if found is None:
        raise LoadError(_("団体「%(key)s」は organizations.toml にありません。") % {"key": key})
    return found


def load_figures(cycle: Cycle, rows: Iterable[dict[str, Any]]) -> None:
    """Published numbers with their sources; two sources that differ are two rows."""
    for row in rows:
        values = {"value": known(row["value"]), "note": row.get("note", "")}
        settle(Figure, {"cycle": cycle, "key": row["key"], "source": row.get("source", "")}, values)


def load_council(data: dict[str, Any]) -> None:
    """The council of municipalities and everyone who ever belonged to it."""
    facts = ("purpose_ja", "founded_on", "dissolved_on", "source")
    council = settle(Organization, {"key": data["organization"]}, {name: data[name] for name in facts})
    for row in data["members"]:
        values = {"left_on": row.get("left_on"), "office": row.get("office", ""), "note": _note(row)}
        settle(Membership, {"body": council, "member": _municipality(row), "joined_on": row["joined_on"]}, values)
    for row in data["special_members"]:
        key = {
            "body": council,
            "member": organization(row["organization"]),
            "joined_on": data["special_members_listed_on"],
        }
        settle(Membership, key, {"kind": Membership.Kind.SPECIAL, "note": data["special_members_note"]})


def _municipality(row: dict[str, Any]) -> Organization:
    """A member city as an organisation; its code ties it to the register."""
    member = settle(
        Organization,
        {"key": f"municipality-{row['code']}"},
        {"sector": Organization.Sector.GOVERNMENT, "government_code": row["code"]},
    )
    settle(OrganizationName, {"organization": member, "valid_from": None}, {"name_ja": row["name"]})
    return member


def _note(row: dict[str, Any]) -> str:
    """What a membership's dates do not say: that only the fiscal year is known."""
    words = [row["note"]] if "note" in row else []
    if row.get("joined_year_only"):
        words.append(f"加入は{_fiscal_year(row['joined_on'])}年度。日は不明")
    if row.get("left_year_only"):
        words.append(f"脱退は{_fiscal_year(row['left_on']) - 1}年度。日は不明")
    return "。".join(words)


def _fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1
