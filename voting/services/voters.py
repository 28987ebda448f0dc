"""From a proven identity to a voter, whoever proved it."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from contest.models import Cycle
from voting import traces
from voting.identity import normalise, voter_key
from voting.models import Channel, MailCode, Poll, Trace, Voter


def admit_voter(
    cycle: Cycle, *, method: str, identifier: str, at: datetime, network: str = "", device: str = ""
) -> dict[int, int]:
    """The voter this identity is in every poll of the cycle not yet sealed: {poll id: voter id}; again the same ones.

    Whoever is new leaves a trace for the review: network, device and the look of the address, as keyed hashes alone.
    """
    voters = {}
    with transaction.atomic():
        seconds = _seconds(identifier) if method == Channel.EMAIL else None
        for poll in Poll.objects.filter(cycle=cycle).unsealed():
            voter, is_new = _voter(poll, method, identifier, at)
            voters[poll.pk] = voter.pk
            if is_new:
                _keep_trace(poll, voter, identifier, network=network, device=device, seconds=seconds)
    return voters


def keyed(purpose: str, value: str) -> str:
    """A hash that says nothing without the site's secret."""
    return salted_hmac(f"voting.{purpose}", value, algorithm="sha256").hexdigest()


def _keep_trace(poll: Poll, voter: Voter, identifier: str, *, network: str, device: str, seconds: float | None) -> None:
    look = traces.look_at(normalise(identifier)) if voter.channel == Channel.EMAIL else traces.Look()
    compared = {"network": network, "device": device, "domain": look.domain, "shape": look.shape}
    Trace.objects.create(
        voter=voter,
        **{kind: traces.keyed_by(poll.pepper, kind, value) for kind, value in compared.items()},
        is_disposable=look.is_disposable,
        is_institution=look.is_institution,
        seconds=seconds,
    )


def _seconds(address: str) -> float | None:
    """From the sending of the code this address just proved to its typing in."""
    used = MailCode.objects.filter(identity=keyed("identity", normalise(address)), used_at__isnull=False)
    times = used.order_by("-used_at").values_list("sent_at", "used_at").first()
    return (times[1] - times[0]).total_seconds() if times and times[1] else None


def _voter(poll: Poll, method: str, identifier: str, at: datetime) -> tuple[Voter, bool]:
    key = voter_key(poll.pepper, method, identifier)
    return Voter.objects.get_or_create(poll=poll, voter_key=key, defaults={"channel": method, "created_at": at})
