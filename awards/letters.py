"""The mails of a publication: every member of a winning team, and every officer of its municipality."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from awards.models import Decision
from awards.public import place_label
from contest.models import Cycle
from notifications.models import OutboxMail
from notifications.services import notify


def tell_winners(cycle: Cycle, *, at: datetime) -> list[OutboxMail | None]:
    """One mail a decision and person; a person on both sides gets one."""
    decisions = Decision.objects.filter(award__cycle=cycle).for_public()
    whole = decisions.prefetch_related("idea__team__members__user", "idea__challenge__participant__officers__user")
    told = [
        _tell(decision, user, at) for decision in whole for user in {u.pk: u for u in _receivers(decision)}.values()
    ]
    return [mail for mail in told if mail is not None]


def _receivers(decision: Decision) -> list[User]:
    members = [member.user for member in decision.idea.team.members.all()]
    officers = decision.idea.challenge.participant.officers.all()
    return members + [officer.user for officer in officers if officer.until is None]


def _tell(decision: Decision, user: User, at: datetime) -> OutboxMail | None:
    award, idea = decision.award, decision.idea
    with translation.override(user.language):
        context = {
            "cycle": award.cycle.code,
            "award": str(award),
            "place": place_label(decision.place, award.places),
            "citation": decision.in_language("citation"),
            "number": idea.number,
            "title": idea.title,
            "team": idea.team.name,
            "municipality": idea.challenge.participant.name,
            "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
        }
    return notify(user, "awards/won", context=context, dedupe_key=f"award:{decision.pk}:user:{user.pk}", at=at)
