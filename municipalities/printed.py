"""A challenge on paper: what the world may see of it, for the layout templates/municipalities/challenge.typ."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.templatetags.site import day_ja, or_english
from municipalities.public import PublicChallenge, PublicKnowledge, PublicResource
from printing.qr import qr_svg
from printing.typesetting import frame, typeset

LAYOUT = "municipalities/challenge.typ"
WEB = ("https://", "http://")


def challenge_sheet(challenge: PublicChallenge, *, mark: str = "") -> bytes:
    """The PDF, one to three A4 pages as a rule.

    `mark` (下書き) stands on each page of what is not public yet; no code leads then to an address that is not there.
    """
    return typeset(LAYOUT, _data(challenge, mark))


def _data(challenge: PublicChallenge, mark: str) -> dict[str, Any]:
    title = or_english(challenge.title, challenge.title_en) or _("（名前のない課題）")
    head = [text for text in (challenge.number, challenge.municipality) if text]
    return {
        **frame(title=title, author=challenge.municipality, head=head, mark=mark),
        "title_lang": "en" if title == challenge.title_en else "ja",
        "municipality": challenge.municipality,
        "number": challenge.number,
        "chips": _chips(challenge),
        "page": None if mark else _page(challenge),
        "answers": [{"label": answer.label, "text": answer.text} for answer in challenge.answers],
        "resources": _resources(challenge.resources, is_public=not mark),
        "knowledge": _knowledge(challenge.knowledge),
        "contact": _contact(challenge),
        "summary": _summary(challenge),
    }


def _chips(challenge: PublicChallenge) -> list[str]:
    """Theme, region and whether it is made up; a made-up region says so already."""
    region = _(challenge.region) if challenge.region else ""
    chips = (challenge.theme, region, _("見本") if challenge.is_sample else "")
    return [text for text in dict.fromkeys(chips) if text]


def _page(challenge: PublicChallenge) -> dict[str, str]:
    url = settings.SITE_URL + reverse("pages:challenge", args=[challenge.number])
    return {"url": url, "qr": qr_svg(url), "alt": _("この課題のページへのQRコード")}


def _resources(rows: Iterable[PublicResource], *, is_public: bool) -> dict[str, Any]:
    return {
        "label": _("課題のデータ"),
        "nothing": _("データはまだありません。"),
        "rows": [
            {
                **_row(row.title or _("（名前のないデータ）"), row.url, row.note),
                "file": _file(row, is_public),
                "facts": [*filter(None, (row.kind, row.format, row.licence, row.publisher, day_ja(row.dated_on)))],
            }
            for row in rows
        ],
    }


def _knowledge(rows: Iterable[PublicKnowledge]) -> dict[str, Any]:
    return {
        "label": _("役所が知っていること"),
        "rows": [
            {**_row(row.title or _("（名前がありません）"), row.url, row.text), "facts": [row.kind]} for row in rows
        ],
    }


def _row(title: str, url: str, text: str) -> dict[str, Any]:
    return {"title": title, "url": url, "is_link": url.startswith(WEB), "text": text, "file": None}


def _file(row: PublicResource, is_public: bool) -> dict[str, str] | None:
    """Its name; a link only where everybody may follow it."""
    if not row.file_url:
        return None
    return {"name": row.file_name, "url": settings.SITE_URL + row.file_url if is_public else ""}


def _contact(challenge: PublicChallenge) -> dict[str, Any] | None:
    rows = [
        (_("担当部署"), challenge.department),
        (_("担当者氏名"), challenge.contact_name),
        (_("メールアドレス"), challenge.contact_email),
        (_("電話番号"), challenge.contact_phone),
    ]
    written = [row for row in rows if row[1]]
    return {"label": _("担当"), "rows": written} if written else None


def _summary(challenge: PublicChallenge) -> dict[str, str] | None:
    if not challenge.title_en and not challenge.summary_en:
        return None
    return {"label": _("英語の要約"), "title": challenge.title_en, "text": challenge.summary_en}
