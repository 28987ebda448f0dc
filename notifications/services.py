"""The outbox: a room says who is told what; the row is written in the room's own transaction and drained later."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import NOWHERE, User
from accounts.services import record_decision
from common.errors import ContestError
from notifications.models import OutboxMail

SUBJECT_LENGTH = 200
MAILS_AN_HOUR = 12  # to one address, of the kinds anybody can cause who knows it
# Rooms above append in `AppConfig.ready()`: who gets the mails of somebody without an address (a pupil's teacher).
STAND_INS: list[Callable[[User], User | None]] = []
PLAIN = (str, int, float, date, datetime, Promise, type(None))  # bool is an int
AT_ONCE = 500  # mails in one statement


@dataclass(frozen=True)
class Letter:
    """One of many mails of a kind: to whom, with which words, once for each key."""

    to: User | str
    context: Mapping[str, Any]
    dedupe_key: str


class TooManyMails(ContestError):
    """One address got as many mails as it may in an hour."""


class NotFailed(ContestError):
    """Only a mail that was given up is sent again."""


class WipedMail(ContestError):
    """The text of this mail is gone on purpose."""


def notify(
    to: User | str,
    kind: str,
    *,
    context: Mapping[str, Any],
    dedupe_key: str,
    at: datetime,
    language: str | None = None,
    is_secret: bool = False,
) -> OutboxMail | None:
    """Queue the mail `kind`: "ideas/receipt" is templates/ideas/mail/receipt.txt, first line the subject, rest the body.

    Written in the person's language and in the caller's transaction. `context` holds plain values only (TypeError
    otherwise); `site_url` and `name` are added. The same `dedupe_key` again gives the row that is already there.
    Somebody without an address is reached through whoever stands in for them, once an act; through nobody, None.
    """
    mail = _written(Letter(to, context, dedupe_key), kind, at=at, language=language, is_secret=is_secret)
    return mail and _queued(mail)


def notify_each(letters: Iterable[Letter], kind: str, *, at: datetime) -> None:
    """The mail `kind` to many people, as `notify` writes each, in one statement for every few hundred.

    Letters whose `dedupe_key` is there already are left out.
    """
    mails = (_written(letter, kind, at=at) for letter in letters)
    OutboxMail.objects.bulk_create([mail for mail in mails if mail], ignore_conflicts=True, batch_size=AT_ONCE)


def _written(
    letter: Letter, kind: str, *, at: datetime, language: str | None = None, is_secret: bool = False
) -> OutboxMail | None:
    """The row of one mail, not saved; None where it reaches nobody."""
    to, dedupe_key = letter.to, letter.dedupe_key
    user = _reached(to) if isinstance(to, User) else None
    if user is None and (isinstance(to, User) or to.endswith(NOWHERE)):
        return None
    if isinstance(to, User) and user is not None and user.pk != to.pk:
        dedupe_key = f"{dedupe_key.removesuffix(f':{to.pk}')}:for:{user.pk}"
    chosen = language or (user.language if user else None) or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(chosen[:2]):
        subject, body = _render(kind, {"name": user.full_name if user else "", **_plain(letter.context)})
    address = user.email if user else str(to)
    return _mail(address, subject, body, kind=kind, dedupe_key=dedupe_key, at=at, user=user, is_secret=is_secret)


def _reached(user: User) -> User | None:
    """Who reads this person's mails: themselves, else the first stand-in a room above names."""
    if user.has_mail:
        return user
    return next((found for find in STAND_INS if (found := find(user)) and found.has_mail), None)


def queue_mail(
    to: str,
    subject: str,
    body: str,
    *,
    kind: str,
    dedupe_key: str,
    at: datetime,
    user: User | None = None,
    is_secret: bool = False,
) -> OutboxMail:
    """Write one mail to the outbox, ready to be sent; a secret body is wiped once it has been."""
    mail = _mail(to, subject, body, kind=kind, dedupe_key=dedupe_key, at=at, user=user, is_secret=is_secret)
    return _queued(mail)


def _mail(to: str, subject: str, body: str, *, at: datetime, **facts: Any) -> OutboxMail:
    """The row of a mail that is due now, its head safe."""
    head = {"to": one_line(to), "subject": one_line(subject)[:SUBJECT_LENGTH]}
    return OutboxMail(body=body, due_at=at, created_at=at, **head, **facts)


def _queued(mail: OutboxMail) -> OutboxMail:
    """The row in the outbox: this one, or the one that is there with its key."""
    values = {
        field.attname: getattr(mail, field.attname) for field in mail._meta.concrete_fields if not field.primary_key
    }
    return OutboxMail.objects.get_or_create(dedupe_key=values.pop("dedupe_key"), defaults=values)[0]


def are_queued(dedupe_keys: Iterable[str]) -> set[str]:
    """Which of these mails there are already, sent or not: a reconciler need not write them again to find out."""
    return set(OutboxMail.objects.filter(dedupe_key__in=list(dedupe_keys)).values_list("dedupe_key", flat=True))


def refuse_flood(to: str, *, at: datetime) -> None:
    """Raise TooManyMails when this address got its hour's share of account mails: codes must not bomb a stranger."""
    recent = OutboxMail.objects.filter(to=to, kind__startswith="accounts/", created_at__gt=at - timedelta(hours=1))
    if recent.count() >= MAILS_AN_HOUR:
        raise TooManyMails(_("このアドレスへのメールが多すぎます。1時間ほど待って、もう一度お試しください。"))


@transaction.atomic
def resend_mail(mail: OutboxMail, *, by: User, at: datetime) -> OutboxMail:
    """Try a failed mail again from the start; on record. Raises NotFailed, or WipedMail for a code that is gone."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != OutboxMail.State.FAILED:
        raise NotFailed(_("送れなかったメールだけを、もう一度送れます。"))
    if mail.is_secret:
        raise WipedMail(
            _("秘密のコードを含むメールは送りなおせません。本人に、もう一度コードを求めてもらってください。")
        )
    mail.state, mail.attempts, mail.due_at = OutboxMail.State.PENDING, 0, at
    mail.save(update_fields=["state", "attempts", "due_at"])
    record_decision(by, "notifications.resend_mail", mail, at=at)
    return mail


def one_line(text: str) -> str:
    """Text that cannot start a header of its own: every control or line-breaking character becomes a space."""
    breaking = ("Cc", "Zl", "Zp")
    return " ".join("".join(" " if unicodedata.category(c) in breaking else c for c in text).split())


def _render(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of one mail, with the house's foot; plain text, so nothing is escaped for HTML."""
    room, name = kind.split("/")
    values = Context({"site_url": settings.SITE_URL, **context}, autoescape=False)
    text = _template(f"{room}/mail/{name}.txt").render(values).strip()
    foot = _template("notifications/mail/_footer.txt").render(values).strip()
    subject, _, body = text.partition("\n")
    return subject, re.sub(r"\n{3,}", "\n\n", f"{body.strip()}\n\n{foot}\n")


def _template(name: str) -> Any:
    """Django's own template object: its backend's wrapper always escapes."""
    return get_template(name).template  # type: ignore[attr-defined]


def _plain(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context, if it is made of plain values alone: a template must not be able to reach an object."""
    for key, value in context.items():
        if not _is_plain(value):
            raise TypeError(f"{key}: mail context takes plain values, not {type(value).__name__}")
    return dict(context)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    return isinstance(value, PLAIN)
