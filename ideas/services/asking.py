"""What links mailed to people outside the team share: the token, how long it lasts, and how often one may ask."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from contest.models import Cycle, Stage
from ideas.models import TeamRefused
from notifications.invitations import token_hash

LASTS = timedelta(days=14)
A_DAY = timedelta(days=1)
BY_ONE_A_DAY = 5
TO_ONE_A_DAY = 3


def keep_asked(row: Any, kind: str) -> None:
    """Store a new row with the hash of its token, which is made of the row itself."""
    row.token_hash = secrets.token_hex(32)  # until there is a number to make the real one of
    row.save()
    row.token_hash = token_hash(token_of(row, kind))
    row.save(update_fields=["token_hash"])


def token_of(row: Any, kind: str) -> str:
    """The token of a link, made again from its row whenever a reminder needs it: only its hash is stored."""
    return salted_hmac(f"ideas.{kind}", f"{row.pk}:{row.created_at.timestamp()}", algorithm="sha256").hexdigest()


def lasts_until(cycle: Cycle, at: datetime) -> datetime:
    """Fourteen days, and no longer than ideas are taken."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    return min(at + LASTS, stage.closes_at) if stage else at + LASTS


def require_budget(mine: QuerySet, theirs: QuerySet, *, at: datetime) -> None:
    """TeamRefused when one team asked too often today, or one address was asked too often by anybody."""
    if mine.filter(created_at__gt=at - A_DAY).count() >= BY_ONE_A_DAY:
        raise TeamRefused(_("きょう頼めるのは%(n)d回までです。あす、また頼めます。") % {"n": BY_ONE_A_DAY})
    if theirs.filter(created_at__gt=at - A_DAY).count() >= TO_ONE_A_DAY:
        raise TeamRefused(_("このアドレスには、きょうはもう送れません。届いたメールを確かめてもらってください。"))
