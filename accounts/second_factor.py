"""Who must hold a second factor. Rooms above append a predicate in `AppConfig.ready()`."""

from collections.abc import Callable

from accounts.models import User
from accounts.rules import is_secretariat

ROLES: list[Callable[[User], bool]] = [is_secretariat]


def is_required_of(user: User) -> bool:
    """Whether any role of this person asks for a second factor."""
    return any(role(user) for role in ROLES)
