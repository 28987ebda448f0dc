"""CSV in UTF-8 or Shift_JIS as a CSV every program opens: UTF-8 with its mark, commas, nothing that runs."""

import csv
import re
from io import StringIO
from typing import Any

from files.cells import guarded
from files.workers.columns import preview
from files.workers.refusing import Refused

ENCODINGS = {"utf-8": "utf-8", "cp932": "shift_jis"}
UTF8_MARK, OTHER_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
# HTML, SVG, XML, JSON, scripts, PostScript, programs, RTF
OTHER_LANGUAGES = re.compile(r"""\s*(?:<|[{\[]\s*["{\[]|#!|%!|MZ|\{\\rtf)""")
DELIMITERS = ",\t;"
LONGEST_CELL = 32_000  # a spreadsheet program holds no more


def work(content: bytes, rows: int, columns: int) -> tuple[dict[str, Any], bytes]:
    """The table written anew and what it shows of itself; no more rows and columns than given."""
    text, encoding = decoded(content)
    table = read(text, rows, columns)
    facts = {"kind": "table", "encoding": encoding, **preview(table)}
    return facts, written(table)


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the encoding it came in."""
    if content.startswith(OTHER_MARKS):
        raise Refused("encoding")
    if b"\0" in content:
        raise Refused("table-nul" if _is_text(content.replace(b"\0", b"")) else "kind")
    for codec, name in ENCODINGS.items():
        try:
            text = content.removeprefix(UTF8_MARK).decode(codec)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text) or OTHER_LANGUAGES.match(text):
            raise Refused("kind")
        return text, name
    raise Refused("encoding" if _is_text(content) else "kind")


def _is_text(content: bytes) -> bool:
    """Whether these bytes could be words in some encoding: most are no control codes."""
    head = content[:4096]
    return sum(byte < 32 and byte not in b"\t\r\n\x1b" for byte in head) * 50 < len(head)


def read(text: str, rows: int, columns: int) -> list[list[str]]:
    """The rows of the table; Refused for one that is too large or ends inside a cell."""
    csv.field_size_limit(LONGEST_CELL)
    table: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            if len(table) >= rows:
                raise Refused("rows", n=f"{rows:,}")
            if len(row) > columns:
                raise Refused("columns", n=f"{columns:,}")
            table.append(row)
    except csv.Error as error:
        raise Refused("table-cell" if "field larger" in str(error) else "table-broken") from None
    return table


def _delimiter(text: str) -> str:
    """What parts the cells of the first line that has any."""
    lines = text.splitlines()[:50] if len(text) < 1_000_000 else text[:100_000].splitlines()[:50]
    return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))


def written(table: list[list[str]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in table)
    return UTF8_MARK + out.getvalue().encode()
