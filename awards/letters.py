"""The mails of a publication, and of its change: every member of a team, and every officer of its municipality."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from awards.models import Award, Decision
from awards.public import place_label
from contest.models import Cycle
from ideas.models import Idea
from notifications.models import OutboxMail
from notifications.services import notify


def tell_winners(cycle: Cycle, *, at: datetime) -> list[OutboxMail | None]:
    """One mail a decision and person; a person on both sides gets one."""
    decisions = Decision.objects.filter(award__cycle=cycle).for_public()
    whole = decisions.prefetch_related("idea__team__members__user", "idea__challenge__participant__officers__user")
    told = [_tell(decision, user, at) for decision in whole for user in _receivers(decision.idea)]
    return [mail for mail in told if mail is not None]


def tell_changed(award: Award, lost: Mapping[int, int], *, at: datetime) -> None:
    """Who was told of a place (by idea) that the confirmation of the vote took from them; once."""
    now = dict(award.decisions.values_list("idea", "place"))
    ideas = Idea.objects.filter(pk__in=lost).select_related("cycle", "team", "challenge__participant")
    people = ("team__members__user", "challenge__participant__officers__user")
    for idea in ideas.prefetch_related(*people):
        for user in _receivers(idea):
            with translation.override(user.language):
                context = {
                    "award": str(award),
                    "was": place_label(lost[idea.pk], award.places),
                    "wins": idea.pk in now,
                    "now": place_label(now[idea.pk], award.places) if idea.pk in now else "",
                    "number": idea.number,
                    "title": idea.title,
                    "url": settings.SITE_URL + reverse("pages:winners", args=[idea.cycle.fiscal_year]),
                }
            key = f"award-changed:{award.pk}:{idea.pk}:user:{user.pk}"
            notify(user, "awards/changed", context=context, dedupe_key=key, at=at)


def _receivers(idea: Idea) -> Iterable[User]:
    """Each once, on whichever side."""
    members = [member.user for member in idea.team.members.all()]
    officers = [officer.user for officer in idea.challenge.participant.officers.all() if officer.until is None]
    return {user.pk: user for user in members + officers}.values()


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
