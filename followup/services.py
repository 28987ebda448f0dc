"""Acts on plans and reports: lock, guard, change, tell."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from followup.links import token
from followup.models import Plan, Report, ReportRefused
from ideas.models import Idea
from notifications.services import notify

EDITABLE_FOR = timedelta(days=30)
LONGEST = 1000
TEXTS = ("done", "learned", "next_step")


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def schedule_plans(idea: Idea, *, final_on: date, months: Sequence[int] = (12, 24), at: datetime) -> list[Plan]:
    """Say when the idea's team and its municipality report; plans that are there already stay as they are."""
    return [
        Plan.objects.get_or_create(
            idea=idea, side=side, months=n, defaults={"due_on": months_after(final_on, n), "created_at": at}
        )[0]
        for n in months
        for side in Plan.Side.values
    ]


@transaction.atomic
def invite_due_report(plan: Plan, *, at: datetime) -> Plan:
    """Mail the link to everybody of the plan's side once its day has come; done already is no error.

    With nobody to mail it stays uninvited, in the secretariat's list, and is tried again.
    """
    kept = Plan.objects.for_report().select_for_update(of=("self",)).get(pk=plan.pk)
    if kept.invited_at or timezone.localdate(at) < kept.due_on:
        return kept
    if _mail(kept, "invitation", f"followup:{kept.pk}:invitation", at=at):
        kept.invited_at = at
        kept.save()
    return kept


@transaction.atomic
def resend_invitation(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Mail the link again; a plan not yet due, reported on, or with nobody to mail is refused."""
    kept = Plan.objects.for_report().select_for_update(of=("self",)).get(pk=plan.pk)
    _require_due(kept, at)
    if hasattr(kept, "report"):
        raise ReportRefused(_("%(plan)s は、もう報告されています。") % {"plan": kept})
    if not _mail(kept, "invitation", f"followup:{kept.pk}:again:{at:%Y%m%d%H%M}", at=at):
        raise ReportRefused(_("%(plan)s は、案内を送る相手がいません。") % {"plan": kept})
    kept.invited_at = kept.invited_at or at
    kept.save()
    record_decision(by, "followup.resend", kept, at=at)
    return kept


@transaction.atomic
def hand_in_report(plan: Plan, *, state: str, done: str, learned: str, next_step: str, at: datetime) -> Report:
    """Write what became of the idea; public at once, and changeable for 30 days after it was first handed in."""
    kept = Plan.objects.for_report().select_for_update(of=("self",)).get(pk=plan.pk)
    _require_due(kept, at)
    words = {"state": state, "done": done.strip(), "learned": learned.strip(), "next_step": next_step.strip()}
    _require_words(words)
    report = getattr(kept, "report", None)
    if report is None:
        report = Report.objects.create(plan=kept, handed_in_at=at, created_at=at, **words)
        _mail(kept, "thanks", f"followup:{kept.pk}:thanks", at=at)
        return report
    if not is_editable(report, at):
        raise ReportRefused(_("報告してから30日がすぎたので、変えられません。事務局に知らせてください。"))
    for name, text in words.items():
        setattr(report, name, text)
    report.save()
    return report


def is_editable(report: Report, at: datetime) -> bool:
    """Within the 30 days in which the same link may still change it."""
    return at < report.handed_in_at + EDITABLE_FOR


def _require_due(plan: Plan, at: datetime) -> None:
    if timezone.localdate(at) < plan.due_on:
        raise ReportRefused(_("まだ報告の時期ではありません。"))


def _require_words(words: dict[str, str]) -> None:
    if words["state"] not in Report.State.values:
        raise ReportRefused(_("いまの様子をえらんでください。"))
    if not words["done"]:
        raise ReportRefused(_("したことを書いてください。"))
    if any(len(words[name]) > LONGEST for name in TEXTS):
        raise ReportRefused(_("それぞれ1,000字以内にしてください。"))


def _recipients(plan: Plan) -> list[User]:
    """The team's members, or those who serve the municipality now."""
    if plan.side == Plan.Side.TEAM:
        return [member.user for member in plan.idea.team.members.select_related("user")]
    officers = plan.idea.challenge.participant.officers.filter(until__isnull=True).select_related("user")
    return [officer.user for officer in officers]


def _mail(plan: Plan, name: str, key: str, *, at: datetime) -> int:
    """Mail everybody of the plan's side, once for each `key`; how many there are."""
    context = {
        "number": plan.idea.number,
        "title": plan.idea.title,
        "team": plan.idea.team.name,
        "municipality": plan.idea.challenge.participant.name,
        "is_team": plan.side == Plan.Side.TEAM,
        "months": plan.months,
        "url": settings.SITE_URL + reverse("followup:report", args=[token(plan)]),
        "editable_until": at + EDITABLE_FOR,
    }
    people = [user for user in _recipients(plan) if user.is_active]
    for user in people:
        notify(user, f"followup/{name}", context=context, dedupe_key=f"{key}:{user.pk}", at=at)
    return len(people)
