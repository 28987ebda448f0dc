"""How rows of the outbox become mails: claimed in one transaction, sent outside of it, each result written at once."""

import logging
import time
from collections import deque
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from notifications.models import OutboxMail

logger = logging.getLogger(__name__)

BATCH = 50
BATCH_SECONDS = 120  # a slow mail server must not hold rows until they count as stuck
STUCK = timedelta(minutes=5)
KEPT = timedelta(days=30)  # how long the outbox remembers to whom and what it wrote; said on the privacy page
BACKOFF = [timedelta(minutes=minutes) for minutes in (0.5, 1, 2, 5, 15, 60, 120, 240, 480)]  # one try more, then failed
ABOUT_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError)


def deliver_due(*, at: datetime) -> int:
    """Send what is due, in one batch over one connection; how many were sent."""
    release_stuck(at=at)
    waiting = deque(claim_batch(at=at))
    if not waiting:
        return 0
    connection = get_connection()
    try:
        return _send_all(waiting, connection, at=at)
    finally:
        _close(connection)
        _release_untried(waiting)


def release_stuck(*, at: datetime) -> int:
    """Give back the rows of a worker that died with them in hand; how many."""
    return OutboxMail.objects.filter(state=OutboxMail.State.SENDING, claimed_at__lt=at - STUCK).update(
        state=OutboxMail.State.PENDING, claimed_at=None
    )


def forget_old_mails(*, at: datetime) -> int:
    """Wipe address and text of mails sent or given up longer ago than they are kept; that one was sent stays."""
    done = [OutboxMail.State.SENT, OutboxMail.State.FAILED]
    old = OutboxMail.objects.filter(state__in=done, due_at__lt=at - KEPT).exclude(to="")
    return old.update(to="", body="", user=None)


def claim_batch(*, at: datetime) -> list[OutboxMail]:
    """Take the oldest due rows, which no other worker then takes: SKIP LOCKED, or SQLite's single writer."""
    due = OutboxMail.objects.filter(state=OutboxMail.State.PENDING, due_at__lte=at).order_by("due_at", "id")
    if not due.exists():
        return []
    with transaction.atomic():
        batch = list(due.select_for_update(skip_locked=True)[:BATCH])
        OutboxMail.objects.filter(pk__in=[mail.pk for mail in batch]).update(
            state=OutboxMail.State.SENDING, claimed_at=at, attempts=F("attempts") + 1
        )
    for mail in batch:
        mail.attempts += 1
    return batch


def _send_all(waiting: deque[OutboxMail], connection: BaseEmailBackend, *, at: datetime) -> int:
    """Take one mail after another off `waiting`; stop early when the server is away or time is up."""
    started, sent = time.monotonic(), 0
    while waiting and time.monotonic() - started < BATCH_SECONDS:
        mail = waiting.popleft()
        try:
            _message(mail, connection).send()
        except Exception as error:  # whatever one mail does, the others are sent
            _close(connection)
            _note_failure(mail, error, at=at)
            if isinstance(error, OSError) and not isinstance(error, ABOUT_ONE_MAIL):
                break
        else:
            _note_sent(mail, at=at)
            sent += 1
    return sent


def _message(mail: OutboxMail, connection: BaseEmailBackend) -> EmailMessage:
    """The same row is the same Message-ID, so that a mail sent twice by a dying worker can be seen as one."""
    site = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Message-ID": f"<outbox.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{site}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers, connection=connection)


def _note_sent(mail: OutboxMail, *, at: datetime) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=OutboxMail.State.SENT, sent_at=at, claimed_at=None, last_error="", **_wiped(mail)
    )


def _note_failure(mail: OutboxMail, error: Exception, *, at: datetime) -> None:
    """Try again later, or, after the last try, fail loudly and wait for the secretariat."""
    row = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.SENDING)
    noted = {"claimed_at": None, "last_error": f"{type(error).__name__}: {error}"[:300]}
    if mail.attempts <= len(BACKOFF):
        row.update(state=OutboxMail.State.PENDING, due_at=at + BACKOFF[mail.attempts - 1], **noted)
        logger.warning("mail %s (%s) not sent at try %s: %s", mail.pk, mail.kind, mail.attempts, type(error).__name__)
    else:
        row.update(state=OutboxMail.State.FAILED, **noted, **_wiped(mail))
        logger.error("mail %s (%s) given up: %s", mail.pk, mail.kind, type(error).__name__)


def _wiped(mail: OutboxMail) -> dict[str, str]:
    return {"body": ""} if mail.is_secret else {}


def _release_untried(waiting: deque[OutboxMail]) -> None:
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in waiting], state=OutboxMail.State.SENDING).update(
        state=OutboxMail.State.PENDING, claimed_at=None, attempts=F("attempts") - 1
    )


def _close(connection: BaseEmailBackend) -> None:
    """Hang up; a connection that is broken already may complain."""
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.warning("mail server hung up first")
