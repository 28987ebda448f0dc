"""The bar at the foot of every page of a rehearsal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common import clock
from rehearsal import standings

ENTERED = "rehearsal_entered"  # session key the second-factor middleware knows


def bar(request: HttpRequest) -> dict[str, Any]:
    """`rehearsal_bar`, read only by pages that show it; nothing where the site does not obey the rehearsal's clock."""
    if not settings.REHEARSAL or settings.CLOCK_OFFSET_SOURCE != "rehearsal.clock.offset":
        return {}
    return {"rehearsal_bar": SimpleLazyObject(lambda: _bar(request))}


def _bar(request: HttpRequest) -> dict[str, Any]:
    now, ahead = clock.now(), clock.offset()
    cycle = standings.rehearsal_cycle()
    upcoming = standings.upcoming(cycle, now) if cycle else []
    return {
        "now": now,
        "is_moved": bool(ahead),
        "next": upcoming[0] if upcoming else None,
        "moments": upcoming,
        "earlier": standings.past(cycle, now) if cycle else [],
        "groups": standings.groups(),
        "entered": request.user if _has_entered(request) else None,
        "path": request.get_full_path() if request.method == "GET" else "/",
    }


def _has_entered(request: HttpRequest) -> bool:
    return bool(hasattr(request, "session") and request.session.get(ENTERED) and request.user.is_authenticated)
