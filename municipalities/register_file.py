"""The ministry's list of local government codes as it is published: a workbook of two sheets, or a CSV of one."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.errors import ContestError
from municipalities.kana import to_hiragana
from municipalities.models import LocalGovernment, validate_code
from municipalities.workbooks import Row, Sheet, is_workbook, read_workbook

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, HEADER_WITHIN = 10_000_000, 10_000, 30, 10
WIDE = ("code", "prefecture", "name", "prefecture_kana", "kana")
NARROW = ("code", "name", "kana")  # the sheet of wards in some years, without a line of names above
LABELS = {"code": "団体コード", "name": "市区町村名（漢字）", "kana": "市区町村名（カナ）"}
READING, WHOSE = re.compile("カナ|かな|ふりがな|フリガナ"), re.compile("市区|行政区|区名|団体名")
HIRAGANA = re.compile(r"[ぁ-ゖー]+")
Kind = LocalGovernment.Kind


class RegisterFileRefused(ContestError):
    """A file that is no list of local governments."""


@dataclass(frozen=True)
class Entry:
    """One local government as the list has it, in the register's own words; `parent` is a code or empty."""

    code: str
    name: str
    kana: str
    kind: str
    prefecture: str
    region: str
    parent: str = ""

    @property
    def label(self) -> str:
        return f"{self.code} {self.name if self.kind == Kind.PREFECTURE else f'{self.prefecture} {self.name}'}"


@dataclass(frozen=True)
class RegisterFile:
    """What a file says: its entries, its wrong lines in words, and the sheets that hold no list."""

    entries: tuple[Entry, ...]
    wrong: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """One line as it stands there, cleaned of blanks; `sheet` tells apart the same code twice in one list."""

    sheet: str
    place: str
    code: str
    prefecture: str
    name: str
    prefecture_kana: str
    kana: str


def read_register_file(path: Path, region_of: dict[str, str]) -> RegisterFile:
    """Read the list. Raises RegisterFileRefused or WorkbookRefused for what is none; wrong lines come back as words."""
    content = _bytes_of(path)
    sheets = read_workbook(content, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS) if is_workbook(content) else []
    sheets = sheets or [Sheet("", _csv_rows(content))]
    layouts = [(sheet, _layout_of(sheet)) for sheet in sheets]
    lines = [line for sheet, layout in layouts if layout for line in _lines(sheet, *layout)]
    if not lines:
        raise RegisterFileRefused(
            _("団体コードと市区町村名の一覧が見つかりません。総務省の一覧かどうか、確かめてください。")
        )
    entries, wrong = _Reading(lines, region_of).result()
    return RegisterFile(entries, wrong, tuple(sheet.name for sheet, layout in layouts if not layout))


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            words = _("ファイルが大きすぎます。%(n)dMBまでです。")
            raise RegisterFileRefused(words % {"n": MAX_BYTES // 1_000_000})
        content = path.read_bytes()
    except OSError as error:
        raise RegisterFileRefused(_("ファイルを読めません：%(name)s") % {"name": path.name}) from error
    if not content.strip():
        raise RegisterFileRefused(_("ファイルは空です。"))
    return content


def _csv_rows(content: bytes) -> tuple[Row, ...]:
    try:
        reader = csv.reader(StringIO(_decoded(content), newline=""), strict=True)
        rows = tuple(tuple(row) for row in reader)
    except csv.Error as error:
        raise RegisterFileRefused(_("エクセル（.xlsx）でもCSVでもないファイルです。")) from error
    if len(rows) > MAX_ROWS:
        raise RegisterFileRefused(_("行が多すぎます。%(n)d行までです。") % {"n": MAX_ROWS})
    return rows


def _decoded(content: bytes) -> str:
    """UTF-8, or Shift_JIS as Windows writes it."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RegisterFileRefused(_("エクセル（.xlsx）でもCSVでもないファイルです。"))


def _layout_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Where the list begins and which column is what; None for a sheet without one."""
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        columns = _named(row)
        if "code" in columns and len(columns) > 1:
            if missing := [label for name, label in LABELS.items() if name not in columns]:
                raise RegisterFileRefused(_("列がありません：%(names)s") % {"names": _("、").join(missing)})
            return index + 1, columns
    width = max((place + 1 for row in sheet.rows for place, cell in enumerate(row) if _text(cell)), default=0)
    first = next((row for row in sheet.rows if any(map(_text, row))), ())
    if first and len(_code(first[0])) == 6 and _code(first[0]).isdecimal() and width in (len(WIDE), len(NARROW)):
        return 0, {name: place for place, name in enumerate(WIDE if width == len(WIDE) else NARROW)}
    return None


def _named(row: Sequence[object]) -> dict[str, int]:
    """The columns a line of headings names."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        heading = normalize("NFKC", _text(cell))
        reading = READING.search(heading)
        if "コード" in heading:
            columns.setdefault("code", place)
        elif "都道府県" in heading:
            columns.setdefault("prefecture_kana" if reading else "prefecture", place)
        elif WHOSE.search(heading):
            columns.setdefault("kana" if reading else "name", place)
    return columns


def _lines(sheet: Sheet, start: int, columns: dict[str, int]) -> Iterator[_Line]:
    for number, row in enumerate(sheet.rows[start:], start + 1):
        cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        if not any(map(_text, cells.values())):
            continue
        words = _("シート「%(sheet)s」の%(line)d行目") if sheet.name else _("%(line)d行目")
        yield _Line(
            sheet=sheet.name,
            place=words % {"sheet": sheet.name, "line": number},
            code=_code(cells["code"]),
            prefecture=_text(cells.get("prefecture")),
            name=_text(cells["name"]),
            prefecture_kana=to_hiragana(_text(cells.get("prefecture_kana"))),
            kana=to_hiragana(_text(cells["kana"])),
        )


def _text(cell: object) -> str:
    """A cell without any blank: names have none, headings are broken into lines."""
    return "" if cell is None else "".join(str(cell).split())


def _code(cell: object) -> str:
    """A spreadsheet takes a code for a number and drops its first zero; the check digit tells whether it was one."""
    digits = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else normalize("NFKC", _text(cell))
    return f"0{digits}" if len(digits) == 5 and digits.isascii() and digits.isdecimal() else digits


class _Reading:
    """Turns lines into entries. Prefectures and designated cities come first: the others are told by them."""

    def __init__(self, lines: Sequence[_Line], region_of: dict[str, str]) -> None:
        self.lines, self.region_of = lines, region_of
        self.prefectures = {line.code[:2]: line.prefecture or line.name for line in lines if line.code[2:5] == "000"}
        cities = [line for line in lines if kind_of(line.code, line.name) == Kind.DESIGNATED_CITY]
        self.cities = {line.code: line for line in sorted(cities, key=lambda line: line.code)}

    def result(self) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        read: dict[str, tuple[_Line, Entry]] = {}
        wrong = []
        for line in self.lines:
            entry, reason = self._entry(line)
            if not reason and line.code in read:
                reason = self._clash(line, entry, *read[line.code])
            if reason:
                wrong.append(_("%(place)s：%(reason)s") % {"place": line.place, "reason": reason})
            else:
                read.setdefault(line.code, (line, entry))
        return tuple(entry for _line, entry in read.values()), tuple(wrong)

    def _clash(self, line: _Line, entry: Entry, first: _Line, other: Entry) -> str:
        """The second sheet names the cities once more, and may."""
        if line.sheet == first.sheet:
            return _("%(code)s が二度あります。") % {"code": line.code}
        words = _("%(code)s が%(place)sにもあり、書いてあることがちがいます。")
        return "" if entry == other else words % {"code": line.code, "place": first.place}

    def _entry(self, line: _Line) -> tuple[Entry, str]:
        """The entry, and what is wrong with it in words."""
        kind = kind_of(line.code, line.name)
        prefecture = line.prefecture or self.prefectures.get(line.code[:2], "")
        is_whole = kind == Kind.PREFECTURE
        entry = Entry(
            code=line.code,
            name=prefecture if is_whole else line.name,
            kana=line.prefecture_kana or line.kana if is_whole else line.kana,
            kind=kind,
            prefecture=prefecture,
            region=self.region_of.get(prefecture, ""),
        )
        if reason := self._fault(entry):
            return entry, reason
        return self._in_its_city(entry) if kind == Kind.WARD else (entry, "")

    def _fault(self, entry: Entry) -> str:
        if not entry.code:
            return _("団体コードがありません。")
        try:
            validate_code(entry.code)
        except ValidationError as error:
            return error.messages[0]
        if not entry.region:
            return _("「%(name)s」の地方が分かりません。") % {"name": entry.prefecture}
        by_code = self.prefectures.get(entry.code[:2], entry.prefecture)
        if by_code != entry.prefecture:
            words = _("%(code)s は%(right)sのコードで、%(wrong)sとは合いません。")
            return words % {"code": entry.code, "right": by_code, "wrong": entry.prefecture}
        if not entry.kind:
            return _("「%(name)s」は、都道府県、市、町、村、区のどれか分かりません。") % {"name": entry.name}
        if not HIRAGANA.fullmatch(entry.kana):
            return _("よみ「%(kana)s」がカナではありません。") % {"kana": entry.kana}
        if len(entry.name) > 50 or len(entry.kana) > 80:
            return _("名前かよみが長すぎます。")
        return ""

    def _in_its_city(self, ward: Entry) -> tuple[Entry, str]:
        """A ward under its own name, below its city: the one its name begins with, or whose code comes before."""
        cities = [city for city in self.cities.values() if city.code[:2] == ward.code[:2]]
        named = [city for city in cities if ward.name.startswith(city.name)]
        before = [city for city in cities if city.code < ward.code]
        if not named and not before:
            return ward, _("「%(name)s」の属する市が見つかりません。") % {"name": ward.name}
        city = named[0] if named else before[-1]
        name, kana = ward.name.removeprefix(city.name), ward.kana.removeprefix(city.kana)
        return replace(ward, name=name, kana=kana, parent=city.code), ""


def kind_of(code: str, name: str) -> str:
    """By the last letter and by the block of the code: 1xx designated cities with wards and the 23 of Tokyo; or empty."""
    if code[2:5] == "000":
        return Kind.PREFECTURE
    is_first_block = code[2:3] == "1"
    if name.endswith("区") and is_first_block:
        return Kind.SPECIAL_WARD if code.startswith("13") else Kind.WARD
    if name.endswith("市"):
        return Kind.DESIGNATED_CITY if is_first_block else Kind.CITY
    return {"町": Kind.TOWN, "村": Kind.VILLAGE}.get(name[-1:], "")
