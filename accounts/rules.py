"""Who a person is, as far as this room knows."""

import rules

from accounts.models import User


@rules.predicate
def is_secretariat(user: User) -> bool:
    """A member of the secretariat: active staff."""
    return user.is_active and user.is_staff
