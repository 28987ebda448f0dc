"""What keeps an idea from being handed in: what its text lacks, and what its team does; one list each for all who ask."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from contest.sheet import Problem, Question, Section, missing, too_long
from ideas.eligibility import NotYet, not_yet
from ideas.facts import facts_of
from ideas.models import Idea
from ideas.sheet import PICTURE, sections_of, values_of


def problems_of(idea: Idea) -> list[Problem]:
    """Everything missing or too long in the order of the form; empty means the text is ready."""
    values = values_of(idea)
    texts = (
        problem
        for section in sections_of(idea)
        for question in section.questions
        for problem in problems_at(section, question, values[question.name])
    )
    return [*texts, *_picture_problems(idea)]


def team_problems(idea: Idea, at: datetime) -> list[NotYet]:
    """What the team lacks for the municipality this idea answers; empty means eligible."""
    return not_yet(facts_of(idea.team, idea.cycle, [idea.challenge.participant], at))


def problems_at(section: Section, question: Question, text: str) -> Iterator[Problem]:
    """What is wrong with one answer."""
    if question.is_needed and not text:
        yield Problem(section.key, question.name, "", missing(question), is_missing=True)
    elif message := too_long(question, text):
        yield Problem(section.key, question.name, question.label, message)


def _picture_problems(idea: Idea) -> Iterator[Problem]:
    """Every picture says what it shows, and every document what it is."""
    for number, row in enumerate(idea.working_pictures, 1):
        if not row.alt:
            message = _("図%(n)dの説明を書いてください。画面を見ずに読む人のためです。") % {"n": number}
            yield Problem(PICTURE, f"alt_{row.pk}", "", message, is_missing=True)
    for number, row in enumerate(idea.working_documents, 1):
        if not row.alt:
            message = _("資料%(n)dの名前を書いてください。") % {"n": number}
            yield Problem(PICTURE, f"alt_{row.pk}", "", message, is_missing=True)
