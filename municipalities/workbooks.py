"""Spreadsheets from outside: looked at as an archive before openpyxl opens them, and read as values only."""

import warnings
from dataclasses import dataclass
from io import BytesIO

import openpyxl
from django.utils.translation import gettext as _

from common.errors import ContestError
from files.refusals import sentence
from files.workers.archive import OLD, ZIP, look_inside
from files.workers.refusing import Refused

Row = tuple[object, ...]


class WorkbookRefused(ContestError):
    """A file that is no workbook, or one that is not safe to open."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet, row by row, from the first cell on."""

    name: str
    rows: tuple[Row, ...]


def is_workbook(content: bytes) -> bool:
    """Whether these bytes claim to be a workbook, of whatever age."""
    return content.startswith((ZIP, OLD))


def read_workbook(content: bytes, *, max_rows: int, max_columns: int) -> list[Sheet]:
    """Every sheet's values. Raises WorkbookRefused for macros, bombs, passwords, broken files and too many rows."""
    _look_inside(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions openpyxl leaves out do not concern us
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            return [_sheet(sheet, max_rows, max_columns) for sheet in book.worksheets]
    except ContestError:
        raise
    except Exception as error:  # openpyxl lets out whatever a broken part makes it stumble over
        raise WorkbookRefused(sentence("workbook-broken", {})) from error


def _sheet(sheet, max_rows: int, max_columns: int) -> Sheet:
    rows = tuple(sheet.iter_rows(max_row=max_rows + 1, max_col=max_columns, values_only=True))
    if len(rows) > max_rows:
        words = _("シート「%(name)s」の行が多すぎます。%(n)d行までです。")
        raise WorkbookRefused(words % {"name": sheet.title, "n": max_rows})
    return Sheet(sheet.title, rows)


def _look_inside(content: bytes) -> None:
    """Refuse by the archive alone, before anything of it is parsed, in the words every file is refused in."""
    try:
        look_inside(content)
    except Refused as refused:
        if refused.code == "kind":
            raise WorkbookRefused(_("エクセルのファイル（.xlsx）ではありません。")) from refused
        raise WorkbookRefused(sentence(refused.code, refused.numbers)) from refused
