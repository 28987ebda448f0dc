"""What keeps an idea from being handed in: one list for the confirmation page and the service."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.models import Idea
from ideas.sheet import PICTURE, Question, Section, sections_of, values_of

MEMBERS_NEEDED = 2
TEAM = "team"


@dataclass(frozen=True)
class Problem:
    """One thing to put right: on which page (TEAM is the team's own), and in which words."""

    section: str
    field: str
    message: str
    is_missing: bool = False


def problems_of(idea: Idea) -> list[Problem]:
    """Everything missing or too long, the team first, then in the order of the form; empty means ready."""
    values = values_of(idea)
    texts = (
        problem
        for section in sections_of(idea)
        for question in section.questions
        for problem in _problems_at(section, question, values[question.name])
    )
    return [*_team_problems(idea), *texts, *_picture_problems(idea)]


def _too_long(question: Question, text: str) -> str:
    """The sentence for a text over its limit; empty when it fits."""
    if not question.limit or len(text) <= question.limit:
        return ""
    counted = {"limit": f"{question.limit:,}", "length": f"{len(text):,}"}
    return _("%(limit)s字以内にしてください（いま %(length)s字）。") % counted


def _problems_at(section: Section, question: Question, text: str) -> Iterator[Problem]:
    if question.is_needed and not text:
        message = _("%(label)sを書いてください。") % {"label": question.label}
        yield Problem(section.key, question.name, message, is_missing=True)
    elif message := _too_long(question, text):
        yield Problem(section.key, question.name, message)


def _team_problems(idea: Idea) -> Iterator[Problem]:
    missing = MEMBERS_NEEDED - len(idea.team.members.all())
    if missing > 0:
        words = ngettext("チームのメンバーがあと%(n)d人必要です。", "チームのメンバーがあと%(n)d人必要です。", missing)
        yield Problem(TEAM, "", words % {"n": missing}, is_missing=True)


def _picture_problems(idea: Idea) -> Iterator[Problem]:
    picture = idea.working_picture
    if picture and not picture.alt:
        message = _("画像の説明を書いてください。画面を見ずに読む人のためです。")
        yield Problem(PICTURE, "alt", message, is_missing=True)
