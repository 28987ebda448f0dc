"""An idea on paper: the entry sheet on A4 and the poster on A1, of what the world may see of it.

Both take a `PublicIdea`, in which no name stands without consent, and the rows of its pictures for their bytes.
`mark` (下書き) stands on what is not public yet; no code leads then to an address that is not there.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.site import day_ja, or_english
from contest.blocks import blocks_of, length_of, shortened
from ideas.models import Attachment
from ideas.public import PublicIdea
from printing.pictures import picture_svg
from printing.qr import qr_svg
from printing.typesetting import frame, typeset

SHEET, POSTER = "ideas/sheet.typ", "ideas/poster.typ"
ON_SHEET, ON_POSTER = 1400, 3000  # pixels of the longer side
ROOM = 3600  # letters a poster holds that can be read from two steps away
NAMES = 120  # letters of names a poster holds; beyond that it counts the members
COVER_HEIGHTS = ((1000, 240), (2200, 180), (ROOM, 130))  # up to so many letters the cover may be so high, in mm
WEB = ("https://", "http://")
logger = logging.getLogger(__name__)


def idea_sheet(idea: PublicIdea, pictures: Iterable[Attachment], *, mark: str = "") -> bytes:
    """The PDF with everything that is public, as many A4 pages as it takes."""
    data = _shared(idea, mark)
    data["facts"] = [
        (_("答えた課題"), f"{idea.challenge_number}　{or_english(idea.challenge_title, idea.challenge_title_en)}"),
        (_("自治体"), idea.municipality),
    ]
    data["pictures"] = [shown for row in pictures if (shown := _picture(row, ON_SHEET))]
    data["answers"] = [{"label": answer.label, "blocks": blocks_of(answer.text)} for answer in idea.answers]
    data["lists"] = [part for part in (_citations(idea), _hypotheses(idea)) if part["rows"]]
    data["credits"] = {"label": _("チームと利用条件"), "rows": _credits(idea)}
    data["english"] = _english(idea)
    return typeset(SHEET, data)


def idea_poster(idea: PublicIdea, pictures: Iterable[Attachment], *, mark: str = "") -> bytes:
    """The PDF of one A1 page; a long text ends where it could no longer be read, and says where it goes on."""
    data = _shared(idea, mark)
    answers, is_shortened = _fitting(idea)
    cover = next((shown for row in pictures if (shown := _picture(row, ON_POSTER))), None)
    more = _("つづきは、応募用紙にあります。") if mark else _("つづきは、QRコードのページで読めます。")
    challenge = or_english(idea.challenge_title, idea.challenge_title_en)
    foot = [
        (_("自治体"), idea.municipality),
        (_("答えた課題"), challenge),
        *_credits(idea, most=NAMES)[1:],
    ]
    letters = sum(length_of(block) for answer in answers for block in answer["blocks"])
    height = next((height for most, height in COVER_HEIGHTS if letters <= most), COVER_HEIGHTS[-1][1])
    shown = {"cover": cover, "cover_height": height, "more": more, "foot": foot}
    return typeset(POSTER, {**data, **shown, "answers": answers, "is_shortened": is_shortened})


def _shared(idea: PublicIdea, mark: str) -> dict[str, Any]:
    title = or_english(idea.title, idea.title_en) or _("（名前のないアイデア）")
    head = [text for text in (idea.number, idea.team.name, idea.municipality) if text]
    return {
        **frame(title=title, author=idea.team.name, head=head, mark=mark),
        "title_lang": "en" if title == idea.title_en else "ja",
        "summary": idea.summary,
        "number": idea.number,
        "team": idea.team.name,
        "chips": [idea.cycle_code, idea.team.attribute_label],
        "page": None if mark else _page(idea),
    }


def _page(idea: PublicIdea) -> dict[str, str]:
    url = settings.SITE_URL + reverse("pages:idea", args=[idea.number])
    return {"url": url, "qr": qr_svg(url), "alt": _("このアイデアのページへのQRコード")}


def _credits(idea: PublicIdea, most: int | None = None) -> list[tuple[str, str]]:
    """The team first: it is the author. Members are counted, and named where they agreed and there is room."""
    count = idea.team.member_count
    size = ngettext("%(n)d人", "%(n)d人", count) % {"n": count}
    names = _("、").join(idea.team.member_names)
    names = names if most is None or len(names) <= most else ""
    return [
        (_("チーム"), f"{idea.team.name}（{idea.team.attribute_label}）"),
        (_("メンバー"), f"{size}　{names}".strip("　")),
        (_("利用条件"), f"{idea.licence}　{idea.team.name}"),
    ]


def _citations(idea: PublicIdea) -> dict[str, Any]:
    """The data it rests on, each with its number and its source."""
    rows = [
        {
            "title": f"[{row.number}] {row.title}",
            "url": row.url,
            "is_link": row.url.startswith(WEB),
            "texts": [(label, text) for label, text in ((_("出典"), row.source), (_("使い方"), row.use)) if text],
            "facts": [*filter(None, (row.licence, day_ja(row.seen_on)))],
        }
        for row in idea.citations
    ]
    return {"label": _("引用したデータ"), "rows": rows}


def _hypotheses(idea: PublicIdea) -> dict[str, Any]:
    """What was supposed and found out, card by card."""
    labels = (_("仮説"), _("検証"), _("結果"), _("学び"))
    rows = [
        {
            **{"title": "", "url": "", "is_link": False, "facts": [row.state]},
            "texts": [
                (label, text)
                for label, text in zip(labels, (row.claim, row.test, row.result, row.learning), strict=True)
                if text
            ],
        }
        for row in idea.hypotheses
    ]
    return {"label": _("仮説と検証"), "rows": rows}


def _english(idea: PublicIdea) -> dict[str, str] | None:
    if not idea.title_en and not idea.summary_en:
        return None
    return {"label": _("英語の要約"), "title": idea.title_en, "text": idea.summary_en}


def _picture(row: Attachment, longest: int) -> dict[str, Any] | None:
    """The picture with its words; a file that cannot be read leaves the paper without it."""
    try:
        with row.file.storage.open(str(row.file.name)) as file:
            svg = picture_svg(file.read(), longest=longest)
    except OSError:
        logger.exception("no picture on paper for attachment %s", row.pk)
        return None
    return {"svg": svg, "alt": row.alt or _("画像"), "words": row.caption or row.alt, "is_tall": row.height > row.width}


def _fitting(idea: PublicIdea) -> tuple[list[dict[str, Any]], bool]:
    """The answers as blocks; where all of them are too much, each gives way by its length. And whether one had to."""
    written = [(answer.label, blocks_of(answer.text)) for answer in idea.answers]
    total = sum(length_of(block) for _label, blocks in written for block in blocks)
    if total <= ROOM:
        return [{"label": label, "blocks": blocks} for label, blocks in written], False
    rooms = [sum(map(length_of, blocks)) * ROOM // total for _label, blocks in written]
    kept = zip(written, rooms, strict=True)
    return [{"label": label, "blocks": shortened(blocks, room)} for (label, blocks), room in kept], True


PAPERS = {"sheet": idea_sheet, "poster": idea_poster}
