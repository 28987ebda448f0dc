"""The draft as a Word document, to go on with it where there is no network: every question, its limit, and the text."""

import re
from datetime import UTC, datetime
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from common.templatetags.site import deadline_ja, or_english
from contest.models import Stage
from contest.sheet import Question
from ideas.models import Idea
from ideas.sheet import sections_of, values_of

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = "Yu Gothic"  # on every office PC in Japan; other machines put their own in its place
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Caption")


def document_of(idea: Idea, at: datetime) -> bytes:
    """The file, in the reader's language; of rows read `for_desk()`."""
    paper, values = Document(), values_of(idea)
    _dress(paper, idea, at)
    _front(paper, idea)
    for section in sections_of(idea):
        if section.questions:
            paper.add_heading(_fit(section.label), 1)
        for question in section.questions:
            _ask(paper, question, values[question.name], is_alone=section.label == question.label)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _front(paper: Paper, idea: Idea) -> None:
    challenge = or_english(idea.challenge.title, idea.challenge.title_en)
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    lines = [
        (_("チーム"), idea.team.name),
        (_("課題"), f"{idea.challenge.number}　{challenge}"),
        (_("受付番号"), idea.number),
        (_("しめきり"), deadline_ja(stage.closes_at) if stage else ""),
    ]
    paper.add_heading(_fit(str(idea)), 0)
    for label, text in lines:
        if text:
            paper.add_paragraph(_fit(_("%(name)s：%(text)s") % {"name": label, "text": text}))
    paper.add_paragraph(
        _("書いたものは、サイトの用紙に写して保存してください。この文書を送っても、応募にはなりません。")
    )


def _ask(paper: Paper, question: Question, text: str, *, is_alone: bool) -> None:
    """`is_alone`: the section's heading says it already."""
    if not is_alone:
        paper.add_heading(_fit(question.label), 2)
    limit = _("%(limit)s字まで。") % {"limit": f"{question.limit:,}"} if question.limit else ""
    said = question.support if limit in question.support else f"{question.support} {limit}"
    need = _("※必須") if question.is_needed else _("※任意")
    paper.add_paragraph(_fit(f"{need} {said}".strip()), style="Caption")
    for line in text.split("\n") if text else [""]:
        paper.add_paragraph(_fit(line))


def _dress(paper: Paper, idea: Idea, at: datetime) -> None:
    """Japanese type, and whose file of when this is, which is what a screen reader and an office ask of it."""
    for name in STYLES:
        style = paper.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101  for the checker of types: the template has them
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal = paper.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  the same
    normal.font.size = Pt(11)
    facts = paper.core_properties
    facts.title, facts.author, facts.comments = _fit(str(idea))[:255], _fit(idea.team.name)[:255], ""
    facts.created = facts.modified = at.astimezone(UTC).replace(tzinfo=None)
    facts.language = "en" if get_language() == "en" else "ja-JP"


def _fit(text: str) -> str:
    """Free of the few characters XML has no place for."""
    return NOT_XML.sub("", text)
