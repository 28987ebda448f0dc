"""An idea as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contest.models import FormSection
from contest.sheet import (
    ANSWER,
    ENGLISH,
    Question,
    Section,
    answer_name,
    answer_question,
    answer_section,
    answers_among,
    blank,
    english_section,
    flatten_answers,
)
from ideas.models import TEXTS, Idea, Member

BASICS, PICTURE = "basics", "picture"


def sections_of(idea: Idea) -> list[Section]:
    """The pages of this idea's form: ours around the questions its cycle asks."""
    asked = idea.cycle.questions(FormSection.Form.IDEA)
    picture = Section(PICTURE, _("画像と資料"), is_optional=True)
    return [_basics(), *(_asked(idea, row) for row in asked), picture, _english()]


def section_at(idea: Idea, name: str) -> Section | None:
    """One page of texts by the name of its question, with no more queries than it needs.

    What each member answers is a page a member (`answer-tasks-12`), so that two members keep out of each other's words.
    """
    if name in (own := {BASICS: _basics, ENGLISH: _english}):
        return own[name]()
    for row in idea.cycle.questions(FormSection.Form.IDEA) if name.startswith(ANSWER) else ():
        if not row.is_per_member and name == answer_name(row.key):
            return answer_section(row)
        if row.is_per_member and name.removeprefix(f"{answer_name(row.key)}-").isdecimal():
            return replace(answer_section(row), questions=(answer_question(row, name, str(row)),))
    return None


def per_member(idea: Idea, key: str) -> Section | None:
    """The page of `key` if every member answers it: one question a member."""
    asked = idea.cycle.questions(FormSection.Form.IDEA)
    row = next((row for row in asked if row.is_per_member and answer_name(row.key) == key), None)
    return _asked(idea, row) if row else None


def member_key(row: FormSection, member: Member) -> str:
    """Under which key of `answers` a member's own answer stands; it outlives the membership."""
    return f"{row.key}-{member.pk}"


def member_answers(row: FormSection, idea: Idea) -> list[tuple[Member, str]]:
    """What the members there are now have answered, in their order."""
    said = [(member, idea.answers.get(member_key(row, member), "")) for member in idea.team.members.all()]
    return [(member, text) for member, text in said if text]


def _asked(idea: Idea, row: FormSection) -> Section:
    section = answer_section(row)
    if not row.is_per_member:
        return section
    label = _("%(label)s（%(name)s）")
    questions = (
        answer_question(row, answer_name(member_key(row, member)), label % {"label": row, "name": member})
        for member in idea.team.members.all()
    )
    return replace(section, questions=tuple(questions))


def _english() -> Section:
    return english_section(_("アイデア名（英語）"))


def _basics() -> Section:
    licence = _("「アイデアの説明」は、この条件で公開されます。作者としてチーム名が示されます。")
    questions = (
        Question(
            "title",
            _("アイデア名"),
            limit=40,
            is_needed=True,
            support=_("ひと目で分かる名前を。40字まで。"),
        ),
        Question(
            "summary",
            _("ひとことで言うと"),
            limit=100,
            is_needed=True,
            support=_("だれの、何が、どう変わるか。100字まで。"),
        ),
        Question("licence", _("利用条件"), "choice", is_needed=True, support=licence),
    )
    return Section(BASICS, _("基本のこと"), questions)


def values_of(idea: Idea) -> dict[str, str]:
    """Every text of the sheet as it stands now, by the name of its question; what nobody wrote is empty."""
    return blank(sections_of(idea)) | flatten(idea.working)


def values_at(idea: Idea, names: Iterable[str]) -> dict[str, str]:
    """The same of these questions alone; asks the database nothing."""
    texts = flatten(idea.working)
    return {name: texts.get(name, "") for name in names}


def flatten(fields: Mapping[str, Any]) -> dict[str, str]:
    """`fields` as `save_idea` takes them, as values of the sheet."""
    flat = {name: fields[name] for name in TEXTS if name in fields}
    return flat | flatten_answers(fields.get("answers", {}))


def unflatten(values: Mapping[str, str]) -> dict[str, Any]:
    """Values of the sheet as `fields`."""
    fields: dict[str, Any] = {name: values[name] for name in TEXTS if name in values}
    answers = answers_among(values)
    return fields | ({"answers": answers} if answers else {})
