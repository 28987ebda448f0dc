"""What the world may see of the answers to a cycle's questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contest.models import FormSection


@dataclass(frozen=True)
class PublicAnswer:
    key: str
    label: str
    text: str


def public_answers(sections: Iterable[FormSection], answers: Mapping[str, str]) -> tuple[PublicAnswer, ...]:
    """The questions that were answered, in their order."""
    return tuple(PublicAnswer(row.key, str(row), answers[row.key]) for row in sections if answers.get(row.key))
