"""What stands beside a sheet and is no score: the municipality's word, and what both sides answered before the final.

A blind round shows of the word its stance alone: its text may name the team. The text is not there, so it cannot leak.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dialogue.public import PublicStatement
from dialogue.standings import statement_for
from ideas.models import Idea
from judging.models import Inquiry, InquiryQuestion, Reply, Round


@dataclass(frozen=True)
class GivenAnswer:
    """What one side answered; empty where it did not."""

    side: str
    side_label: str
    text: str
    is_late: bool  # written when the other side's answers could be read


@dataclass(frozen=True)
class AnsweredQuestion:
    text: str
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True)
class Beside:
    """`closes_at` is set while further questions were sent and their answers are not shown yet."""

    statement: PublicStatement | None
    is_blind: bool
    questions: tuple[AnsweredQuestion, ...] = ()
    closes_at: datetime | None = None


def beside_sheet(idea: Idea, round: Round, moment: datetime) -> Beside:
    """For the judge of this idea; one query in the screening, three in the final."""
    statement = statement_for([idea]).get(idea.pk)
    if round.is_blind:
        silent = replace(statement, text="", steps=()) if statement else None
        return Beside(silent, is_blind=True)
    if round.kind != Round.Kind.FINAL:
        return Beside(statement, is_blind=False)
    asked = InquiryQuestion.objects.filter(inquiry__idea=idea, inquiry__sent_at__isnull=False)
    questions = list(asked.select_related("inquiry"))
    replies = list(Reply.objects.filter(inquiry__idea=idea))
    if not questions:
        return Beside(statement, is_blind=False)
    inquiry = questions[0].inquiry
    if not inquiry.is_shown_at(moment):
        return Beside(statement, is_blind=False, closes_at=inquiry.closes_at)
    return Beside(statement, is_blind=False, questions=answered(inquiry, questions, replies))


def answered(
    inquiry: Inquiry, questions: Iterable[InquiryQuestion], replies: Iterable[Reply]
) -> tuple[AnsweredQuestion, ...]:
    """Every question with what each side it went to has handed in; drafts are not in it."""
    sides = list(replies)
    for reply in sides:
        reply.inquiry = inquiry
    return tuple(
        AnsweredQuestion(row.text, tuple(_given(reply, row) for reply in sides if row.to in (reply.side, row.To.BOTH)))
        for row in questions
    )


def _given(reply: Reply, question: InquiryQuestion) -> GivenAnswer:
    text = reply.answers.get(str(question.pk), "") if reply.handed_in_at else ""
    return GivenAnswer(reply.side, reply.get_side_display(), text, is_late=bool(text) and reply.is_late)
