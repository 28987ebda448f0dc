"""What keeps an idea from being handed in: one list for the confirmation page and the service."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.models import Idea
from ideas.sheet import Question, Section, sections_of, values_of

MEMBERS_NEEDED = 2
TEAM = "team"


@dataclass(frozen=True)
class Problem:
    """One thing to put right: on which page (TEAM is the team's own), and in which words."""

    section: str
    message: str


def problems_of(idea: Idea) -> list[Problem]:
    """Everything missing or too long, the team first, then in the order of the form; empty means ready."""
    values = values_of(idea)
    texts = (
        problem
        for section in sections_of(idea)
        for question in section.questions
        for problem in _problems_at(section, question, values[question.name])
    )
    return [*_team_problems(idea), *texts]


def is_done(section: Section, idea: Idea) -> bool:
    """Something is there and nothing of this page stands in the way."""
    if not section.questions:
        return bool(idea.attachments.all())
    values = values_of(idea)
    written = any(values[question.name] for question in section.questions)
    return written and not any(True for q in section.questions for _p in _problems_at(section, q, values[q.name]))


def too_long(question: Question, text: str) -> str:
    """The sentence for a text over its limit; empty when it fits."""
    if not question.limit or len(text) <= question.limit:
        return ""
    counted = {"limit": f"{question.limit:,}", "length": f"{len(text):,}"}
    return _("%(limit)s字以内にしてください（いま %(length)s字）。") % counted


def _problems_at(section: Section, question: Question, text: str) -> Iterator[Problem]:
    if question.is_needed and not text:
        yield Problem(section.key, _("%(label)sを書いてください。") % {"label": question.label})
    elif message := too_long(question, text):
        labelled = _("%(label)s：%(message)s") % {"label": question.label, "message": message}
        yield Problem(section.key, labelled)


def _team_problems(idea: Idea) -> Iterator[Problem]:
    missing = MEMBERS_NEEDED - len(idea.team.members.all())
    if missing > 0:
        words = ngettext("チームのメンバーがあと%(n)d人必要です。", "チームのメンバーがあと%(n)d人必要です。", missing)
        yield Problem(TEAM, words % {"n": missing})
