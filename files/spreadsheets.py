"""Tables as files that spreadsheet programs open: a workbook of several sheets, every text one that runs nothing."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell as PlacedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from files.archives import archive, unpacked
from files.cells import guarded
from files.tables import Cell, Table

LONGEST_CELL = 32_000  # a spreadsheet program holds no more
LONG_AGO = datetime(1980, 1, 1)  # noqa: DTZ001  # the moment no file tells anything by; the library wants it plain


def workbook(tables: Iterable[Table]) -> bytes:
    """A sheet for each table. Nothing in the file tells who made it or when: equal tables are equal bytes."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name)
        for number, row in enumerate(table.rows, start=1):
            for place, value in enumerate(row, start=1):
                _write(sheet.cell(number, place), value, is_heading=number == 1)
        sheet.freeze_panes = "A2"
    return _without_marks(book)


def _write(cell: PlacedCell, value: Cell, *, is_heading: bool) -> None:
    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
    else:
        cell.value = value
    if is_heading:
        cell.font = Font(bold=True)


def _clean(text: str) -> str:
    return guarded(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_CELL]


def _without_marks(book: Workbook) -> bytes:
    """Saved past `Workbook.save`, which writes the moment into it."""
    book.properties.creator, book.properties.created, book.properties.modified = "", LONG_AGO, LONG_AGO
    out = BytesIO()
    ExcelWriter(book, ZipFile(out, "w", ZIP_DEFLATED)).save()
    return archive(unpacked(out.getvalue()))
