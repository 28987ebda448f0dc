"""A side's answers to further questions as a page of the form: one text a question."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from contest.sheet import Problem, Question, Section, too_long
from judging.models import ANSWER, InquiryQuestion, Reply


def name_of(question: InquiryQuestion) -> str:
    return f"question_{question.pk}"


def section_of_reply(reply: Reply) -> Section:
    """The questions this side is asked, in their order; a page of none where only the other side is asked."""
    limit = _("%(limit)s字まで。") % {"limit": f"{ANSWER:,}"}
    asked = tuple(
        Question(name_of(row), f"{number}. {row.text}", "text", ANSWER, is_needed=True, support=limit, shown="")
        for number, row in enumerate(reply.questions, 1)
    )
    return Section("inquiry", _("追加質問"), asked)


def values_of_reply(reply: Reply) -> dict[str, str]:
    """The words as they stand, by the names of the questions."""
    return {name_of(row): reply.working.get(str(row.pk), "") for row in reply.questions}


def texts_in(values: Mapping[str, str], reply: Reply) -> dict[str, str]:
    """Values of the page as a reply keeps them; what nobody asked is left out."""
    return {str(row.pk): values.get(name_of(row), "").strip() for row in reply.questions}


def problems_of_reply(reply: Reply) -> list[Problem]:
    """What keeps the saved words from being handed in."""
    section, values = section_of_reply(reply), values_of_reply(reply)
    found = []
    for question in section.questions:
        if not values[question.name]:
            said = _("答えを書いてください。答えられないときは、その理由を書いてください。")
            found.append(Problem(section.key, question.name, question.label, said, is_missing=True))
        elif words := too_long(question, values[question.name]):
            found.append(Problem(section.key, question.name, question.label, words))
    return found
