"""How the site forgets a person: each room says which of its rows are about them, and what becomes of those rows.

Rooms append to `ROOMS` in `AppConfig.ready()`; the person's own row stays, emptied, so that what others decided or wrote still holds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, Consent, User

Words = str | Promise
Rows = models.QuerySet[Any]
Telling = Callable[[Any, datetime], Any]
NO_LONGER_NAMED = _("書いたこと、したことは残り、名前は外れます。")


@dataclass(frozen=True)
class Held:
    """Rows of a model that are about a person, found by a path to them (or to their address), and what becomes of them."""

    model: type[models.Model]
    path: str
    stays: Words = ""  # why the rows stay; empty: they are deleted
    blank: Mapping[str, Any] = field(default_factory=dict)  # what is taken out of rows that stay
    only: Q = Q()  # of which of them it is taken out
    by_address: bool = False
    tells: tuple[str, ...] = ()  # fields the person's copy says of such a row, `member__team` for one behind another
    words: Mapping[str, Telling] = field(default_factory=dict)  # what it says where the field's own value would not do
    shown: Callable[[Rows, datetime], Rows] = lambda rows, at: rows  # which of them it says at a moment

    def rows(self, user: User) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(**{self.path: user.email if self.by_address else user})

    def forget(self, user: User) -> None:
        if not self.stays:
            self.rows(user).delete()
        elif self.blank:
            keys = self.rows(user).filter(self.only).values("pk")
            self.model._default_manager.filter(pk__in=keys).update(**self.blank)


@dataclass(frozen=True)
class Room:
    """What one room has to do with a person who goes."""

    held: tuple[Held, ...]
    hindrances: Callable[[User, datetime], Iterable[Words]] = lambda user, at: ()  # what has to be settled first
    forget: Callable[[User, datetime], None] = lambda user, at: None  # what no `Held` says


ROOMS: list[Room] = []
TELL: list[Callable[..., object]] = []  # (to, what, *, language, at): who writes the mails, a room above


def _of_the_secretariat(user: User, at: datetime) -> Iterable[Words]:
    if user.is_staff:
        yield _("事務局の人は、先に、ほかの事務局の人に事務局から外してもらってください。")


OWN = Room(
    held=(
        Held(Consent, "user", tells=("kind", "version", "given_at")),
        Held(EmailAddress, "user"),
        Held(EmailAddress, "email", by_address=True),
        Held(Authenticator, "user"),
        Held(SocialAccount, "user"),
        Held(
            AuditEntry,
            "actor",
            stays=_("だれが何を決めたかの記録です。名前のない番号だけが残ります。"),
            tells=("action", "subject", "at"),  # not the details: they may name others, or what is not public
            words={"subject": lambda row, at: kind_of(row.subject)},
        ),
    ),
    hindrances=_of_the_secretariat,
)
ROOMS.append(OWN)


def kind_of(subject: str) -> str:
    """What kind of thing it was on, without its number: "ideas.idea:17" is アイデア."""
    label = subject.partition(":")[0]
    return next((str(m._meta.verbose_name) for m in apps.get_models() if m._meta.label_lower == label), label)


def all_held() -> list[Held]:
    return [held for room in ROOMS for held in room.held]


def hindrances_of(user: User, at: datetime) -> list[Words]:
    """What this person has to settle before they can be forgotten, each a sentence."""
    return [words for room in ROOMS for words in room.hindrances(user, at)]


def what_goes(user: User) -> list[str]:
    """The kinds of rows that are deleted, of those there are."""
    gone = (held for held in all_held() if not held.stays and held.tells and held.rows(user).exists())
    return list(dict.fromkeys(str(held.model._meta.verbose_name) for held in gone))


def what_stays(user: User) -> dict[str, list[str]]:
    """Why → the kinds of rows that stay, of those there are."""
    kinds: dict[str, list[str]] = {}
    for held in all_held():
        name = str(held.model._meta.verbose_name)
        if held.stays and name not in (names := kinds.setdefault(str(held.stays), [])) and held.rows(user).exists():
            names.append(name)
    return {why: names for why, names in kinds.items() if names}
