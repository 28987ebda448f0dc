"""Who must hold a second factor. Rooms above append a predicate in `AppConfig.ready()`."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.rules import is_secretariat

ROLES: list[Callable[[User], bool]] = [is_secretariat]
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes only stand in for one of these


def is_required_of(user: User) -> bool:
    """Whether any role of this person asks for a second factor."""
    return any(role(user) for role in ROLES)


def is_missing_from(user: User) -> bool:
    """Whether this person needs a second factor and has none."""
    return not Authenticator.objects.filter(user=user, type__in=FACTORS).exists() and is_required_of(user)


def may_pass(request: HttpRequest) -> bool:
    """Nobody in particular, someone with what their roles ask for, or a sample person of the rehearsal."""
    if not request.user.is_authenticated or _is_rehearsing(request):
        return True
    return not is_missing_from(request.user)


def _is_rehearsing(request: HttpRequest) -> bool:
    """Someone who entered as a sample person through the rehearsal's bar."""
    return settings.REHEARSAL and request.session.get("rehearsal_entered") is True


def may_be_removed(authenticator: Authenticator) -> bool:
    """Not the last one of a person whose role asks for one."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
    return others.exists() or not is_required_of(authenticator.user)
