"""An idea as the flat sheet of texts its form shows: which questions, on which page, with which limit."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from contest.models import FormSection
from contest.sheet import Question, Section, answer_section, answers_among, blank, english_section, flatten_answers
from ideas.models import TEXTS, Idea

BASICS, PICTURE = "basics", "picture"


def sections_of(idea: Idea) -> list[Section]:
    """The pages of this idea's form: ours around the questions its cycle asks."""
    asked = idea.cycle.questions(FormSection.Form.IDEA)
    picture = Section(PICTURE, _("画像"), is_optional=True)
    return [_basics(), *map(answer_section, asked), picture, english_section(_("アイデア名（英語）"))]


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


def flatten(fields: Mapping[str, Any]) -> dict[str, str]:
    """`fields` as `save_idea` takes them, as values of the sheet."""
    flat = {name: fields[name] for name in TEXTS if name in fields}
    return flat | flatten_answers(fields.get("answers", {}))


def unflatten(values: Mapping[str, str]) -> dict[str, Any]:
    """Values of the sheet as `fields`."""
    fields: dict[str, Any] = {name: values[name] for name in TEXTS if name in values}
    answers = answers_among(values)
    return fields | ({"answers": answers} if answers else {})
