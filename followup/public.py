"""What the world may see of reports: public as soon as they are handed in; nobody's name is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from followup.models import Report


@dataclass(frozen=True)
class PublicReport:
    """What one side said about one idea, so many months after the final."""

    idea_pk: int
    side: str  # team, municipality
    side_label: str
    months: int
    state: str
    state_label: str
    reason: str
    done: str
    figures: str
    evidence: str
    learned: str
    next_step: str
    handed_in_at: datetime


def public_reports(reports: Iterable[Report]) -> list[PublicReport]:
    """Public views of reports with their plans, in their order."""
    return [
        PublicReport(
            idea_pk=report.plan.idea_id,
            side=report.plan.side,
            side_label=report.plan.get_side_display(),
            months=report.plan.months,
            state=report.state,
            state_label=report.get_state_display(),
            reason=report.reason,
            done=report.done,
            figures=report.figures,
            evidence=report.evidence,
            learned=report.learned,
            next_step=report.next_step,
            handed_in_at=report.handed_in_at,
        )
        for report in reports
    ]
