"""Pictures that carry something, or are none."""

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

from tests.factories import ideas as make


def with_place() -> bytes:
    """A JPEG that knows where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "COGSECRETCAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 39.0, 31.0), 3: "E", 4: (139.0, 44.0, 43.0)})
    return make.photo(300, 200, exif=exif.tobytes(), comment=b"COGSECRETCOMMENT").getvalue()


@cache
def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of a few hundred kilobytes that unpacks to 400 million pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        files.writestr("a.txt", "x" * 100)
    return out.getvalue()
