"""Spreadsheets from outside: looked at as an archive before openpyxl opens them, and read as values only."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _

from common.errors import ContestError

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLD: .xls, and .xlsx behind a password
MACROS = ("vbaProject.bin", "xl/macrosheets/")
MAX_PARTS, MAX_UNPACKED, CHUNK = 500, 60_000_000, 65_536
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
        raise WorkbookRefused(_("エクセルのファイルがこわれていて、開けません。")) from error


def _sheet(sheet, max_rows: int, max_columns: int) -> Sheet:
    rows = tuple(sheet.iter_rows(max_row=max_rows + 1, max_col=max_columns, values_only=True))
    if len(rows) > max_rows:
        words = _("シート「%(name)s」の行が多すぎます。%(n)d行までです。")
        raise WorkbookRefused(words % {"name": sheet.title, "n": max_rows})
    return Sheet(sheet.title, rows)


def _look_inside(content: bytes) -> None:
    """Refuse by the archive alone, before anything of it is parsed."""
    if content.startswith(OLD):
        raise WorkbookRefused(
            _("古い形式か、パスワードのついたエクセルのファイルです。パスワードなしの .xlsx で保存しなおしてください。")
        )
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.startswith(MACROS) or name.endswith(MACROS) for name in names):
                raise WorkbookRefused(
                    _("マクロの入ったファイルは受け付けません。マクロなしの .xlsx で保存しなおしてください。")
                )
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise WorkbookRefused(_("エクセルのファイル（.xlsx）ではありません。"))
            _unpack_carefully(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise WorkbookRefused(_("エクセルのファイルがこわれていて、開けません。")) from error


def _unpack_carefully(archive: ZipFile) -> None:
    """Count what really comes out, piece by piece: what the archive says of itself may be a lie."""
    left = MAX_UNPACKED
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > left:
        raise WorkbookRefused(_("広げると大きすぎるファイルです。開きませんでした。"))
    for info in infos:
        tail = b""
        with archive.open(info) as part:
            while piece := part.read(CHUNK):
                left -= len(piece)
                seen = tail + piece.replace(b"\0", b"")  # UTF-16 as well
                if left < 0 or (info.filename.endswith((".xml", ".rels", ".vml")) and _has_entities(seen)):
                    raise WorkbookRefused(_("広げると大きすぎるファイルです。開きませんでした。"))
                tail = seen[-16:]


def _has_entities(text: bytes) -> bool:
    """Entities can grow without end; no workbook program writes them."""
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text
