"""Asking municipalities for their word on each idea, and asking again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from dialogue.models import Statement, StatementQuerySet, closing_of
from dialogue.models.statements import is_open_for_statements
from dialogue.services.news import days_ago, is_night
from ideas.models import Idea
from municipalities.models import Officer
from notifications.services import notify

REMIND_AFTER = 7  # days of the calendar


def open_cycles(at: datetime) -> list[Cycle]:
    """Years whose ideas are out and whose final has not begun."""
    return [one for one in Cycle.objects.public().prefetch_related("stages") if is_open_for_statements(one, at)]


@transaction.atomic
def ask_for_statements(*, at: datetime) -> int:
    """Make the row of every public idea, and mail officers, from the morning on, those they were not asked for yet.

    One mail an officer on all of them; how many mails. A municipality without officers is asked once it has one.
    """
    cycles = open_cycles(at)
    ideas = Idea.objects.public(at).filter(cycle__in=cycles, statement__isnull=True).order_by("pk")
    rows = [Statement(idea=idea, created_at=at, updated_at=at) for idea in ideas]
    Statement.objects.bulk_create(rows, ignore_conflicts=True)
    if is_night(at):
        return 0
    unasked = Statement.objects.waiting().filter(idea__cycle__in=cycles, asked_at__isnull=True)
    return _ask(unasked, "statements_asked", "asked_at", at=at)


@transaction.atomic
def remind_of_statements(*, at: datetime) -> int:
    """Ask once more, a week after the first time and from the morning on; how many mails."""
    if is_night(at):
        return 0
    late = {"asked_at__lt": days_ago(REMIND_AFTER, at), "reminded_at__isnull": True}
    return _ask(
        Statement.objects.waiting().filter(idea__cycle__in=open_cycles(at), **late),
        "statements_wait",
        "reminded_at",
        at=at,
    )


@transaction.atomic
def ask_again(statements: Iterable[Statement], *, by: User, at: datetime) -> int:
    """The secretariat has officers reminded now of those that still wait; on record. How many mails."""
    chosen: StatementQuerySet = Statement.objects.waiting().filter(pk__in=[row.pk for row in statements])
    chosen = chosen.filter(idea__cycle__in=open_cycles(at))
    for row in chosen.order_by("pk"):
        record_decision(by, "statement.remind", row, at=at)
    return _ask(chosen, "statements_wait", "reminded_at", at=at)


def _ask(rows: StatementQuerySet, name: str, noted: str, *, at: datetime) -> int:
    """Mail who serves each municipality its rows, and note the moment on those somebody heard of."""
    due = list(rows.for_list().select_for_update(of=("self",)).order_by("pk"))
    mine: dict[User, list[Statement]] = defaultdict(list)
    heard: dict[int, Statement] = {}
    places = {row.idea.challenge.participant_id for row in due}
    serving = Officer.objects.filter(participant__in=places, until__isnull=True).select_related("user")
    for officer in serving.order_by("pk"):
        for row in due:
            if row.idea.challenge.participant_id == officer.participant_id:
                mine[officer.user].append(row)
                heard[row.pk] = row
    for user, waiting in mine.items():
        _mail(user, waiting, name, at)
    for row in heard.values():
        setattr(row, noted, at)
        row.asked_at = row.asked_at or at
        row.save(update_fields=["asked_at", "reminded_at"])
    return len(mine)


def _mail(user: User, rows: list[Statement], name: str, at: datetime) -> None:
    ideas = [
        {"number": row.idea.number, "title": row.idea.title, "municipality": row.idea.challenge.participant.name}
        for row in rows
    ]
    context = {
        "ideas": ideas,
        "count": len(ideas),
        "closes_at": closing_of(rows[0].idea.cycle),
        "url": settings.SITE_URL + reverse("dialogue:statements"),
    }
    key = f"{name}:{at.isoformat()}:{user.pk}"
    notify(user, f"dialogue/{name}", context=context, dedupe_key=key, at=at)
