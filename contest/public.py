"""What the world may see of the answers to a cycle's questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contest.models import FormSection


@dataclass(frozen=True)
class PublicAnswer:
    key: str
    label: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()  # of a question each member answers: under which name, and what


def public_answers(sections: Iterable[FormSection], answers: Mapping[str, str]) -> tuple[PublicAnswer, ...]:
    """The questions that are public and were answered, in their order."""
    asked = (row for row in sections if row.is_public)
    return tuple(PublicAnswer(row.key, str(row), answers[row.key]) for row in asked if answers.get(row.key))
