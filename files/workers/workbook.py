"""A workbook as a new one of its values alone: no formula, macro, link, object, hidden sheet, or name of its author."""

import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from files.cells import as_text
from files.workers.archive import look_inside
from files.workers.columns import preview
from files.workers.refusing import Refused

LONG_AGO = datetime(1980, 1, 1)  # noqa: DTZ001  the first moment an archive can name; it has no zones
MODIFIED = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")
MAX_CELLS, MAX_BLANK = 500_000, 10_000_000
SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
Row = list[Any]


def work(content: bytes, rows: int, columns: int) -> tuple[dict[str, Any], bytes]:
    """The values written anew, and what the first sheet with a table shows of itself."""
    look_inside(content)
    warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out do not concern us
    budget = _Budget(rows, columns)
    try:
        sheets, hidden = _read(content, budget)
    except Refused:
        raise
    except Exception:  # openpyxl lets out whatever a broken part makes it stumble over
        raise Refused("workbook-broken") from None
    name, table = next(((name, table) for name, table in sheets if table), ("", []))
    shown = preview([[as_text(value) for value in row] for row in table])
    facts = {"kind": "table", "encoding": "", "sheet": name, "sheets": len(sheets), "hidden": hidden, **shown}
    return facts, _written(sheets)


class _Budget:
    """How much a workbook may hold; blank cells cost time as well."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns, self.cells, self.blank = rows, columns, MAX_CELLS, MAX_BLANK

    def take(self, row: Row) -> Row:
        """The row without what is blank at its end; Refused once there is too much."""
        self.blank -= len(row) + 1
        while row and row[-1] in (None, ""):
            row.pop()
        self.cells -= sum(value is not None for value in row)
        if len(row) > self.columns:
            raise Refused("columns", n=f"{self.columns:,}")
        if self.cells < 0 or self.blank < 0:
            raise Refused("cells", n=f"{MAX_CELLS:,}")
        return row


def _read(content: bytes, budget: _Budget) -> tuple[list[tuple[str, list[Row]]], int]:
    """The visible sheets by name, and how many are hidden."""
    values = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(BytesIO(content), read_only=True, keep_links=False) if _has_formulas(content) else values
    pairs = list(zip(values.worksheets, formulas.worksheets, strict=True))
    shown = [(one, other) for one, other in pairs if one.sheet_state == "visible"]
    return [(one.title, _table(one, other, budget)) for one, other in shown], len(pairs) - len(shown)


def _has_formulas(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.lower().startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in sheets)


def _table(values: Any, formulas: Any, budget: _Budget) -> list[Row]:
    table: list[Row] = []
    for row in _merged(values, formulas):
        table.append(budget.take(row))
        if len(table) > budget.rows and table[-1]:
            raise Refused("rows", n=f"{budget.rows:,}")
    while table and not table[-1]:
        table.pop()
    return table


def _merged(values: Any, formulas: Any) -> Iterator[Row]:
    """Each cell's value as it was last computed; of a formula that never was, its text."""
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # what a sheet says of its size may be a lie
    if values is formulas:
        yield from map(list, values.iter_rows(values_only=True))
        return
    for row, texts in zip(values.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True):
        yield [_formula(text) if value is None else value for value, text in zip(row, texts, strict=True)]


def _formula(text: Any) -> str | None:
    """A formula as it is written; one over several cells is an object that holds its text."""
    return text if text is None or isinstance(text, str) else getattr(text, "text", "")


def _written(sheets: list[tuple[str, list[Row]]]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = "", LONG_AGO
    for name, table in sheets:
        sheet = book.create_sheet(name.translate(SHEET_NAME)[:31])
        for row in table:
            sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _cell(sheet: Any, value: Any) -> Any:
    """A cell that holds text stays text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _timeless(content: bytes) -> bytes:
    """The archive without the moment and the program it was made at and by: the same values are the same bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as made, ZipFile(out, "w", ZIP_DEFLATED) as clean:
        for name in made.namelist():
            body = made.read(name)
            if name == "docProps/core.xml":
                body = MODIFIED.sub(b"", body)
            clean.writestr(ZipInfo(name, LONG_AGO.timetuple()[:6]), body, ZIP_DEFLATED)
    return out.getvalue()
