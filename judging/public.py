"""What teams, municipalities and, once it is published, anybody may read of an advice: nobody's name, nothing inside."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from judging.models import Advice, AdviceWords, Criterion


@dataclass(frozen=True)
class PublicStrength:
    """What is good by one criterion, and the same in English where it is written."""

    criterion: str
    text: str
    text_en: str


@dataclass(frozen=True)
class PublicAdvice:
    strengths: tuple[PublicStrength, ...]
    improvement: str
    improvement_en: str
    sent_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None


def public_advice(row: Advice, criteria: Iterable[Criterion]) -> PublicAdvice:
    """An advice as it reads, with the criteria of its cycle's screening; whether it is out, whoever asks has looked."""
    shown = proposed_advice(row, criteria)
    return replace(shown, sent_at=row.sent_at, answer=row.answer, answered_at=row.answered_at)


def proposed_advice(row: AdviceWords, criteria: Iterable[Criterion]) -> PublicAdvice:
    """The same of words nobody was sent."""
    return PublicAdvice(public_strengths(row, criteria), row.improvement, row.improvement_en)


def public_strengths(row: AdviceWords, criteria: Iterable[Criterion]) -> tuple[PublicStrength, ...]:
    """Of the criteria something was written on, in the rubric's order."""
    said = (
        PublicStrength(str(criterion), row.strengths.get(criterion.key, ""), row.strengths_en.get(criterion.key, ""))
        for criterion in criteria
    )
    return tuple(strength for strength in said if strength.text)
