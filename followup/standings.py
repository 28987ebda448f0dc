"""What became of ideas, for rooms above."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contest.models import Cycle
from followup.models import CARRIED_OUT, Plan, Report
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


@dataclass(frozen=True)
class Execution:
    """How much of what is due was reported on and carried out, for one year or one municipality."""

    key: int
    due: int
    reported: int
    carried_out: int

    @property
    def rate(self) -> int:
        """Carried out, of those whose report is due, in percent."""
        return round(100 * self.carried_out / self.due)


def execution(today: date, *, by: str) -> list[Execution]:
    """Rates by `cycle` (key: its pk) or by `municipality` (the participant's pk), of public cycles. Two queries.

    An idea is due once a report on it is, unless none is asked for any more or it was withdrawn. It is carried out when the latest
    word on it, from either side, is one of CARRIED_OUT.
    """
    path = {"cycle": "idea__cycle", "municipality": "idea__challenge__participant"}[by]
    plans = Plan.objects.due_on(today).wanted().filter(idea__cycle__is_public=True)
    keys = dict(plans.order_by().values_list("idea", path))
    told = Report.objects.filter(plan__idea__in=keys).order_by("handed_in_at", "id")
    latest = dict(told.values_list("plan__idea", "state"))
    due = Counter(keys.values())
    reported = Counter(keys[idea] for idea in latest)
    done = Counter(keys[idea] for idea, state in latest.items() if state in CARRIED_OUT)
    return [Execution(key, due[key], reported[key], done[key]) for key in due]
