"""The way to the vote, as a hall's screen tells it."""

from django.conf import settings
from django.urls import reverse

from printing.qr import qr_svg


def way_to_vote() -> dict[str, str]:
    """What the hall's screen tells those who want to vote: the short address, and a code for the telephone."""
    url = settings.SITE_URL + reverse("voting:index")
    return {"address": url.partition("://")[2], "code": qr_svg(url)}
