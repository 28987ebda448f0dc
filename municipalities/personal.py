"""What municipalities know of a person who goes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.erasure import NO_LONGER_NAMED, Held, Room, Words
from accounts.models import User
from municipalities.models import Challenge, Follow, Officer, OfficerInvitation, OfficerRequest, Seed, SeedReport


def _hindrances(user: User, at: datetime) -> Iterable[Words]:
    if user.offices.filter(until__isnull=True).exists():
        yield _("自治体の担当者の人は、先に、担当者を終えるか、ほかの人に引き継いでください。")


def challenge_in_words(challenge: Challenge, at: datetime) -> str:
    """What a person's copy calls a challenge: its title only while the world reads it, its number in any case."""
    is_out = Challenge.objects.public(at).filter(pk=challenge.pk).exists()
    return f"{challenge.number} {challenge}".strip() if is_out else challenge.number


ROOM = Room(
    held=(
        Held(
            Follow,
            "user",
            tells=("challenge", "since", "told_at"),
            words={"challenge": lambda row, at: challenge_in_words(row.challenge, at)},
        ),
        Held(
            OfficerRequest,
            "user",
            tells=("government", "department", "message", "state", "asked_at", "decided_at", "reason"),
        ),
        Held(
            OfficerInvitation,
            "email",
            by_address=True,
            tells=("participant", "department", "email", "expires_at", "accepted_at", "cancelled_at"),
        ),
        Held(
            SeedReport, "reported_by", tells=("kind", "text", "reported_at", "settled_at")
        ),  # what others wrote is theirs
        Held(
            Officer,
            "user",
            stays=_("いつ、どの部署の担当だったかの記録です。名前のない番号だけが残ります。"),
            tells=("participant", "department", "since", "until"),
        ),
        Held(
            Seed,
            "suggested_by",
            stays=NO_LONGER_NAMED,
            blank={"credit": ""},
            # not the challenge it became, which may not be public, nor another's seed it was merged into
            tells=(
                *("cycle", "participant", "title", "text", "credit", "status", "created_at"),
                *("answer", "answered_at", "hidden_at", "hidden_reason"),
            ),
        ),
    ),
    hindrances=_hindrances,
)
