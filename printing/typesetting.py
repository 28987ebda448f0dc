"""From plain data and a layout to a PDF. Texts travel as JSON and are never read as markup, whatever they say."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import pylopdf_fonts_jp
import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

ACCESSIBLE: Literal["ua-1"] = "ua-1"  # what screen readers can rely on
LAYOUTS = Path(settings.BASE_DIR) / "templates"
FONTS = (
    Path(str(noto_cjk_sans_jp_regular.FONT_PATH)).parent,
    Path(str(noto_cjk_sans_jp_bold.FONT_PATH)).parent,
    pylopdf_fonts_jp.serif_path().parent,
    Path(__file__).with_name("fonts"),
)


def typeset(layout: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a layout (`municipalities/challenge.typ`, below templates/) over `data`; same data, same bytes.

    A layout reads nothing but files below templates/ and our own fonts: no font of the system, no network, no clock.
    """
    inputs = {"data": json.dumps(data)}
    try:
        return _compile(LAYOUTS / layout, inputs, ACCESSIBLE)
    except typst.TypstError:  # a letter that no font has: a box in its place is better than no paper
        return _compile(LAYOUTS / layout, inputs, None)


def sets_letter(letter: str) -> None:
    """Raises TypstError where none of our fonts has this letter."""
    _compile(LAYOUTS / "printing/letter.typ", {"data": json.dumps({"letter": letter})}, ACCESSIBLE)


def frame(*, title: str, author: str, head: list[str], mark: str = "") -> dict[str, Any]:
    """What printing/house.typ needs of every sheet; `mark` (下書き) stands at the top and pale behind each page."""
    return {
        "lang": get_language() or settings.LANGUAGE_CODE,
        "site": _("チャレンジ!!オープンガバナンス"),
        "title": title,
        "author": author,
        "head": head,
        "mark": mark,
    }


def _compile(layout: Path, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        layout,
        root=LAYOUTS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standard or [],
    )


@cache
def _fonts() -> typst.Fonts:
    """Found once a process; read when the first page is set."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(FONTS))
