"""Acts on people, and the record of what people decided."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.chain import START, digest_of
from accounts.decided import require_words
from accounts.models import AuditEntry, AuditLink, Consent, User
from common.errors import ContestError

logger = logging.getLogger(__name__)
LINKED_AT_ONCE = 5000

# The version a person agrees to; a changed text gets a new date here.
TEXTS = {Consent.Kind.TERMS: "2026-04-01", Consent.Kind.PRIVACY: "2026-04-01"}


class NotSecretariat(ContestError):
    """Only a member of the secretariat may do this."""


class OwnStanding(ContestError):
    """Nobody may take the secretariat's rights, or the account, from themselves."""


def record_decision(
    actor: User | None, action: str, subject: models.Model, *, at: datetime, **detail: Any
) -> AuditEntry:
    """Write who decided what on `subject`; called inside the transaction of the act itself.

    NotInWords for what the room has no words for: nobody could read it (`accounts.decided`).
    """
    require_words(action, detail)
    label = f"{subject._meta.label_lower}:{subject.pk}"
    return AuditEntry.objects.create(actor=actor, action=action, subject=label, detail=detail, at=at)


@transaction.atomic
def link_entries(*, at: datetime) -> int:
    """Take what was decided since the last time into the chain, one process at a time; its new head goes to the log."""
    if not AuditEntry.objects.unlinked().exists():
        return 0
    if connection.vendor == "postgresql":  # SQLite lets one writer in at a time anyway
        connection.cursor().execute("SELECT pg_advisory_xact_lock(hashtext('accounts_auditlink'))")
    newest = AuditLink.objects.order_by("number").last()
    last, digest = (newest.number, newest.digest) if newest else (0, START)
    links = []
    for number, entry in enumerate(AuditEntry.objects.unlinked()[:LINKED_AT_ONCE], last + 1):
        digest = digest_of(digest, number, entry, at)
        links.append(AuditLink(number=number, entry=entry, linked_at=at, digest=digest))
    AuditLink.objects.bulk_create(links)
    if links:
        logger.info("head of the chain over the decisions: %s", links[-1])
    return len(links)


@transaction.atomic
def register_person(user: User, *, names: Mapping[str, str], language: str | None, at: datetime) -> User:
    """Keep what a person said on signing up: names, language, and that they agreed to today's texts."""
    for name, value in names.items():
        setattr(user, name, value)
    user.language = _known_language(language)
    user.save(update_fields=[*names, "language"])
    give_consents(user, at=at)
    return user


def give_consents(user: User, *, at: datetime) -> None:
    """Write that the person agreed to the texts of today; agreeing twice is agreeing once."""
    for kind, version in TEXTS.items():
        Consent.objects.get_or_create(user=user, kind=kind, version=version, defaults={"given_at": at})


def choose_language(user: User, language: str) -> User:
    """Remember the language this person reads, for pages and mails; an unknown one is Japanese."""
    user.language = _known_language(language)
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def change_standing(user: User, *, is_staff: bool, is_active: bool, by: User | None, at: datetime) -> User:
    """Take someone into the secretariat or out of it, or close or open an account; on record.

    `by` is None for the command line. Raises NotSecretariat, or OwnStanding for one's own account.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and not (by.is_active and by.is_staff):
        raise NotSecretariat(_("これができるのは事務局だけです。"))
    if by is not None and by.pk == user.pk:
        raise OwnStanding(_("自分の権限は、自分では変えられません。ほかの事務局の人に頼んでください。"))
    if (user.is_staff, user.is_active) != (is_staff, is_active):
        user.is_staff, user.is_active = is_staff, is_active
        user.save(update_fields=["is_staff", "is_active"])
        record_decision(by, "accounts.change_standing", user, at=at, is_staff=is_staff, is_active=is_active)
    return user


@transaction.atomic
def drop_second_factor(user: User, *, by: User, at: datetime) -> int:
    """Forget the second factors of someone who lost their device, so that they set up a new one; on record."""
    if not (by.is_active and by.is_staff):
        raise NotSecretariat(_("これができるのは事務局だけです。"))
    if by.pk == user.pk:
        raise OwnStanding(_("自分の二段階認証は、自分では外せません。ほかの事務局の人に頼んでください。"))
    dropped, _each = Authenticator.objects.filter(user=user).delete()
    if dropped:
        record_decision(by, "accounts.drop_second_factor", user, at=at, dropped=dropped)
    return dropped


def _known_language(language: str | None) -> str:
    chosen = (language or "")[:2]
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
