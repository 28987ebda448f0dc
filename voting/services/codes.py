"""Proving an address by a mailed code: single use, hashed, short-lived, bound to one browser, within budgets."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contest.models import Cycle
from notifications.services import notify
from voting.errors import BadAddress, CodeNotSent, CodeRefused
from voting.identity import deliverable, normalise
from voting.models import MailCode
from voting.services.voters import keyed

LIFE = timedelta(minutes=10)
TRIES = 5
DOUBLE_CLICK = timedelta(seconds=10)  # the same browser may send the same right code twice
KEPT = timedelta(days=1)  # budgets look no further back


@dataclass(frozen=True)
class Pending:
    """What the browser that asked holds until the code is typed in."""

    code_id: int
    browser: str
    address: str


@dataclass(frozen=True)
class Budget:
    """At most `mails` codes in `span` for the rows that `field` tells alike; no field: for everyone together."""

    field: str
    span: timedelta
    mails: int


BUDGETS = [
    Budget("identity", timedelta(minutes=1), 2),
    Budget("identity", timedelta(hours=1), 5),
    Budget("identity", timedelta(days=1), 12),
    Budget("network", timedelta(hours=1), 3000),  # a school or a city hall is one network
    Budget("", timedelta(minutes=10), 6000),
]


def request_code(cycle: Cycle, *, address: str, network: str, language: str, at: datetime) -> Pending:
    """Mail a code to the address and say what its browser has to keep. Raises BadAddress, CodeNotSent."""
    mailbox = _checked(address)
    identity, network = keyed("identity", normalise(mailbox)), keyed("network", network)
    code, browser = f"{secrets.randbelow(10**6):06d}", secrets.token_urlsafe(24)
    with transaction.atomic():
        Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
        _spend_budgets({"identity": identity, "network": network}, at)
        row = MailCode.objects.create(
            cycle=cycle,
            identity=identity,
            network=network,
            browser=keyed("browser", browser),
            code_hash=keyed("code", f"{browser}:{code}"),
            sent_at=at,
            expires_at=at + LIFE,
        )
        context = {"code": code, "minutes": int(LIFE.total_seconds() // 60), "cycle": cycle.code}
        key = f"voting.code:{row.pk}"
        notify(mailbox, "voting/code", context=context, dedupe_key=key, at=at, language=language, is_secret=True)
    return Pending(row.pk, browser, mailbox)


def prove_code(pending: Pending, *, code: str, at: datetime) -> str:
    """The address this browser's code proves.

    Every try is spent before the code is compared, so that no two tries share one. Raises CodeRefused.
    """
    row = _spend_try(pending, at)
    if not constant_time_compare(row.code_hash, keyed("code", f"{pending.browser}:{code}")):
        raise CodeRefused(_wrong(TRIES - row.attempts))
    MailCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at)
    return pending.address


def forget_codes(*, at: datetime) -> int:
    """Delete codes older than any budget looks back; how many."""
    return MailCode.objects.filter(sent_at__lt=at - KEPT).delete()[0]


def _checked(address: str) -> str:
    try:
        mailbox = deliverable(address)
        validate_email(mailbox)
    except (ValueError, ValidationError) as error:
        raise BadAddress(_("メールアドレスの形になっていません。例：hanako@example.jp")) from error
    return mailbox


def _spend_budgets(keys: dict[str, str], at: datetime) -> None:
    for budget in BUDGETS:
        alike = {budget.field: keys[budget.field]} if budget.field else {}
        if MailCode.objects.filter(sent_at__gt=at - budget.span, **alike).count() >= budget.mails:
            raise CodeNotSent(_refusal(budget))


def _refusal(budget: Budget) -> str:
    if budget.field == "identity":
        return _(
            "このアドレスには、たった今コードを送りました。届いたメールを見るか、しばらく待ってからもう一度送ってください。"
        )
    return _("いま、たいへんこみあっています。数分待ってからもう一度送ってください。")


def _spend_try(pending: Pending, at: datetime) -> MailCode:
    """Count one try on the code of this browser and return it, or say why there is none left."""
    mine = MailCode.objects.filter(pk=pending.code_id, browser=keyed("browser", pending.browser))
    unused = Q(used_at=None) | Q(used_at__gt=at - DOUBLE_CLICK)
    spent = mine.filter(unused, expires_at__gt=at, attempts__lt=TRIES).update(attempts=F("attempts") + 1)
    row = mine.first()
    if spent and row:
        return row
    if row is None or (row.used_at and row.used_at <= at - DOUBLE_CLICK):
        raise CodeRefused(_("このコードはもう使えません。もう一度コードを送ってください。"))
    if row.expires_at <= at:
        raise CodeRefused(_("コードの時間（10分）がすぎました。もう一度コードを送ってください。"))
    raise CodeRefused(_("まちがいが続いたので、このコードは使えなくなりました。もう一度コードを送ってください。"))


def _wrong(left: int) -> str:
    if left <= 0:
        return _("コードがちがいます。このコードはもう使えません。もう一度コードを送ってください。")
    text = ngettext(
        "コードがちがいます。あと%(left)d回ためせます。", "コードがちがいます。あと%(left)d回ためせます。", left
    )
    return text % {"left": left}
