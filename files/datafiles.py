"""Files of data: tables, documents and pictures, known by what is in them and never by their name."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from files import child
from files.pictures import reencode
from files.refusals import FileRefused, sentence, too_big

ROWS, COLUMNS, PAGES = 200_000, 300, 500
DISK = 300 * 1024 * 1024  # openpyxl writes each sheet to a file of its own first
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "webp": "image/webp",
}
STARTS = {b"%PDF": "pdf", b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xlsx", b"\xff\xd8": "webp", b"\x89PNG": "webp"}


@dataclass(frozen=True)
class DataFile:
    """A file written anew: its bytes, which of `MEDIA_TYPES` it is, and what it shows of itself."""

    content: bytes
    extension: str
    facts: dict[str, Any]


def clean_data_file(content: bytes) -> DataFile:
    """CSV, XLSX, PDF, JPEG, PNG or WebP bytes, made clean; FileRefused with a reason otherwise."""
    if len(content) > settings.DATA_FILE_MAX_BYTES:
        raise FileRefused(too_big(settings.DATA_FILE_MAX_BYTES))
    if not content.strip():
        raise FileRefused(sentence("empty", {}))
    extension = _extension_of(content)
    if extension == "webp":
        picture = reencode(content)
        return DataFile(
            picture.content, extension, {"kind": "picture", "width": picture.width, "height": picture.height}
        )
    if extension == "pdf":
        made = child.clean("document", content, broken="pdf-broken", pages=PAGES)
    elif extension == "xlsx":
        made = child.clean("workbook", content, broken="workbook-broken", disk=DISK, rows=ROWS, columns=COLUMNS)
    else:
        made = child.clean("table", content, broken="table-broken", rows=ROWS, columns=COLUMNS)
    return DataFile(made.content, extension, made.facts)


def _extension_of(content: bytes) -> str:
    """What the file becomes; whatever begins like nothing else may be a table."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in STARTS.items() if content.startswith(start)), "csv")
