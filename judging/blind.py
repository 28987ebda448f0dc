"""An idea as its judges see it: in a blind round the team and its people are not in it, so they cannot leak."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from contest.models import FormSection
from contest.public import PublicAnswer
from ideas.models import Idea
from ideas.public import (
    PublicCitation,
    PublicDocument,
    PublicHypothesis,
    PublicPicture,
    public_citations,
    public_documents,
    public_hypotheses,
    public_pictures,
)
from ideas.sheet import member_answers


@dataclass(frozen=True)
class SheetIdea:
    """Title and summary in the judge's language first; `title_other` is the title in the other one, if there is one."""

    number: str
    title: str
    title_other: str
    summary: str
    summary_other: str
    challenge_number: str
    challenge: str
    municipality: str
    answers: tuple[PublicAnswer, ...]
    pictures: tuple[PublicPicture, ...]
    documents: tuple[PublicDocument, ...]  # none in a blind round: slides name their team
    citations: tuple[PublicCitation, ...]
    hypotheses: tuple[PublicHypothesis, ...]
    team: str  # empty in a blind round


def sheet_idea(idea: Idea, sections: Iterable[FormSection], *, is_blind: bool) -> SheetIdea:
    """What a judge reads of an idea handed in."""
    title, title_other = _in_order(idea.title, idea.title_en)
    summary, summary_other = _in_order(idea.summary, idea.summary_en)
    challenge, _other = _in_order(idea.challenge.title, idea.challenge.title_en)
    return SheetIdea(
        number=idea.number,
        title=title,
        title_other=title_other,
        summary=summary,
        summary_other=summary_other,
        challenge_number=idea.challenge.number,
        challenge=challenge,
        municipality=idea.challenge.participant.name,
        answers=tuple(_answers(sections, idea)),
        pictures=public_pictures(idea.pictures),
        documents=() if is_blind else public_documents(idea.documents),
        citations=public_citations(idea.evidence),
        hypotheses=public_hypotheses(idea.evidence),
        team="" if is_blind else idea.team.name,
    )


def _answers(sections: Iterable[FormSection], idea: Idea) -> Iterator[PublicAnswer]:
    """What the world will read; answers only the secretariat reads are not a judge's either."""
    for row in sections:
        text = _answer(row, idea) if row.is_public else ""
        if text:
            yield PublicAnswer(row.key, str(row), text)


def _answer(row: FormSection, idea: Idea) -> str:
    """What each member will do is read without names in every round."""
    if row.is_per_member:
        return "\n\n".join(text for _member, text in member_answers(row, idea))
    return idea.answers.get(row.key, "")


def list_title(idea: Idea) -> str:
    """The title in the judge's language where it is written."""
    return _in_order(str(idea), idea.title_en)[0]


def _in_order(japanese: str, english: str) -> tuple[str, str]:
    """The reader's language first; English first only where it is written."""
    return (english, japanese) if get_language() == "en" and english else (japanese, english)
