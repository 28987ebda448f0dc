"""Tables as files that spreadsheet programs open: a workbook of several sheets, every cell a text that runs nothing."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from files.cells import guarded

LONGEST_CELL = 32_000  # a spreadsheet program holds no more
Table = Sequence[Sequence[str]]


def workbook(sheets: Iterable[tuple[str, Table]]) -> bytes:
    """Sheets by name, the first row of each its headings."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row, start=1):
                cell = sheet.cell(number, place, _clean(text))
                cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _clean(text: str) -> str:
    return guarded(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_CELL]
