"""A team's second version: what its page asks, what it says, and what changed since the idea that was judged."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contest.models import FormSection
from contest.sheet import Problem, Section
from ideas.completeness import problems_at
from ideas.models import TEXTS, Idea, SecondVersion
from ideas.public import PublicIdea, public_ideas
from ideas.sheet import flatten, sections_of, unflatten
from ideas.versions import Change, diff


@dataclass(frozen=True)
class PublicSecond:
    """A second version as anyone may see it beside the first; pictures, data and team are the first one's."""

    handed_in_at: datetime
    idea: PublicIdea
    changes: tuple[Change, ...]


def section_of(idea: Idea) -> Section:
    """Every text the world reads, on one page; the licence stays."""
    asked = (question for section in sections_of(idea) for question in section.questions)
    texts = tuple(question for question in asked if question.kind != "choice" and question.shown == "public")
    return Section("second", _("2回目の案"), texts)


def values_of(second: SecondVersion, section: Section) -> dict[str, str]:
    """The texts as they stand: what was saved last, else what was handed in, else the first version's."""
    said = second.draft or second.texts or first_values(second.idea)
    return {name: said.get(name, "") for name in section.names}


def first_values(idea: Idea) -> dict[str, str]:
    """What was handed in and judged, by the names of the questions."""
    return flatten({name: getattr(idea, name) for name in TEXTS} | {"answers": idea.answers})


def problems_of(values: Mapping[str, str], section: Section) -> list[Problem]:
    """What is missing or too long; empty means it may be handed in."""
    return [
        problem
        for question in section.questions
        for problem in problems_at(section, question, values.get(question.name, ""))
    ]


def public_second(row: Idea, sections: Iterable[FormSection]) -> PublicSecond | None:
    """The second version of an idea read `for_public()` with its `second_version`; None until it is handed in."""
    second = getattr(row, "second_version", None)
    if second is None or second.handed_in_at is None:
        return None
    before, after = public_ideas([row, _saying(row, second.texts)], sections)
    return PublicSecond(second.handed_in_at, after, tuple(_changes(before, after)))


def public_change(row: Idea, texts: Mapping[str, str], sections: Iterable[FormSection]) -> tuple[Change, ...]:
    """What these texts would change of the idea in the eyes of the world."""
    before, after = public_ideas([row, _saying(row, texts)], sections)
    return tuple(_changes(before, after))


def _saying(row: Idea, texts: Mapping[str, str]) -> Idea:
    """The same idea saying this; nothing of it is saved."""
    shown, fields = copy(row), unflatten(texts)
    shown.answers = row.answers | fields.pop("answers", {})
    for name, text in fields.items():
        setattr(shown, name, text)
    return shown


def _changes(before: PublicIdea, after: PublicIdea) -> Iterator[Change]:
    """Only of what is public: answers for the secretariat and names without consent are in neither."""
    own = {
        "title": _("アイデア名"),
        "summary": _("ひとことで言うと"),
        "title_en": _("アイデア名（英語）"),
        "summary_en": _("英語の要約"),
    }
    old = {answer.key: answer for answer in before.answers}
    new = {answer.key: answer for answer in after.answers}
    asked = {key: (old.get(key) or new[key]).label for key in [*old, *(key for key in new if key not in old)]}
    texts = [(label, getattr(before, name), getattr(after, name)) for name, label in own.items()]
    answers = [
        (label, old[key].text if key in old else "", new[key].text if key in new else "")
        for key, label in asked.items()
    ]
    order = [*texts[:2], *answers, *texts[2:]]
    return (Change(label, tuple(diff(was, now))) for label, was, now in order if was != now)
