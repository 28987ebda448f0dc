"""Plans and reports for tests."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followup.models import Plan, Report
from followup.services import hand_in_report, schedule_plans
from ideas.models import Idea
from tests.factories import ideas as make

JST = ZoneInfo("Asia/Tokyo")
FINAL = date(2027, 2, 28)
DUE = datetime(2028, 2, 28, 10, 0, tzinfo=JST)


def plan(idea: Idea | None = None, *, side: str = Plan.Side.TEAM, months: int = 12) -> Plan:
    """A plan of one side; its idea's other plans are made as well."""
    idea = idea or make.submitted()
    if months not in (12, 24):
        schedule_plans(idea, final_on=FINAL, months=[months], at=DUE - timedelta(days=365))
    schedule_plans(idea, final_on=FINAL, at=DUE - timedelta(days=365))
    plans = idea.followup_plans.all()
    return next(row for row in plans if (row.side, row.months) == (side, months))


def report(of: Plan | None = None, *, at: datetime = DUE, **words) -> Report:
    given = {"state": "running", "done": "月に2回、夜道を歩いた。", **words}
    return hand_in_report(of or plan(), at=at, **given)
