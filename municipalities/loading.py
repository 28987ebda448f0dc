"""The register of local governments and the list of participants, from readable files into rows."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contest.loading import DATA_DIR, LoadError, read_toml, settle
from municipalities.models import LocalGovernment, Participant, ParticipantMember, validate_code

REGISTER_COLUMNS = {"code", "kind", "prefecture", "parent", "name", "kana"}
PARTICIPANT_COLUMNS = {"number", "code", "name"}
WRITTEN = (
    "name", "kana", "name_en", "kind", "prefecture", "parent_id", "region", "latitude", "longitude", "is_sample",
)  # fmt: skip


@transaction.atomic
def load_municipalities(folder: Path = DATA_DIR) -> None:
    """All local governments of Japan, and the 63 entries (68 bodies) that took part so far."""
    load_register(folder / "local_governments.csv", regions(folder))
    load_participants(folder / "participants.csv")


def regions(folder: Path = DATA_DIR) -> dict[str, str]:
    """Prefecture → region."""
    table = read_toml(folder / "regions.toml")
    return {prefecture: region for region, prefectures in table.items() for prefecture in prefectures}


def read_rows(path: Path, columns: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file; refuses one without the columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := columns - set(reader.fieldnames or []):
            names = _("、").join(sorted(missing))
            raise LoadError(_("%(file)s に列がありません：%(names)s") % {"file": path.name, "names": names})
        for row in reader:
            yield reader.line_num, row


def load_register(path: Path, region_of: dict[str, str], *, is_sample: bool = False) -> None:
    """Local governments by code; nothing is written when one line is wrong. Wards come after their cities."""
    rows = _checked_register(path)
    codes = {(row["prefecture"], row["name"]): row["code"] for row in rows.values() if not row["parent"]}
    wanted = {row["code"]: _values(path, line, row, codes, region_of, is_sample) for line, row in rows.items()}
    stored = LocalGovernment.objects.in_bulk(list(wanted)) if wanted else {}
    new = [LocalGovernment(code=code, **values) for code, values in wanted.items() if code not in stored]
    LocalGovernment.objects.bulk_create([row for row in new if not row.parent_id], batch_size=500)
    LocalGovernment.objects.bulk_create([row for row in new if row.parent_id], batch_size=500)
    changed = [row for code, row in stored.items() if _bring_in_line(row, wanted[code])]
    LocalGovernment.objects.bulk_update(changed, WRITTEN, batch_size=200)


def _checked_register(path: Path) -> dict[int, dict[str, str]]:
    """Line → row, each with a right and single code and a known kind."""
    rows: dict[int, dict[str, str]] = {}
    seen: set[str] = set()
    for line, row in read_rows(path, REGISTER_COLUMNS):
        _check_code(path, line, row["code"])
        if row["code"] in seen:
            raise _wrong(path, line, _("%(code)s が二度あります。") % {"code": row["code"]})
        if row["kind"] not in LocalGovernment.Kind.values:
            raise _wrong(path, line, _("種類「%(kind)s」はありません。") % {"kind": row["kind"]})
        seen.add(row["code"])
        rows[line] = row
    return rows


def _check_code(path: Path, line: int, code: str) -> None:
    try:
        validate_code(code)
    except ValidationError as error:
        raise _wrong(path, line, error.messages[0]) from error


def _wrong(path: Path, line: int, reason: str) -> LoadError:
    return LoadError(_("%(file)s %(line)d行目：%(reason)s") % {"file": path.name, "line": line, "reason": reason})


def _values(path, line, row, codes, region_of, is_sample) -> dict[str, Any]:
    """What one line says, as the model's fields."""
    parent = codes.get((row["prefecture"], row["parent"])) if row["parent"] else None
    if row["parent"] and parent is None:
        raise _wrong(path, line, _("属する市「%(name)s」が見つかりません。") % {"name": row["parent"]})
    if row["prefecture"] not in region_of:
        raise _wrong(path, line, _("「%(name)s」の地方が分かりません。") % {"name": row["prefecture"]})
    return {
        **{name: row[name] for name in ("name", "kana", "kind", "prefecture")},
        "name_en": row.get("name_en") or "",
        "parent_id": parent,
        "region": region_of[row["prefecture"]],
        "latitude": float(row["lat"]) if row.get("lat") else None,
        "longitude": float(row["lng"]) if row.get("lng") else None,
        "is_sample": is_sample,
    }


def _bring_in_line(row: LocalGovernment, values: dict[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def load_participants(path: Path, *, is_sample: bool = False) -> None:
    """Numbered entries; lines with the same number are the bodies of one entry, in their order."""
    orders: dict[int, int] = {}
    for line, row in read_rows(path, PARTICIPANT_COLUMNS):
        _check_code(path, line, row["code"])
        government = LocalGovernment.objects.filter(code=row["code"], name=_own_name(row["name"])).first()
        if government is None:
            raise _wrong(path, line, _("%(code)s %(name)s は台帳にありません。") % row)
        number = int(row["number"])
        orders[number] = orders.get(number, 0) + 1
        participant = settle(Participant, {"number": number}, {"is_sample": is_sample, "is_on_record": True})
        settle(ParticipantMember, {"participant": participant, "government": government}, {"order": orders[number]})


def _own_name(name: str) -> str:
    """A ward is written with its city in the list (横浜市金沢区) and alone in the register (金沢区)."""
    city, found, ward = name.partition("市")
    return ward if found and ward.endswith("区") else name
