"""What a browser holds for the vote: signed cookies, no session, no account; and which network it comes from."""

import secrets
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from voting.services.codes import Pending

VOTER = ("cog-voter", 60 * 24 * 3600)  # name, seconds it lives
CODE = ("cog-code", 30 * 60)
KEPT = ("cog-kept", 2 * 3600)
DEVICE = ("cog-device", 60 * 24 * 3600)
CARD = ("cog-card", 2 * 3600)
LOGIN = ("cog-login", 15 * 60)
REFUSED = ("cog-refused", 5 * 60)
ORDER = ("cog-order", 60 * 24 * 3600)
TABLET = ("cog-tablet", 60 * 24 * 3600)
OF_A_PERSON = (VOTER, CODE, KEPT, CARD, LOGIN, REFUSED, ORDER)  # all but what tells the device itself
V4_PREFIX, V6_PREFIX = 24, 56


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done, now look there."""

    status_code = 303


def voter_cookie(voters: dict[int, int], *, is_secure: bool) -> tuple[str, str]:
    """Name and value of the cookie that says which voter of which poll this browser is: {poll id: voter id}."""
    return _name(VOTER[0], is_secure), signing.dumps(voters, salt=VOTER[0])


def voters_of(request: HttpRequest) -> dict[int, int]:
    """{poll id: voter id} of this browser; empty for who is not verified."""
    return {int(poll): voter for poll, voter in (held(request, VOTER) or {}).items()}


def remember_voters(request: HttpRequest, response: HttpResponse, voters: dict[int, int]) -> None:
    hold(request, response, VOTER, voters)


def pending_of(request: HttpRequest) -> Pending | None:
    """The code this browser waits for."""
    kept = held(request, CODE)
    return Pending(*kept) if kept else None


def remember_pending(request: HttpRequest, response: HttpResponse, pending: Pending) -> None:
    hold(request, response, CODE, [pending.code_id, pending.browser, pending.address])


def kept_choices(request: HttpRequest) -> tuple[str, list[str]]:
    """The poll's slug and the choices made before the address was proven."""
    slug, choices = held(request, KEPT) or ("", [])
    return slug, choices


def keep_choices(request: HttpRequest, response: HttpResponse, slug: str, choices: list[str]) -> None:
    hold(request, response, KEPT, [slug, choices])


def token_of(request: HttpRequest, cookie: tuple[str, int]) -> str:
    """A random name this browser goes by for one purpose: the one it holds, else a new one to be held."""
    return held(request, cookie) or secrets.token_urlsafe(16)


def is_tablet(request: HttpRequest) -> bool:
    """Whether this device is set to be shared: one person after another votes on it."""
    return bool(held(request, TABLET))


def set_tablet(request: HttpRequest, response: HttpResponse, *, is_on: bool) -> None:
    if is_on:
        hold(request, response, TABLET, 1)
    else:
        forget(request, response, TABLET)


def device_of(request: HttpRequest) -> str:
    """What tells this browser from others, whoever sits before it."""
    return token_of(request, DEVICE)


def remember_device(request: HttpRequest, response: HttpResponse, device: str) -> None:
    hold(request, response, DEVICE, device)


def forget(request: HttpRequest, response: HttpResponse, *cookies: tuple[str, int]) -> None:
    """Take cookies back, by default all that say who votes; the device stays the same for the next person."""
    for name, _ in cookies or OF_A_PERSON:
        response.delete_cookie(_name(name, request.is_secure()), samesite="Lax")


def network_of(request: HttpRequest) -> str:
    """The network prefix a request comes from, behind the trusted proxies; empty when unknown."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.TRUSTED_PROXIES
    address = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        prefix = V4_PREFIX if ip_address(address).version == 4 else V6_PREFIX
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{prefix}", strict=False))


def _name(name: str, is_secure: bool) -> str:
    """Over https no other host of the domain can set it."""
    return f"__Host-{name}" if is_secure else name


def held(request: HttpRequest, cookie: tuple[str, int]) -> Any:
    """What was handed out, unless it was changed, is too old, or is not there: then None."""
    name, seconds = cookie
    given = request.COOKIES.get(_name(name, request.is_secure()))
    try:
        return signing.loads(given, salt=name, max_age=seconds) if given else None
    except signing.BadSignature:
        return None


def hold(request: HttpRequest, response: HttpResponse, cookie: tuple[str, int], value: Any) -> None:
    """Hand a value to this browser, signed."""
    name, seconds = cookie
    response.set_cookie(
        _name(name, request.is_secure()),
        signing.dumps(value, salt=name),
        max_age=seconds,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
