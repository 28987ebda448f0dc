"""The mails that bring an advice: to everybody in the team, and to who serves the municipality."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from ideas.models import Idea
from judging.advising import criteria_of, officers_of
from judging.models import Criterion
from judging.public import public_advice
from notifications.services import notify


def tell_advice(idea: Idea, *, at: datetime) -> None:
    """Mail an advice that was just sent, once to each; who left the team or the office gets none."""
    criteria = criteria_of(idea.cycle)
    members = [member.user for member in idea.team.members.select_related("user").order_by("pk")]
    officers = [officer.user for officer in officers_of(idea)]
    for kind, people in (("judging/advice", members), ("judging/advice_officer", officers)):
        for person in people:
            key = f"{kind.rsplit('/', 1)[1]}:{idea.pk}:{person.pk}"
            notify(person, kind, context=_context(idea, criteria, person), dedupe_key=key, at=at)


def _context(idea: Idea, criteria: list[Criterion], reader: User) -> dict[str, object]:
    with translation.override(reader.language):
        shown, is_english = public_advice(idea.advice, criteria), reader.language == "en"
        strengths = [
            _("%(criterion)s：%(text)s")
            % {"criterion": row.criterion, "text": (is_english and row.text_en) or row.text}
            for row in shown.strengths
        ]
    return {
        "number": idea.number,
        "title": idea.title,
        "team": idea.team.name,
        "cycle": idea.cycle.code,
        "strengths": "\n".join(strengths),
        "improvement": (is_english and shown.improvement_en) or shown.improvement,
        "until": idea.advice.answers_until,
        "url": settings.SITE_URL + reverse("advice:page", args=[idea.pk]),
    }
