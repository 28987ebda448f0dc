"""The sample reports come a year later, once, and never over what people have begun."""

from datetime import datetime, time, timedelta

import pytest

from contest.loading import load_contest, read_toml
from followup.models import Plan, Report
from followup.services import mark_of, save_draft, schedule_plans
from ideas.models import Idea
from rehearsal.calendar import JST
from rehearsal.reports import REPORTED_AFTER, load_reports
from rehearsal.samples import FOLDER, load
from tests.rehearsal.test_samples import WINTER

SAMPLES = [read_toml(path) for path in sorted((FOLDER / "ideas").glob("*.toml"))]
SIDES = sorted((data["title"], told["side"]) for data in SAMPLES for told in data.get("follow_ups", ()))


@pytest.mark.django_db
def test_sample_reports_come_once_when_they_are_due():
    load_contest()
    cycle = load(WINTER, with_pictures=False)
    load_reports(SAMPLES, cycle, WINTER + timedelta(days=900))
    assert not Report.objects.exists()  # no award is public, so nobody was asked

    for idea in Idea.objects.filter(cycle=cycle):
        schedule_plans(idea, final_on=cycle.final_on, at=WINTER)
    due = datetime.combine(Plan.objects.filter(months=12).first().due_on, time(9), tzinfo=JST) + REPORTED_AFTER
    begun = Plan.objects.get(months=12, side=SIDES[0][1], idea__title=SIDES[0][0])
    save_draft(begun, {"done": "書きはじめました"}, mark=mark_of(begun), at=due - timedelta(days=1))
    load_reports(SAMPLES, cycle, due - timedelta(seconds=1))
    assert not Report.objects.exists()

    for _ in range(2):
        load_reports(SAMPLES, cycle, due)
        told = Report.objects.values_list("plan__idea__title", "plan__side")
        assert sorted(told) == SIDES[1:]
    assert all("見本" in report.done and report.handed_in_at == due for report in Report.objects.all())
