"""Public pages remembered for seconds, for readers whom the site does not know.

What is kept was made for nobody: the view is given a request without cookies, session or person, so nothing of anyone can
be in it. Whoever brings a session or a message meets the view itself. The key holds the version of what is public: what
people publish and what the clock opens is seen within LOOK_AGAIN everywhere at once; numbers may be PAGE_SECONDS old.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from awards.models import Publication
from awards.standings import last_past_win
from common import clock
from contest.models import Stage
from dialogue.standings import last_change
from followup.models import Report
from ideas.models import Idea, Member
from judging import advising
from judging.models import TierRelease
from municipalities.models import Challenge, Seed
from pages.showcase import count_each
from voting.models import Poll

LOOK_AGAIN = 1  # seconds for which a process takes the version for unchanged
TOKEN = 'name="csrfmiddlewaretoken" value="{}"'  # noqa: S105  # where a page carries one
ANY_TOKEN = re.compile(TOKEN.format('[^"]*'))
View = Callable[..., HttpResponse]


def remembered(view: View) -> View:
    """A page of the showcase that is the same for every stranger but for the token of its forms."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PAGE_SECONDS or request.method != "GET" or is_somebody(request):
            return view(request, *args, **kwargs)
        key, cache = _key(request, clock.now()), caches["pages"]
        parts = cache.get(key)
        if parts is None:
            response = view(nobody_at(request), *args, **kwargs)
            if response.status_code != 200:
                return response
            parts = ANY_TOKEN.split(response.content.decode())
            cache.set(key, parts, settings.PAGE_SECONDS)
        return HttpResponse(TOKEN.format(get_token(request)).join(parts))

    return asked


def is_somebody(request: HttpRequest) -> bool:
    """Brings a session, or a message that is still to be shown."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def nobody_at(request: HttpRequest) -> HttpRequest:
    """The same address and language, asked by nobody."""
    asking = HttpRequest()
    asking.method, asking.path, asking.path_info = "GET", request.path, request.path_info
    asking.META = {"QUERY_STRING": request.META.get("QUERY_STRING", ""), "SERVER_NAME": "", "SERVER_PORT": ""}
    asking.GET = request.GET
    asking.user = AnonymousUser()
    asking.LANGUAGE_CODE = get_language()
    return asking


def _key(request: HttpRequest, moment: datetime) -> str:
    version = caches["pages"].get_or_set("version", lambda: version_at(moment), LOOK_AGAIN)
    said = "\0".join((str(version), get_language() or "", request.get_full_path()))
    return hashlib.sha256(said.encode()).hexdigest()


def version_at(moment: datetime) -> str:
    """Another one whenever something becomes public, a stage begins or ends, or a consent to a name changes."""
    counted = count_each(
        {
            "begun": Stage.objects.filter(cycle__is_public=True, opens_at__lte=moment),
            "over": Stage.objects.filter(cycle__is_public=True, closes_at__lte=moment),
            "published": Stage.objects.filter(cycle__is_public=True, publishes_at__lte=moment),
            "challenges": Challenge.objects.public(moment),
            "ideas": Idea.objects.public(moment),
            "seeds": Seed.objects.public(),
            "tiers": TierRelease.objects.out_at(moment),
            "awards": Publication.objects.filter(published_at__isnull=False),
            "polls": Poll.objects.open_at(moment),
            "seals": Poll.objects.filter(sealed_at__isnull=False),
            "results": Poll.objects.filter(published_at__isnull=False),
            "reports": Report.objects.all(),
        }
    )
    names = Member.objects.aggregate(
        n=Count("pk"), said=Max("updated_at"), guardians=Max("guardian_consents__updated_at")
    )
    changes = (last_change(), advising.last_change(), last_past_win())
    return "-".join(map(str, [*counted.values(), *names.values(), *changes]))
