"""What base.html asks on every page; asked of the database only when a template reads it."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from common import clock
from pages.now import season_at
from voting.models import Poll


def site(request: HttpRequest) -> dict[str, Callable]:
    """The season's colour, and whether a vote is open."""
    return {
        "season": cache(lambda: season_at(clock.now())),
        "open_polls": cache(lambda: Poll.objects.open_at(clock.now()).exists()),
    }
