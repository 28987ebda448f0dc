"""People for tests."""

from itertools import count

from accounts.models import User

_numbers = count(1)


def person(**fields) -> User:
    """A citizen with a name; every call makes another one."""
    number = next(_numbers)
    names = {"family_name": "見本", "given_name": f"{number}子", "family_kana": "ミホン", "given_kana": "コ"}
    return User.objects.create_user(**{"email": f"person{number}@people.example", **names, **fields})


def staff(**fields) -> User:
    """A member of the secretariat."""
    return person(is_staff=True, **fields)
