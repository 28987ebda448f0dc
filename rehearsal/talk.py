"""Questions of the sample year with an answer, and what a municipality said to an idea."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement, Thread, Voice
from ideas.models import Idea
from municipalities.models import Challenge


def load_talk(
    data: dict[str, list[dict[str, Any]]], cycle: Cycle, challenges: dict[str, Challenge], at: datetime
) -> None:
    """What was asked, answered and said by now; what is there already stays as it is."""
    autumn = cycle.stages.get(kind=Stage.Kind.IDEAS)
    for day, row in enumerate(data["questions"], 1):
        when = autumn.opens_at + timedelta(days=7 * day, hours=10)
        if when <= at:
            _ask(row, challenges[row["challenge"]], when, at)
    for row in data["statements"]:
        if autumn.publishes_at and (when := autumn.publishes_at + timedelta(days=9, hours=10)) <= at:
            _say(row, cycle, when)


def _ask(row: dict[str, Any], challenge: Challenge, when: datetime, at: datetime) -> None:
    asker = User.objects.filter(email=row["by"]).first()
    if asker is None or Thread.objects.filter(challenge=challenge, asked_by=asker).exists():
        return
    answered = when + timedelta(days=2)
    is_answered = "answer" in row and answered <= at
    told = {"reminded": 7, "told_at": answered if is_answered else None}
    thread = Thread.objects.create(challenge=challenge, asked_by=asker, created_at=when, **told)
    said = {"text": row["text"], "credit": row.get("credit", ""), "written_by": asker}
    Post.objects.create(thread=thread, is_question=True, created_at=when, **said)
    if is_answered:
        officer = challenge.written_by
        credit = f"{challenge.participant.name} {challenge.department}".strip()
        said = {"text": row["answer"], "credit": credit, "written_by": officer, "voice": Voice.OFFICER}
        Post.objects.create(thread=thread, created_at=answered, **said)


def _say(row: dict[str, Any], cycle: Cycle, when: datetime) -> None:
    idea = Idea.objects.handed_in().filter(cycle=cycle, title=row["idea"]).select_related("challenge").first()
    if idea is None:
        return
    words = {name: row[name] for name in ("stance", "text", "steps")}
    by = idea.challenge.written_by
    facts = {"handed_in_at": when, "handed_in_by": by, "asked_at": when, "told_at": when}
    kept, is_new = Statement.objects.get_or_create(idea=idea, defaults={**words, **facts})
    if is_new:
        record_decision(by, "statement.hand_in", kept, at=when, **words)
