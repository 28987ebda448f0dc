"""What base.html asks on every page; asked of the database only when a template reads it."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest

from common import clock
from pages import now


def site(request: HttpRequest) -> dict[str, Callable]:
    """The season's colour, and whether a vote is open."""
    look = cache(lambda: now.look(clock.now()))
    return {"season": lambda: look().season, "open_polls": lambda: look().has_open_polls}
