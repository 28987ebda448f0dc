"""Why a file is not taken, in sentences a person may read. Workers know no language: they give a code and numbers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import ContestError


class FileRefused(ContestError):
    """A file that is not taken; the text says why and what to do about it."""


def sentence(code: str, numbers: dict[str, Any]) -> str:
    """The words for what a worker refused; a code nobody knows is said as broken."""
    return SENTENCES.get(code, SENTENCES["broken"])() % numbers


def too_big(limit: int) -> str:
    return _("ファイルは%(n)dMBまでです。小さくしてから、もう一度えらんでください。") % {"n": limit // (1024 * 1024)}


SENTENCES: dict[str, Callable[[], str]] = {
    "broken": lambda: _(
        "ファイルを読み取れませんでした。こわれているかもしれません。べつのファイルをえらんでください。"
    ),
    "picture": lambda: _("この画像は使えません。JPEG・PNG・WebPのどれかにしてください。"),
    "picture-broken": lambda: _(
        "画像を読み取れませんでした。こわれているかもしれません。べつの画像をえらんでください。"
    ),
    "pixels": lambda: (
        _("画像が大きすぎます。縦×横が%(n)d00万画素までにしてください。")
        % {"n": settings.UPLOAD_MAX_PIXELS // 1_000_000}
    ),
}
