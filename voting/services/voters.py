"""From a proven identity to a voter, whoever proved it."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from contest.models import Cycle
from voting.identity import voter_key
from voting.models import Poll, Voter


def admit_voter(cycle: Cycle, *, method: str, identifier: str, at: datetime) -> dict[int, int]:
    """The voter this identity is in every poll of the cycle not yet sealed: {poll id: voter id}; again the same ones."""
    with transaction.atomic():
        polls = Poll.objects.filter(cycle=cycle).unsealed()
        return {poll.pk: _voter(poll, method, identifier, at).pk for poll in polls}


def keyed(purpose: str, value: str) -> str:
    """A hash that says nothing without the site's secret."""
    return salted_hmac(f"voting.{purpose}", value, algorithm="sha256").hexdigest()


def _voter(poll: Poll, method: str, identifier: str, at: datetime) -> Voter:
    key = voter_key(poll.pepper, method, identifier)
    return Voter.objects.get_or_create(poll=poll, voter_key=key, defaults={"channel": method, "created_at": at})[0]
