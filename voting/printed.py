"""Venue cards on paper: ten on a sheet of A4, each with its code in letters and as a QR code. Printed once, when made."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from printing.qr import qr_svg
from printing.typesetting import frame, typeset
from voting.models import CardBatch

SHEET = "voting/cards.typ"


def card_sheets(batch: CardBatch, codes: Iterable[str]) -> bytes:
    """A PDF to cut into cards."""
    title = _("会場カード　%(label)s") % {"label": batch.label}
    typed = settings.SITE_URL + reverse("voting:card")
    cards = [
        {"code": "-".join(code[start : start + 4] for start in range(0, len(code), 4)), "qr": qr_svg(_scanned(code))}
        for code in codes
    ]
    words = {
        "name": _("オンライン投票　会場カード"),
        "label": batch.label,
        "cycle": str(batch.cycle),
        "how": _("カメラで読むか、次のページで番号を入れてください。"),
        "page": typed.partition("://")[2],
        "once": _("一人1枚。1つの端末で一度だけ使えます。"),
        "alt": _("このカードのページへのQRコード"),
    }
    data = frame(title=title, author=_("事務局"), head=[title])
    return typeset(SHEET, {**data, "cards": cards, "words": words})


def _scanned(code: str) -> str:
    return settings.SITE_URL + reverse("voting:card_scanned", args=[code])
