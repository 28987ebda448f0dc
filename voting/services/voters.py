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
    The polls of the evening are asked for and written together: everyone comes through here within minutes.
    """
    polls = Poll.objects.filter(cycle=cycle).unsealed()
    keys = {poll.pk: voter_key(poll.pepper, method, identifier) for poll in polls}
    known = _voters(keys)
    missing = [poll for poll in polls if poll.pk not in known]
    if not missing:
        return known
    with transaction.atomic():
        Voter.objects.bulk_create(
            (Voter(poll=poll, voter_key=keys[poll.pk], channel=method, created_at=at) for poll in missing),
            ignore_conflicts=True,  # the same person may come through two browsers at once
        )
        known = _voters(keys)
        _keep_traces({poll: known[poll.pk] for poll in missing}, method, identifier, network=network, device=device)
    return known


def keyed(purpose: str, value: str) -> str:
    """A hash that says nothing without the site's secret."""
    return salted_hmac(f"voting.{purpose}", value, algorithm="sha256").hexdigest()


def _voters(keys: dict[int, str]) -> dict[int, int]:
    """{poll id: voter id} of those that are there."""
    return dict(Voter.objects.filter(poll__in=keys, voter_key__in=keys.values()).values_list("poll", "pk"))


def _keep_traces(voters: dict[Poll, int], method: str, identifier: str, *, network: str, device: str) -> None:
    is_address = method == Channel.EMAIL
    look = traces.look_at(normalise(identifier)) if is_address else traces.Look()
    seconds = _seconds(identifier) if is_address else None
    compared = {"network": network, "device": device, "domain": look.domain, "shape": look.shape}
    Trace.objects.bulk_create(
        (
            Trace(
                voter_id=voter,
                **{kind: traces.keyed_by(poll.pepper, kind, value) for kind, value in compared.items()},
                is_disposable=look.is_disposable,
                is_institution=look.is_institution,
                seconds=seconds,
            )
            for poll, voter in voters.items()
        ),
        ignore_conflicts=True,
    )


def _seconds(address: str) -> float | None:
    """From the sending of the code this address just proved to its typing in."""
    used = MailCode.objects.filter(identity=keyed("identity", normalise(address)), used_at__isnull=False)
    times = used.order_by("-used_at").values_list("sent_at", "used_at").first()
    return (times[1] - times[0]).total_seconds() if times and times[1] else None
