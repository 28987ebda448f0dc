"""Naming who helps with a challenge, and no longer."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_decision
from dialogue.models import Facilitation


@transaction.atomic
def name_facilitator(facilitation: Facilitation, *, by: User, at: datetime) -> Facilitation:
    """Write a new row down, on record; what they post from now on is marked."""
    facilitation.named_by, facilitation.named_at = by, at
    facilitation.save()
    told = {"user": facilitation.user_id, "kind": facilitation.kind}
    record_decision(by, "facilitation.name", facilitation.challenge, at=at, **told)
    return facilitation


@transaction.atomic
def end_facilitation(facilitation: Facilitation, *, by: User, at: datetime) -> None:
    """Take it away, on record; what they posted keeps its mark."""
    told = {"user": facilitation.user_id, "kind": facilitation.kind}
    record_decision(by, "facilitation.end", facilitation.challenge, at=at, **told)
    facilitation.delete()
