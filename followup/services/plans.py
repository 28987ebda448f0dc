"""Acts on plans: say what is due, ask for it, remind, leave out, make a link useless."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from followup.models import Plan, ReportRefused
from followup.services.letters import EDITABLE_FOR, mail_side
from ideas.models import Idea
from notifications.services import notify

REMIND_AFTER = (14, 28)  # days of the calendar since the invitation
LAST_MONTHS = 120
FROM_HOUR = 8  # of the day in Japan: nobody is reminded in the night


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def report_months(cycle: Cycle) -> list[int]:
    """12, 24: how many months after the final this year's reports are due."""
    return sorted({int(months) for months in cycle.followup_months.split(",") if months.strip()})


@transaction.atomic
def schedule_plans(idea: Idea, *, final_on: date, months: Sequence[int] | None = None, at: datetime) -> list[Plan]:
    """Say when the idea's team and its municipality report, by default in the months of its cycle.

    Plans that are there already stay as they are.
    """
    return [
        Plan.objects.get_or_create(
            idea=idea, side=side, months=n, defaults={"due_on": months_after(final_on, n), "created_at": at}
        )[0]
        for n in (report_months(idea.cycle) if months is None else months)
        for side in Plan.Side.values
    ]


@transaction.atomic
def schedule_further(plan: Plan, *, by: User, at: datetime) -> list[Plan]:
    """Ask for one more report from both sides, a year after the last one that is planned; on record."""
    idea = Idea.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=plan.idea_id)
    planned = idea.followup_plans.order_by("-months").first()
    if planned is None or idea.cycle.final_on is None or planned.months + 12 > LAST_MONTHS:
        raise ReportRefused(_("報告をお願いできるのは、最終公開審査から%(n)d年後までです。") % {"n": LAST_MONTHS // 12})
    made = schedule_plans(idea, final_on=idea.cycle.final_on, months=[planned.months + 12], at=at)
    record_decision(by, "followup.schedule", idea, at=at, months=planned.months + 12)
    return made


@transaction.atomic
def invite_due_report(plan: Plan, *, at: datetime) -> Plan:
    """Mail the link to everybody of the plan's side once its day has come; done already is no error.

    With nobody to mail it stays uninvited, in the secretariat's list, and is tried again.
    """
    kept = lock_plan(plan)
    if kept.invited_at or kept.is_left_out or timezone.localdate(at) < kept.due_on:
        return kept
    if mail_side(kept, "invitation", f"followup:{kept.pk}:invitation", at=at):
        kept.invited_at = at
        kept.save()
    return kept


@transaction.atomic
def remind_of_report(plan: Plan, *, at: datetime) -> bool:
    """Mail the link again two and four weeks after the invitation; a late run reminds once. Whether a mail was written."""
    kept = lock_plan(plan)
    if kept.invited_at is None or kept.is_left_out or hasattr(kept, "report"):
        return False
    days = (timezone.localdate(at) - timezone.localdate(kept.invited_at)).days
    mark = sum(days >= limit for limit in REMIND_AFTER)
    if mark <= kept.reminders or timezone.localtime(at).hour < FROM_HOUR:
        return False
    kept.reminders = mark
    kept.save(update_fields=["reminders"])
    return bool(mail_side(kept, "reminder", f"followup:{kept.pk}:reminder:{mark}", at=at))


@transaction.atomic
def escalate_late(*, at: datetime) -> int:
    """Mail every member of the secretariat the plans six weeks late, each plan once; how many plans."""
    if timezone.localtime(at).hour < FROM_HOUR:
        return 0
    late = Plan.objects.overdue_on(timezone.localdate(at))
    rows = list(late.filter(escalated_at__isnull=True).for_report().select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        return 0
    lines = [{"number": row.idea.number, "title": row.idea.title, "side": row.get_side_display()} for row in rows]
    url = settings.SITE_URL + reverse("admin:followup_plan_changelist") + "?standing=late"
    context = {"count": len(rows), "plans": lines, "url": url}
    for member in User.objects.filter(is_staff=True, is_active=True):
        key = f"followup:late:{rows[0].pk}:{member.pk}"
        notify(member, "followup/late", context=context, dedupe_key=key, at=at)
    Plan.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_at=at)
    return len(rows)


@transaction.atomic
def resend_invitation(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Mail the link again, for a report too that may still be changed.

    A plan not yet due, reported on for good, left out, or with nobody to mail is refused.
    """
    kept = lock_plan(plan)
    require_due(kept, at)
    report = getattr(kept, "report", None)
    if report is not None and at >= report.handed_in_at + EDITABLE_FOR:
        _require_unreported(kept)
    name = "thanks" if report else "invitation"
    if not mail_side(kept, name, f"followup:{kept.pk}:again:{at:%Y%m%d%H%M}", at=at):
        raise ReportRefused(_("%(plan)s は、案内を送る相手がいません。") % {"plan": kept})
    kept.invited_at = kept.invited_at or at
    kept.save()
    record_decision(by, "followup.resend", kept, at=at)
    return kept


@transaction.atomic
def renew_link(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Make every link mailed so far useless; the next mail carries a new one. On record."""
    kept = lock_plan(plan)
    kept.link_version += 1
    kept.save(update_fields=["link_version"])
    record_decision(by, "followup.renew_link", kept, at=at)
    return kept


@transaction.atomic
def skip_plan(plan: Plan, *, reason: str, by: User, at: datetime) -> Plan:
    """Ask for this report no more, for a reason; one that was handed in stays, and is refused here. On record."""
    kept = lock_plan(plan)
    _require_unreported(kept)
    reason = " ".join(reason.split())
    if not reason:
        raise ReportRefused(_("理由を書いてください。"))
    kept.skipped_at, kept.skipped_by, kept.skip_reason = at, by, reason[:300]
    kept.save()
    record_decision(by, "followup.skip", kept, at=at, reason=kept.skip_reason)
    return kept


@transaction.atomic
def unskip_plan(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Ask for it again after all; one that is asked for already is no error."""
    kept = lock_plan(plan)
    if kept.skipped_at:
        kept.skipped_at, kept.skipped_by, kept.skip_reason = None, None, ""
        kept.save()
        record_decision(by, "followup.unskip", kept, at=at)
    return kept


def lock_plan(plan: Plan) -> Plan:
    """The row as it is now, held until the transaction ends."""
    return Plan.objects.for_report().select_for_update(of=("self",)).get(pk=plan.pk)


def require_due(plan: Plan, at: datetime) -> None:
    """Raise ReportRefused before the plan's day, and where the secretariat asks for it no more."""
    if plan.skipped_at:
        raise ReportRefused(_("この報告は、求めないことになりました。理由: %(reason)s") % {"reason": plan.skip_reason})
    if plan.is_left_out:
        raise ReportRefused(_("このアイデアは取り下げられたので、報告はいりません。"))
    if timezone.localdate(at) < plan.due_on:
        raise ReportRefused(_("まだ報告の時期ではありません。"))


def _require_unreported(plan: Plan) -> None:
    if hasattr(plan, "report"):
        raise ReportRefused(_("%(plan)s は、もう報告されています。") % {"plan": plan})
