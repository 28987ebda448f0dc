"""A workbook looked at as the archive it is, before anything of it is parsed."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from files.workers.refusing import Refused

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLD: .xls, and .xlsx behind a password
MACROS = ("vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/")
MAX_PARTS, MAX_UNPACKED, CHUNK = 1000, 200_000_000, 65_536
MARKUP = (".xml", ".rels", ".vml")


def look_inside(content: bytes) -> None:
    """Refuse what is no workbook, has macros or objects in it, or grows without end."""
    if content.startswith(OLD):
        raise Refused("workbook-old")
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()]
            if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
                raise Refused("kind")
            if any(mark in name for name in names for mark in MACROS):
                raise Refused("workbook-macro")
            _unpack_carefully(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused("workbook-broken") from None


def _unpack_carefully(archive: ZipFile) -> None:
    """Count what really comes out, piece by piece: what the archive says of itself may be a lie."""
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Refused("workbook-bomb")
    left = MAX_UNPACKED
    for info in infos:
        left -= _unpacked(archive, info, left)


def _unpacked(archive: ZipFile, info: ZipInfo, left: int) -> int:
    """How many bytes one part has; entities, which no workbook program writes, can grow without end."""
    size, tail = 0, b""
    with archive.open(info) as part:
        while piece := part.read(CHUNK):
            size += len(piece)
            seen = tail + piece.replace(b"\0", b"")  # UTF-16 as well
            if size > left or (info.filename.lower().endswith(MARKUP) and _has_entities(seen)):
                raise Refused("workbook-bomb")
            tail = seen[-16:]
    return size


def _has_entities(text: bytes) -> bool:
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text
