"""Who hears of a plan, and the mails on it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from followup.links import token
from followup.models import Plan
from notifications.services import notify

EDITABLE_FOR = timedelta(days=30)


def recipients(plan: Plan) -> list[User | str]:
    """The team's members and its agreed contacts, or those who serve the municipality now."""
    if plan.side == Plan.Side.TEAM:
        members = [member.user for member in plan.idea.team.members.select_related("user").order_by("pk")]
        known = {user.email for user in members}
        contacts = plan.idea.followup_contacts.agreed().values_list("email", flat=True)
        return [*(user for user in members if user.is_active), *(email for email in contacts if email not in known)]
    officers = plan.idea.challenge.participant.officers.filter(until__isnull=True).select_related("user")
    return [officer.user for officer in officers.order_by("pk") if officer.user.is_active]


def mail_side(plan: Plan, name: str, key: str, *, at: datetime) -> int:
    """Mail everybody of the plan's side, once for each `key`; how many can be reached."""
    report = getattr(plan, "report", None)
    context = {
        "number": plan.idea.number,
        "title": plan.idea.title,
        "team": plan.idea.team.name,
        "municipality": plan.idea.challenge.participant.name,
        "is_team": plan.side == Plan.Side.TEAM,
        "months": plan.months,
        "url": settings.SITE_URL + reverse("followup:report", args=[token(plan)]),
        "editable_until": (report.handed_in_at if report else at) + EDITABLE_FOR,
    }
    reached = 0
    for to in recipients(plan):
        who = to.pk if isinstance(to, User) else to
        mail = notify(to, f"followup/{name}", context=context, dedupe_key=f"{key}:{who}", at=at)
        reached += mail is not None
    return reached
