"""Several files as one ZIP that says nothing of when or where it was made."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP knows


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files by name, in this order; the same files are the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, content in files.items():
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """What is in a ZIP of our own making."""
    with ZipFile(BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}
