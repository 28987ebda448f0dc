"""What awards, judging, voting and follow-up let the world see, arranged for cards and the bar."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from awards.public import PublicDecision
from contest.models import Cycle
from followup.models import Plan, Report
from followup.public import PublicReport, public_reports
from followup.standings import state_counts
from ideas.models import Idea
from voting.models import Poll
from voting.standings import public_polls, result_of

# How far an idea has come, best first, and its shade in the bar (css .seg-n).
STATE_KINDS = {
    "established": 1,
    "running": 2,
    "trial": 3,
    "handed_over": 7,
    "preparing": 4,
    "not_started": 6,
    "ended": 5,
}


def honour_names(decisions: Mapping[int, Iterable[PublicDecision]]) -> dict[int, tuple[str, ...]]:
    """オンライン投票賞 銀: awards as cards say them, by idea."""
    return {pk: tuple(honour_name(decision) for decision in rows) for pk, rows in decisions.items()}


def honour_name(decision: PublicDecision) -> str:
    return f"{decision.award} {decision.place_label}".strip()


def votes_of(idea: Idea) -> tuple[int | None, str]:
    """Votes an idea got and where the result is told; nothing before the poll's publication."""
    poll = public_polls().filter(choices__idea=idea, published_at__isnull=False).first()
    if poll is None:
        return None, ""
    return dict(result_of(poll)).get(idea.number, 0), reverse("voting:result", args=[poll.slug])


def published_polls(cycle: Cycle) -> list[Poll]:
    """Polls whose result anyone may read and recount."""
    return list(public_polls().filter(cycle=cycle, published_at__isnull=False))


def reports_on(idea: Idea, today: date) -> tuple[list[PublicReport], list[Plan]]:
    """Follow-up reports handed in, oldest first, and the plans of those not due yet."""
    plans = list(Plan.objects.filter(idea=idea).select_related("report").order_by("due_on"))
    told = sorted((plan.report for plan in plans if hasattr(plan, "report")), key=lambda report: report.handed_in_at)
    open_still = [plan for plan in plans if plan.skipped_at is None and not hasattr(plan, "report")]
    coming = [plan for plan in open_still if plan.due_on > today]
    return public_reports(told), coming


def state_parts(cycle: Cycle | None = None) -> list[dict[str, Any]]:
    """How far reported ideas have come by the latest word on each, as parts of a bar from rooted to stopped."""
    counts = state_counts(cycle)
    return [
        {"label": str(Report.State(state).label), "count": counts[state], "kind": kind}
        for state, kind in STATE_KINDS.items()
    ]
