"""Acts of a person who goes: asked for, undone within two weeks, carried out."""

import json
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.erasure import ROOMS, TELL, all_held, hindrances_of
from accounts.models import NOWHERE, User
from accounts.services import NotSecretariat, record_decision
from common.errors import ContestError

WAIT = timedelta(days=14)
FORGOTTEN = ("family_name", "given_name", "family_kana", "given_kana")


class CannotGo(ContestError):
    """Something has to be settled before this person can be forgotten."""


@transaction.atomic
def ask_erasure(user: User, *, by: User, at: datetime) -> User:
    """Have a person forgotten in two weeks, by their own wish or, for who cannot log in, by the secretariat; on record.

    Asking twice moves nothing. Raises CannotGo with everything that has to be settled first.
    """
    kept = _lock(user, by)
    if hindrances := hindrances_of(kept, at):
        raise CannotGo(" ".join(str(words) for words in hindrances))
    if kept.erases_at is None:
        _set(kept, at + WAIT, "erasure_asked", by=by, at=at)
    return kept


@transaction.atomic
def keep_account(user: User, *, by: User, at: datetime) -> User:
    """Undo that, until it is carried out; on record."""
    kept = _lock(user, by)
    if kept.erases_at is not None:
        _set(kept, None, "erasure_undone", by=by, at=at)
    return kept


@transaction.atomic
def erase_person(user: User, *, at: datetime) -> bool:
    """Carry it out where it is due and nothing hinders it: rows go or lose their names, the person's own is emptied."""
    kept = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if kept.erases_at is None or kept.erases_at > at or hindrances_of(kept, at):
        return False
    address, language = kept.email, kept.language
    _forget_in_the_office(kept)
    for room in ROOMS:
        room.forget(kept, at)
    for held in all_held():
        held.forget(kept)
    _empty(kept, at)
    record_decision(None, "accounts.erase", kept, at=at)
    for tell in TELL:
        tell(address, "erased", language=language, about=kept.pk, until=None, at=at)
    return True


def due_people(at: datetime) -> list[User]:
    """Whose two weeks are over."""
    return list(User.objects.filter(erases_at__lte=at).order_by("pk"))


def _lock(user: User, by: User) -> User:
    if by.pk != user.pk and not (by.is_active and by.is_staff):
        raise NotSecretariat(_("これができるのは、本人と事務局だけです。"))
    kept = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if kept.erased_at is not None:
        raise CannotGo(_("もう消しました。"))
    return kept


def _set(user: User, erases_at: datetime | None, what: str, *, by: User, at: datetime) -> None:
    user.erases_at = erases_at
    user.save(update_fields=["erases_at"])
    record_decision(by, f"accounts.{what}", user, at=at)
    for tell in TELL:
        tell(user, what, language=user.language, about=user.pk, until=erases_at, at=at)


def _empty(user: User, at: datetime) -> None:
    user.email = f"{user.pk}@gone{NOWHERE}"
    for name in FORGOTTEN:
        setattr(user, name, "")
    user.set_unusable_password()  # ends every session
    user.is_active, user.is_superuser, user.last_login = False, False, None
    user.erases_at, user.erased_at = None, at
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _forget_in_the_office(user: User) -> None:
    """The admin's own log writes down what rows were called at the time, in two ways of spelling."""
    for words in filter(None, (user.email, user.full_name)):
        spelt = json.dumps(words)[1:-1]
        named = Q(object_repr__contains=words) | Q(change_message__contains=words) | Q(change_message__contains=spelt)
        LogEntry.objects.filter(named).update(object_repr="", change_message="")
