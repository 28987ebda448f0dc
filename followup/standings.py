"""What became of ideas, for rooms above."""

from collections import Counter
from collections.abc import Iterable

from contest.models import Cycle
from followup.models import Report
from followup.public import PublicReport, public_reports


def reports_of(idea_ids: Iterable[int]) -> dict[int, list[PublicReport]]:
    """Reports on each of these ideas, oldest first; an idea without one has an empty list. One query."""
    found: dict[int, list[PublicReport]] = {pk: [] for pk in idea_ids}
    reports = Report.objects.filter(plan__idea__in=found).select_related("plan").order_by("handed_in_at", "id")
    for report in public_reports(reports):
        found[report.idea_pk].append(report)
    return found


def state_counts(cycle: Cycle | None = None) -> dict[str, int]:
    """How many ideas stand in each state by the latest word on them, from either side; in the order of `Report.State`."""
    reports = Report.objects.filter(plan__idea__cycle__is_public=True)
    if cycle is not None:
        reports = reports.filter(plan__idea__cycle=cycle)
    rows = reports.order_by("handed_in_at", "id").values_list("plan__idea", "state")
    return dict.fromkeys(Report.State.values, 0) | Counter(dict(rows).values())
