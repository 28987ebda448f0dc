"""The press kit of a cycle's awards: a text in Japanese and English, a table, and the winners' pictures, in one ZIP."""

import csv
import io
import logging
import zipfile
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contest.models import Cycle
from files.cells import guarded
from ideas.models import Attachment
from pages.winners import Winner, Winners, winners_of

PICTURES = 40  # of so many winners at most
logger = logging.getLogger(__name__)


def press_kit(cycle: Cycle, moment: datetime) -> bytes:
    """The ZIP; the caller asked whether the awards are public."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        found = winners_of(cycle, moment)
        for language in ("ja", "en"):
            with translation.override(language):
                told = winners_of(cycle, moment) if language == "en" else found
                archive.writestr(f"press_{language}.txt", _text(cycle, told))
        with translation.override("ja"):
            archive.writestr("winners.csv", _table(winners_of(cycle, moment).winners))
        for name, picture in _pictures(found.winners):
            archive.writestr(f"pictures/{name}", picture)
    return content.getvalue()


def _text(cycle: Cycle, told: Winners) -> str:
    url = settings.SITE_URL + reverse("pages:winners", args=[cycle.fiscal_year])
    return render_to_string(
        "pages/press.txt", {"cycle": cycle, "told": told, "url": url, "site_url": settings.SITE_URL}
    )


def _table(winners: list[Winner]) -> str:
    """For spreadsheet programs: a mark of the encoding first, and no cell that would be run."""
    table = io.StringIO()
    writer = csv.writer(table)
    heads = (
        _("賞"),
        _("順位"),
        _("受付番号"),
        _("アイデア"),
        _("チーム"),
        _("自治体"),
        _("層"),
        _("授賞のことば"),
        _("辞退"),
    )
    writer.writerow(heads)
    for winner in winners:
        row = winner.decision
        cells = (row.award, row.place_label, row.idea_number, row.idea_title, row.team, row.municipality, winner.tier)
        writer.writerow([guarded(cell) for cell in (*cells, row.citation, _("辞退") if row.is_returned else "")])
    return "\ufeff" + table.getvalue()


def _pictures(winners: list[Winner]):
    """The first picture of each winner that has one made small, under the idea's number."""
    keys = {winner.idea.pk: winner.idea.number for winner in winners if winner.idea and winner.idea.pictures}
    rows = Attachment.objects.filter(idea__in=list(keys)[:PICTURES], kind=Attachment.Kind.PICTURE).exclude(
        renditions=[]
    )
    first: dict[int, Attachment] = {}
    for row in rows.order_by("place", "id"):
        first.setdefault(row.idea_id, row)
    for pk, row in first.items():
        name = max(row.renditions, key=lambda made: made["width"])["jpeg"]
        try:
            with row.file.storage.open(name) as file:
                yield f"{keys[pk]}.jpg", file.read()
        except OSError:
            logger.exception("no picture in the press kit for attachment %s", row.pk)
