"""A poll's life: opened once, sealed after its close, published with the awards; never reset."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from contest.models import Tier
from ideas.models import Idea
from voting import log, merkle
from voting.dialects import dialect
from voting.errors import NotSealed, StillOpen
from voting.models import Appeal, Ballot, Choice, Group, Poll, Seal, Trace, Voter
from voting.services.results import first_result
from voting.services.rules import require_rules


def open_poll(
    tier: Tier,
    *,
    ideas: Iterable[Idea],
    opens_at: datetime,
    closes_at: datetime,
    max_choices: int,
    prizes: int = 3,
    at: datetime,
) -> Poll:
    """The poll of a tier with these ideas to choose from; the one that is there already stays as it is.

    Raises RulesRefused before the year's rules are published.
    """
    with transaction.atomic():
        require_rules(tier.cycle)
        poll, is_new = Poll.objects.get_or_create(
            tier=tier,
            defaults={
                "cycle": tier.cycle,
                "slug": f"{tier.cycle.code.lower()}-{tier.key}",
                "opens_at": opens_at,
                "closes_at": closes_at,
                "max_choices": max_choices,
                "prizes": prizes,
                "created_at": at,
            },
        )
        if is_new:
            ordered = sorted(ideas, key=lambda idea: idea.serial or 0)
            Choice.objects.bulk_create(Choice(poll=poll, idea=idea, order=order) for order, idea in enumerate(ordered))
    return poll


def seal_poll(poll: Poll, *, at: datetime) -> Seal:
    """Fix what the log of a closed poll is, before anyone counts it; again gives the same seal. Raises StillOpen.

    Waits for ballots on their way to the table, so that every acknowledged one is in the log.
    """
    with transaction.atomic():
        locked = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        if locked.sealed_at is None:
            if at < locked.closes_at:
                raise StillOpen(_("しめきりの前に封印することはできません。"))
            _wait_for_ballots_in_flight()
            _write_seal(locked, at)
        poll.sealed_at = locked.sealed_at
        return Seal.objects.get(poll=locked)


def publish_poll(poll: Poll, *, at: datetime) -> Poll:
    """Make the result and the log public; again changes nothing. Raises NotSealed."""
    with transaction.atomic():
        locked = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
        if locked.sealed_at is None:
            raise NotSealed(_("封印していない投票は公開できません。"))
        if locked.published_at is None:
            locked.result, locked.published_at = first_result(locked, at=at), at
            locked.save(update_fields=["result", "published_at"])
        poll.result, poll.published_at = locked.result, locked.published_at
    return poll


def anonymise_poll(poll: Poll, *, at: datetime) -> Poll:
    """Forget which voter is which: every keyed hash and who was found alike go, the nameless ballots stay.

    Again changes nothing. The hashes are of one key whatever proved a voter: a mail address, a login, a card.
    """
    with transaction.atomic():
        locked = Poll.objects.select_for_update(no_key=True).to_anonymise(at).filter(pk=poll.pk).first()
        if locked:
            locked.voters.update(voter_key=None)
            Trace.objects.filter(voter__poll=locked).delete()
            Appeal.objects.filter(void__poll=locked).update(text="")
            Group.voters.through.objects.filter(group__poll=locked).delete()
            locked.pepper, locked.anonymised_at = "", at
            locked.save(update_fields=["pepper", "anonymised_at"])
            poll.anonymised_at = at
    return poll


def _wait_for_ballots_in_flight() -> None:
    """From here on no ballot is being written while this transaction lives."""
    if statement := dialect().stop_ballots:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _write_seal(poll: Poll, at: datetime) -> None:
    voted = Voter.objects.filter(Exists(Ballot.objects.filter(voter=OuterRef("pk"))), poll=poll)
    channels = dict(voted.values_list("channel").annotate(Count("pk")).order_by("channel"))
    counted = sum(channels.values())
    is_paired = counted >= log.PAIRED_FROM
    Seal.objects.create(
        poll=poll,
        root=merkle.root(line.encode("ascii") for line in log.lines(poll, is_paired=is_paired)),
        counted=counted,
        superseded=poll.ballots.count() - counted,
        options=[choice.idea.number for choice in poll.choices.select_related("idea__cycle")],
        channels=channels,
        is_paired=is_paired,
        sealed_at=at,
    )
    poll.sealed_at = at
    poll.save(update_fields=["sealed_at"])
