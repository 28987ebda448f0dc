"""People for tests."""

from itertools import count

from allauth.mfa.models import Authenticator

from accounts.models import User

_numbers = count(1)


def person(*, second_factor: bool = True, **fields) -> User:
    """A citizen with a name; every call makes another one. They hold a second factor unless told otherwise."""
    number = next(_numbers)
    names = {"family_name": "見本", "given_name": f"{number}子", "family_kana": "ミホン", "given_kana": "コ"}
    user = User.objects.create_user(**{"email": f"person{number}@people.example", **names, **fields})
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "見本の鍵"})
    return user


def staff(**fields) -> User:
    """A member of the secretariat."""
    return person(is_staff=True, **fields)
