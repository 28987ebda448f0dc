"""Who may do what to a challenge, and to a seed."""

import rules

from accounts.models import User
from accounts.rules import is_secretariat
from common import clock
from municipalities.models import Challenge, DataResource, Seed


@rules.predicate
def is_officer(user: User) -> bool:
    """Serves some municipality now."""
    return user.offices.filter(until__isnull=True).exists()


@rules.predicate
def is_officer_of(user: User, challenge: Challenge) -> bool:
    return user.offices.filter(participant_id=challenge.participant_id, until__isnull=True).exists()


@rules.predicate
def is_open_for_challenges(user: User, challenge: Challenge) -> bool:
    """The challenge's STEP1 is open, or this entry was given more time."""
    return challenge.window is not None and challenge.window.is_open_at(clock.now())


@rules.predicate
def is_published(user: User, challenge: Challenge) -> bool:
    return challenge.is_public_at(clock.now())


@rules.predicate
def is_draft(user: User, challenge: Challenge) -> bool:
    return challenge.status == Challenge.Status.DRAFT


@rules.predicate
def is_returned(user: User, challenge: Challenge) -> bool:
    return challenge.status == Challenge.Status.RETURNED


@rules.predicate
def is_public_data(user: User, row: DataResource) -> bool:
    """Of a public challenge; asks nothing about the person, so that a public file reads no session."""
    return Challenge.objects.public(clock.now()).filter(pk=row.challenge_id).exists()


@rules.predicate
def is_data_of_officers(user: User, row: DataResource) -> bool:
    return is_officer_of(user, row.challenge)


rules.add_perm(
    "municipalities.view_data",
    is_public_data | (rules.is_authenticated & (is_secretariat | is_data_of_officers)),
)
rules.add_perm("municipalities.view_desk_challenge", rules.is_authenticated & is_officer_of)
# One handed in may be mended until the deadline; one sent back also after it: the secretariat asked for it.
rules.add_perm(
    "municipalities.edit_challenge",
    rules.is_authenticated & (is_returned | (is_open_for_challenges & ~is_published)) & is_officer_of,
)
# A draft nobody has seen may go at any time; what was handed in once stays on record.
rules.add_perm("municipalities.discard_challenge", rules.is_authenticated & is_draft & is_officer_of)


@rules.predicate
def is_officer_for(user: User, seed: Seed) -> bool:
    """Serves the municipality a seed was suggested to."""
    return user.offices.filter(participant_id=seed.participant_id, until__isnull=True).exists()


@rules.predicate
def is_in_sight(user: User, seed: Seed) -> bool:
    """Not hidden by the secretariat."""
    return seed.hidden_at is None


@rules.predicate
def is_writer(user: User, seed: Seed) -> bool:
    return seed.suggested_by_id == user.pk


rules.add_perm("municipalities.answer_seed", rules.is_authenticated & is_in_sight & is_officer_for)
rules.add_perm("municipalities.change_own_seed", rules.is_authenticated & is_writer)
