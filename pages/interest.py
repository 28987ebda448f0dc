"""Seeds and interest on pages that show other things: what a challenge grew from and who follows it, my own seeds."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contest.models import Stage
from municipalities.interest import counts_questions, views_by_week
from municipalities.models import Follow, Participant, Seed
from municipalities.public import public_seeds, seed_credits
from municipalities.seed_desk import latest

SHOWN = 6


def of_challenge(challenge_pk: int, user: Any) -> dict[str, Any]:
    """How many follow it, whether I do, and the seeds it was made from."""
    follows = Follow.objects.filter(challenge=challenge_pk)
    counts = follows.aggregate(follow_count=Count("pk"), is_followed=Count("pk", Q(user=user.pk)))
    return {**counts, "seeds": seed_credits(challenge_pk)}


def of_participant(participant: Participant, moment: datetime) -> dict[str, Any]:
    """What was suggested to a municipality lately."""
    return {"seeds": public_seeds(latest(participant)[:SHOWN], moment)}


def of_person(user: Any, moment: datetime) -> dict[str, Any]:
    """My own seeds with their states, hidden ones marked."""
    rows = list(Seed.objects.written_by(user).for_list())
    return {"seeds": [(seed, row.hidden_at) for seed, row in zip(public_seeds(rows, moment), rows, strict=True)]}


def health(challenge: Any, moment: datetime) -> dict[str, Any]:
    """The numbers of a challenge `with_health`, its weeks, and the deadline they run towards."""
    posted, call = (challenge.cycle.stage(kind) for kind in (Stage.Kind.CHALLENGES, Stage.Kind.IDEAS))
    return {
        "weeks": views_by_week(challenge, posted.publishes_at, moment),
        "has_questions": counts_questions(),
        "closes_at": call.closes_at if call and call.is_open_at(moment) else None,
        "crumbs": [
            (_("マイページ"), reverse("pages:me")),
            (pgettext("plural", "課題"), reverse("municipalities:challenges")),
            (challenge.number, reverse("municipalities:challenge_receipt", args=[challenge.pk])),
            (_("課題のようす"), ""),
        ],
    }


def of_officer(user: Any) -> dict[str, Any]:
    """How many seeds wait for my municipality's answer."""
    return {"waiting_seeds": Seed.objects.for_officer(user).waiting().count()}
