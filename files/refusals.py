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
    "empty": lambda: _("ファイルは空です。中身のあるファイルをえらんでください。"),
    "kind": lambda: _("このファイルは使えません。CSV・XLSX・PDF・JPEG・PNG・WebPのどれかにしてください。"),
    "encoding": lambda: _("文字コードが UTF-8 でも Shift_JIS でもありません。どちらかで保存しなおしてください。"),
    "table-nul": lambda: _("使えない文字（NULL文字）が入っています。UTF-8 のCSVで保存しなおしてください。"),
    "table-cell": lambda: _('1つのセルの文章が長すぎます。引用符（"）のつけ忘れがないか、確かめてください。'),
    "table-broken": lambda: _(
        'CSVを最後まで読めませんでした。途中で切れていないか、引用符（"）が閉じているか、確かめてください。'
    ),
    "table-empty": lambda: _("表に、データの行が1つもありません。"),
    "rows": lambda: _("行が多すぎます。%(n)s行までです。分けるか、リンクで足してください。"),
    "columns": lambda: _("列が多すぎます。%(n)s列までです。要る列だけにしてください。"),
    "cells": lambda: _("セルが多すぎます。%(n)sまでです。CSVにするか、分けてください。"),
    "workbook-old": lambda: _(
        "古い形式か、パスワードのついたエクセルのファイルです。パスワードなしの .xlsx で保存しなおしてください。"
    ),
    "workbook-macro": lambda: _(
        "マクロや、うめこまれた部品の入ったファイルは受け付けません。値だけの .xlsx で保存しなおしてください。"
    ),
    "workbook-bomb": lambda: _("広げると大きすぎるファイルです。開きませんでした。"),
    "workbook-broken": lambda: _(
        "エクセルのファイルがこわれていて、開けません。もう一度 .xlsx で保存しなおしてください。"
    ),
    "pdf-locked": lambda: _("パスワードや、印刷・編集の制限がついたPDFです。つけずに保存しなおしてください。"),
    "pdf-broken": lambda: _("PDFがこわれているか、途中で切れています。もう一度PDFで保存しなおしてください。"),
    "pages": lambda: _("ページが多すぎます。%(n)sページまでです。分けるか、リンクで足してください。"),
    "picture": lambda: _("この画像は使えません。JPEG・PNG・WebPのどれかにしてください。"),
    "picture-heic": lambda: _(
        "HEIC の写真は使えません。JPEG で保存しなおしてください（iPhone では、設定の「カメラ」→「フォーマット」→「互換性優先」）。"
    ),
    "picture-svg": lambda: _("SVG の図は使えません。JPEG・PNG・WebPのどれかに書き出してください。"),
    "picture-pdf": lambda: _("PDFは、画像には使えません。JPEG・PNG・WebPのどれかにしてください。"),
    "document": lambda: _("PDFではありません。PowerPoint や Word などは、PDFで保存しなおしてください。"),
    "picture-broken": lambda: _(
        "画像を読み取れませんでした。こわれているかもしれません。べつの画像をえらんでください。"
    ),
    "pixels": lambda: (
        _("画像が大きすぎます。縦×横が%(n)d00万画素までにしてください。")
        % {"n": settings.UPLOAD_MAX_PIXELS // 1_000_000}
    ),
}
