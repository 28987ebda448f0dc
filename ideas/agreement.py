"""Whether every member said yes to the text as it stands; another text needs another yes."""

from typing import Any

from contest.sheet import fingerprint
from ideas.models import Idea, Member
from ideas.sheet import PICTURE, values_of


def mark_of_text(idea: Idea) -> str:
    """A short mark of everything the world will read: every text, pictures, documents and their words, citations and hypotheses."""
    files = [f"{row.pk}:{row.alt}:{row.caption}" for row in idea.working_attachments]
    return fingerprint(values_of(idea) | {PICTURE: "\n".join(files), "evidence": idea.working["evidence"]})


def agreements(idea: Idea) -> list[tuple[Member, bool]]:
    """Each member, and whether they confirmed the text as it stands; for the team's eyes only."""
    mark = mark_of_text(idea)
    confirmed = {row.member_id for row in idea.confirmations.all() if row.fingerprint == mark}
    return [(member, member.pk in confirmed) for member in idea.team.members.all()]


def missing_yeses(idea: Idea, by: Any = None) -> list[Member]:
    """Who must still confirm, where the cycle asks for everyone; `by` does it by handing in."""
    if not idea.cycle.needs_everyone:
        return []
    mine = by.pk if by is not None else None
    return [member for member, is_given in agreements(idea) if not is_given and member.user_id != mine]
