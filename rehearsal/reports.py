"""What became of the sample ideas, by the ordinary services: a year on, three days after a report is due."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from contest.models import Cycle
from followup.models import Plan, ReportRefused
from followup.services import hand_in_report
from rehearsal.calendar import JST

REPORTED_AFTER = timedelta(days=3)  # since the morning of the day it was due


def load_reports(ideas: Iterable[dict[str, Any]], cycle: Cycle, at: datetime) -> None:
    """The reports whose time has come by `at`, where nobody has begun to write; none before the awards are public."""
    for data in ideas:
        for words in data.get("follow_ups", ()):
            facts = {"idea__title": data["title"], "side": words["side"], "months": words["months"]}
            for plan in Plan.objects.unanswered().filter(idea__cycle=cycle, draft={}, **facts):
                when = datetime.combine(plan.due_on, time(9), tzinfo=JST) + REPORTED_AFTER
                texts = {name: text for name, text in words.items() if name not in ("side", "months")}
                if when <= at:
                    with suppress(ReportRefused):
                        hand_in_report(plan, at=when, **texts)
