"""Pictures are decoded by a child process that may crash, spin or run out of memory without hurting anyone."""

import hashlib
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from ideas.models import PictureRefused

WORKER = Path(__file__).with_name("picture_worker.py")
LARGE, SMALL = 2000, 640  # the longer side of what is served, in pixels
MEMORY = 768 * 1024 * 1024
SECONDS = 15
HEADER = struct.Struct(">II")


@dataclass(frozen=True)
class Picture:
    """A picture encoded anew as WebP, without anything the camera wrote beside the pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def reencode(content: bytes, *, longest: int = LARGE) -> Picture:
    """JPEG, PNG or WebP bytes as a new picture no larger than `longest`; PictureRefused with a reason otherwise."""
    limits = [longest, settings.UPLOAD_MAX_PIXELS, MEMORY, SECONDS]
    command = [sys.executable, "-I", "-B", str(WORKER), *map(str, limits)]
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={}, cwd="/")  # noqa: S603  our own file
    except subprocess.TimeoutExpired:
        raise PictureRefused(_unreadable()) from None
    if child.returncode:
        raise PictureRefused(_reason(child.returncode))
    width, height = HEADER.unpack_from(child.stdout)
    return Picture(child.stdout[HEADER.size :], width, height)


def _reason(code: int) -> str:
    """The worker's exit code in words; it ends with 2, 3 or 4 on purpose, and with anything else when it died."""
    if code == 2:
        return _("この画像は使えません。JPEG・PNG・WebPのどれかにしてください。")
    if code == 3:
        millions = settings.UPLOAD_MAX_PIXELS // 1_000_000
        return _("画像が大きすぎます。縦×横が%(n)d00万画素までにしてください。") % {"n": millions}
    return _unreadable()


def _unreadable() -> str:
    return _("画像を読み取れませんでした。こわれているかもしれません。べつの画像をえらんでください。")
