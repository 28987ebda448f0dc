"""Score sheets on paper: blank, with the rubric in words. What was scored is on none of them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from judging.blind import list_title
from judging.models import Assignment, Criterion, Round
from judging.sheet import label_of
from printing.typesetting import frame, typeset

PAPER = "judging/paper.typ"
CIRCLED = 10  # longer scales get a line to write on


def paper_sheets(round: Round, sheets: Iterable[Assignment]) -> bytes:
    """A PDF with a page for each sheet: judge, idea, every point with its word, and the two boxes."""
    title = _("採点用紙　%(round)s") % {"round": round}
    data = frame(title=title, author=_("事務局"), head=[str(round)])
    criteria = [_criterion(row) for row in round.criteria.all()]
    pages = [
        {"judge": str(sheet.judge), "number": sheet.idea.number, "title": list_title(sheet.idea)} for sheet in sheets
    ]
    words = {
        "judge": _("審査委員"),
        "idea": _("アイデア"),
        "how": _("あてはまる点に丸をつけてください。1がいちばん低い点です。"),
        "points": _("点"),
        "boxes": [_("チームへ"), _("審査委員会の中だけ")],
        "none": _("採点表がありません。"),
    }
    return typeset(PAPER, {**data, "criteria": criteria, "pages": pages, "words": words})


def _criterion(row: Criterion) -> dict[str, Any]:
    labels = row.labels if len(row.labels) == row.max_points else [""] * row.max_points
    points = [f"{point} {word}".strip() for point, word in enumerate(labels, 1)]
    scale = [] if row.max_points > CIRCLED else points
    return {"label": label_of(row), "help": row.in_language("help"), "points": scale, "max": row.max_points}
