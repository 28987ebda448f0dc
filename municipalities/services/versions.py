"""What a challenge said at each handing-in."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from municipalities.models import Challenge, ChallengeVersion
from municipalities.sheet import handed_in_values

ENGLISH = ("title_en", "summary_en")


def has_news(challenge: Challenge) -> bool:
    """Whether something was written since it was handed in last; a question asked since then is no news by itself."""
    return bool(challenge.draft) or reads_otherwise(challenge)


def reads_otherwise(challenge: Challenge) -> bool:
    """Whether it reads otherwise than its last version even without its draft: its data and knowledge have none."""
    last = challenge.versions.order_by("number").last()
    return last is not None and _texts(last.values) != _texts(handed_in_values(challenge))


def _texts(values: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}


def keep_version(challenge: Challenge, *, by: User, at: datetime) -> ChallengeVersion:
    """Write down what is handed in now, without its draft; English that reads otherwise than last time is to be checked anew.

    Called inside the transaction of handing in, before the (locked) challenge itself is saved.
    """
    last = challenge.versions.order_by("number").last()
    values = handed_in_values(challenge)
    if last is not None and any(last.values.get(name, "") != values[name] for name in ENGLISH):
        challenge.english_checked_by = challenge.english_checked_at = None
    return challenge.versions.create(
        number=last.number + 1 if last else 1, values=values, handed_in_by=by, handed_in_at=at
    )
