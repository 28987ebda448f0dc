"""Readings of questions and statements for the rooms above."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from dialogue.models import Post, Statement, Thread
from dialogue.public import PublicStatement, PublicThread, public_statements, public_threads
from ideas.models import Idea


def question_count() -> Any:
    """How many questions stand on the challenge OuterRef("pk"); for `municipalities.interest.QUESTION_COUNTS`."""
    asked = Thread.objects.asked().filter(challenge=OuterRef("pk")).order_by().values("challenge")
    return Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def newest_questions(challenge_pk: int, moment: datetime, most: int) -> list[PublicThread]:
    """The questions on a challenge that anybody may read, the newest first."""
    rows = Thread.objects.public(moment).filter(challenge=challenge_pk).for_list()
    return public_threads(rows[:most])


def desk_counts(user: Any, moment: datetime) -> dict[str, int]:
    """How many questions stand on my challenges, and how many of them wait for an answer."""
    mine = Thread.objects.public(moment).of_desk(user)
    return {"questions": mine.asked().count(), "questions_waiting": mine.waiting().count()}


def statement_for(ideas: Iterable[Idea]) -> dict[int, PublicStatement]:
    """What the municipality said to each of these ideas, by the idea's pk; ideas without a word left out. One query.

    Only what was handed in; a draft is nobody's but its officers'. Never a score. For judges and pages on public ideas.
    """
    known = {idea.pk: idea for idea in ideas}
    rows = list(Statement.objects.filter(idea__in=known, handed_in_at__isnull=False))
    for row in rows:
        row.idea = known[row.idea_id]
    return {row.idea_pk: row for row in public_statements(rows)}


def statements_waiting(user: Any) -> int:
    """On how many ideas my municipality has not said its word."""
    return Statement.objects.for_officer(user).waiting().count()


def last_change() -> str:
    """Another text whenever a word that may be public is written, changed, hidden or taken back."""
    said = Post.objects.aggregate(n=Count("pk"), at=Max("updated_at"))
    words = Statement.objects.aggregate(at=Max("handed_in_at"))
    return f"{said['n']}-{said['at']}-{words['at']}"
