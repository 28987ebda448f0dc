"""Measures of judges at work: a sheet as it opens, and as it saves itself while they write."""

import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.desks import SAVED, TOKEN, at_desk, session_of
from benchmarks.load import drive
from benchmarks.measure import Measure, queries_of
from benchmarks.world import TEXT, signed_in, worker
from common import clock
from contest.models import Cycle
from ideas.models import Idea
from judging.models import Assignment, Criterion, Judge, Round

JUDGES, CRITERIA = 20, 6
LABELS = "たりない\nやや足りない\nふつう\nよい\nとてもよい"


def score_sheet(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """A judge's sheet as it opens: the whole idea, the rubric with its words, and how many are left."""

    @cache
    def judge() -> tuple[str, Client]:
        sheet = _sheets(cycle)[0]
        return reverse("judge:sheet", args=[sheet.pk]), signed_in(sheet.judge.user)

    def run() -> float:
        path, client = judge()
        return at_desk(product + path, client, seconds)

    return Measure(
        name="score_sheet",
        unit="requests/s",
        against="bare judge's sheet of 40 ideas and 5 criteria",
        run=run,
        yardstick=lambda: drive(f"{bare}/sheet", seconds=seconds).per_second,
        queries=lambda: queries_of(*judge()),
    )


def score_save(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """Judges of one round, each saving a sheet of their own as the script does; every save is a new text."""
    judges = cache(lambda: _judges(_sheets(cycle)))

    def run() -> float:
        sheets, settings = _sheets(cycle), judges()
        Assignment.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(advice="")
        load = drive(product, seconds=seconds, script="autosave.lua", **settings)
        written = Assignment.objects.filter(pk__in=[sheet.pk for sheet in sheets]).exclude(advice="").count()
        if written < min(len(sheets), load.per_second * seconds / 2) - 1:  # two threads walk the same desks
            raise SystemExit(f"{written} sheets are in the table, fewer than were acknowledged: no figure from this.")
        return load.per_second

    return Measure(
        name="score_save",
        unit="saves/s",
        against="bare view doing one INSERT",
        run=run,
        yardstick=lambda: drive(f"{bare}/insert", seconds=seconds).per_second,
        queries=lambda: _score_queries(_sheets(cycle)[0]),
    )


def _judges(sheets: list[Assignment]) -> dict[str, str]:
    """What `autosave.lua` has to know of them."""
    list_of = Path(tempfile.mkdtemp(prefix="cog-bench-")) / "sheets.txt"
    lines = [
        f"{reverse('judge:sheet', args=[sheet.pk])} {session_of(signed_in(sheet.judge.user))}; csrftoken={TOKEN}\n"
        for sheet in sheets
    ]
    list_of.write_text("".join(lines))
    points = "".join(f"&criterion_{row.pk}=3" for row in sheets[0].round.criteria.all())
    form = f"csrfmiddlewaretoken={TOKEN}{points}&comment=&advice="
    return {"DESKS": str(list_of), "DESK_FORM": form, "DESK_TEXT": TEXT[:60], "DESK_ACCEPT": SAVED}


def _score_queries(sheet: Assignment) -> int:
    client, path = signed_in(sheet.judge.user), reverse("judge:sheet", args=[sheet.pk])
    points = {f"criterion_{row.pk}": "4" for row in sheet.round.criteria.all()}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(
            path, {**points, "comment": "", "advice": "数えるため"}, secure=True, headers={"accept": SAVED}
        )
    if answer.status_code != 200:
        raise SystemExit(f"A sheet was answered {answer.status_code}: no figure from this.")
    return len(captured)


def _sheets(cycle: Cycle) -> list[Assignment]:
    """A round open now, one sheet a judge; made once."""
    now = clock.now()
    times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=7)}
    round, is_new = Round.objects.get_or_create(cycle=cycle, kind=Round.Kind.SCREENING, defaults=times)
    if is_new:
        for order in range(CRITERIA):
            Criterion.objects.create(
                round=round, key=f"k{order}", name_ja=f"基準 {order}", labels_ja=LABELS, order=order
            )
        for number, idea in enumerate(Idea.objects.filter(cycle=cycle).order_by("serial")[:JUDGES]):
            judge = Judge.objects.create(cycle=cycle, user=worker(f"judge{number}@bench.example"))
            Assignment.objects.create(round=round, judge=judge, idea=idea, state=Assignment.State.RELEASED)
    return list(round.assignments.select_related("round", "judge__user").order_by("pk"))
