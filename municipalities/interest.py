"""How much interest challenges meet, in numbers: looked at, followed, asked about. No number leads to a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from municipalities.models import Challenge, Follow, ViewCount

# The room above that keeps the questions appends, in `AppConfig.ready()`, an expression that counts those of the
# challenge OuterRef("pk"); until then questions are counted nowhere and shown nowhere.
QUESTION_COUNTS: list[Callable[[], Any]] = []
WEEK = timedelta(days=7)
WEEKS = 26


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday (JST); `share` is of the busiest week, in percent."""

    begins_on: date
    views: int
    share: int


def counts_questions() -> bool:
    """Whether any room keeps questions at all."""
    return bool(QUESTION_COUNTS)


def with_interest(challenges: QuerySet[Challenge]) -> Any:
    """Adds `view_count`, `follow_count` and `question_count`, each by a subquery."""
    seen = ViewCount.objects.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    followed = Follow.objects.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    asked = sum((count() for count in QUESTION_COUNTS), start=Value(0, output_field=IntegerField()))
    return challenges.annotate(
        view_count=Coalesce(Subquery(seen.annotate(n=Sum("views")).values("n")), 0),
        follow_count=Coalesce(Subquery(followed.annotate(n=Count("pk")).values("n")), 0),
        question_count=asked,
    )


def views_by_week(challenge: Challenge, since: datetime, moment: datetime) -> list[Week]:
    """Views in each week since the publication, the last half year at most; weeks without any are there too."""
    last = _monday(timezone.localdate(moment))
    first = max(_monday(timezone.localdate(since)), last - (WEEKS - 1) * WEEK)
    counted: dict[date, int] = {}
    for row in challenge.view_counts.filter(day__gte=first):
        counted[_monday(row.day)] = counted.get(_monday(row.day), 0) + row.views
    busiest = max(counted.values(), default=0) or 1
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    return [Week(day, counted.get(day, 0), round(100 * counted.get(day, 0) / busiest)) for day in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
