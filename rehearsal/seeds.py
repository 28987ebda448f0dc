"""課題のたね of the sample year: some wait, some were answered, one became a challenge."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from contest.loading import settle
from contest.models import Stage
from municipalities.models import Challenge, Seed


def load_seeds(rows: list[dict[str, Any]], challenges: dict[str, Challenge], at: datetime) -> None:
    """What sample citizens suggested by now, in the order of the file; ones that are there already stay as they are."""
    for day, row in enumerate(rows, 1):
        challenge = challenges[row["challenge"]]
        stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
        when = stage.opens_at + timedelta(days=3 * day) if stage else at
        writer = User.objects.filter(email=row["by"]).first()
        if writer and when <= at:
            key = {"cycle": challenge.cycle, "participant": challenge.participant, "title": row["title"]}
            settle(Seed, key, _values(row, challenge, writer, when), keep=True)


def _values(row: dict[str, Any], challenge: Challenge, writer: User, when: datetime) -> dict[str, Any]:
    values = {"text": row["text"].strip(), "credit": row.get("credit", ""), "suggested_by": writer, "created_at": when}
    if row["status"] == Seed.Status.OPEN:
        return values
    answered = {"status": row["status"], "answered_at": when, "answered_by": challenge.written_by, "told_at": when}
    became = {"challenge": challenge} if row["status"] == Seed.Status.ADOPTED else {"answer": row["answer"].strip()}
    return values | answered | became
