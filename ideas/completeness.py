"""What keeps an idea from being handed in: one list for the confirmation page and the service."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contest.sheet import Problem, Question, Section, missing, too_long
from ideas.models import Idea
from ideas.sheet import PICTURE, sections_of, values_of

MEMBERS_NEEDED = 2
TEAM = "team"  # the page of a problem that is the team's own


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


def _problems_at(section: Section, question: Question, text: str) -> Iterator[Problem]:
    if question.is_needed and not text:
        yield Problem(section.key, question.name, "", missing(question), is_missing=True)
    elif message := too_long(question, text):
        yield Problem(section.key, question.name, question.label, message)


def _team_problems(idea: Idea) -> Iterator[Problem]:
    wanted = MEMBERS_NEEDED - len(idea.team.members.all())
    if wanted > 0:
        words = ngettext("チームのメンバーがあと%(n)d人必要です。", "チームのメンバーがあと%(n)d人必要です。", wanted)
        yield Problem(TEAM, "", "", words % {"n": wanted}, is_missing=True)


def _picture_problems(idea: Idea) -> Iterator[Problem]:
    picture = idea.working_picture
    if picture and not picture.alt:
        message = _("画像の説明を書いてください。画面を見ずに読む人のためです。")
        yield Problem(PICTURE, "alt", "", message, is_missing=True)
