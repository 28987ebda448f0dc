"""What a table shows of itself: its first rows, what its columns hold, and one plain chart where that makes sense."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from files.cells import date_in, is_missing, number_in, year_in
from files.workers.refusing import Refused

HEAD_WITHIN, SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_LETTERS = 30, 10, 12, 80
MOST_BARS, MOST_MOMENTS, SAMPLE = 20, 200, 1000
ENOUGH = 0.9  # of a column's cells are of one kind
YEAR_NAME = re.compile(r"年|year", re.IGNORECASE)
NO_AMOUNT = re.compile(
    r"コード|番号|緯度|経度|電話|郵便|座標|年$|年度|code|number|^no\.?$|№|^id$|_id$|lat|lon|lng|year|zip", re.IGNORECASE
)
TOTALS = {"計", "合計", "総計", "総数", "全体", "小計", "total", "sum"}
Table = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Column:
    name: str
    kind: str  # number, date, text
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if not is_missing(cell)]


def preview(table: Table) -> dict[str, Any]:
    """The facts of a table; Refused for one without a row of values."""
    rows = [row for row in table if any(cell.strip() for cell in row)]
    if not rows:
        raise Refused("table-empty")
    place = head_of(rows)
    names, body = (rows[place], rows[place + 1 :]) if place is not None else ([], rows)
    if not body:
        raise Refused("table-empty")
    width = max(len(row) for row in body)
    columns = [_column(names[n] if n < len(names) else "", body, n) for n in range(width)]
    while columns and not columns[-1].name and not columns[-1].filled:
        columns.pop()
    return {
        "rows": len(body),
        "columns": [{"name": column.name, "kind": column.kind} for column in columns],
        "head": [[cell[:SHOWN_LETTERS] for cell in _padded(row, len(columns))[:SHOWN_COLUMNS]] for row in body[:SHOWN_ROWS]],
        "chart": chart_of(columns) if len(body) <= SAMPLE else None,
    }  # fmt: skip


def head_of(rows: Table) -> int | None:
    """Which row names the columns: the first as wide as the table is; None where that one holds values already."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:HEAD_WITHIN]]
    usual = Counter(widths).most_common(1)[0][0]
    place = next((n for n, width in enumerate(widths) if width * 2 > usual), 0)
    cells = [cell for cell in rows[place] if cell.strip()]
    return None if any(_is_value(cell) for cell in cells) else place


def _is_value(cell: str) -> bool:
    """A number or a day; a year may well be the name of a column."""
    if (moment := year_in(cell)) is not None:
        return moment[2] > 0
    return number_in(cell) is not None


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _column(name: str, body: Table, place: int) -> Column:
    name = " ".join(name.split())[:SHOWN_LETTERS]
    cells = [row[place].strip() if place < len(row) else "" for row in body[:SAMPLE]]
    return Column(name, _kind(name, cells), cells)


def _kind(name: str, cells: list[str]) -> str:
    filled = [cell for cell in cells if not is_missing(cell)]
    if not filled:
        return "text"

    def mostly(reading: Callable[[str], Any]) -> bool:
        return sum(reading(cell) is not None for cell in filled) >= ENOUGH * len(filled)

    if mostly(year_in if YEAR_NAME.search(name) else date_in):
        return "date"
    return "number" if mostly(number_in) else "text"


def chart_of(columns: list[Column]) -> dict[str, Any] | None:
    """The first amount against time, or else against the first column of names that are each there once."""
    amounts = [column for column in columns if _is_amount(column)]
    for reading in (_over_time, _by_name):
        for label in columns:
            for amount in amounts:
                if label is not amount and (points := reading(label, amount)):
                    shown = {"kind": "line" if reading is _over_time else "bar", **points}
                    return {**shown, "label": label.name, "amount": amount.name}
    return None


def _is_amount(column: Column) -> bool:
    if column.kind != "number" or not column.name or NO_AMOUNT.search(column.name):
        return False
    return len(set(column.filled)) > 1 and len(column.filled) >= 0.8 * len(column.cells)


def _pairs(label: Column, amount: Column) -> list[tuple[str, float]]:
    pairs = zip(label.cells, amount.cells, strict=True)
    return [(name, value) for name, cell in pairs if name and (value := number_in(cell)) is not None]


def _over_time(label: Column, amount: Column) -> dict[str, Any] | None:
    if label.kind != "date":
        return None
    reading = year_in if YEAR_NAME.search(label.name) else date_in
    points = sorted(
        (moment, name, value) for name, value in _pairs(label, amount) if (moment := reading(name)) is not None
    )
    if not 2 < len(points) <= MOST_MOMENTS or len({moment for moment, *_ in points}) < len(points):
        return None
    return {"points": [[name[:SHOWN_LETTERS], value] for _moment, name, value in points], "left_out": 0}


def _by_name(label: Column, amount: Column) -> dict[str, Any] | None:
    if label.kind != "text" or len(set(label.filled)) < len(label.cells):
        return None
    points = [(name, value) for name, value in _pairs(label, amount) if name.lower() not in TOTALS]
    if len(points) < 2 or any(value < 0 for _name, value in points):
        return None
    largest = sorted(points, key=lambda point: -point[1])[:MOST_BARS]
    shown = points if len(points) <= MOST_BARS else largest
    return {"points": [[name[:SHOWN_LETTERS], value] for name, value in shown], "left_out": len(points) - len(shown)}
