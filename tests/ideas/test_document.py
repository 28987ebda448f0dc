"""The draft as a Word document: every question with its help, limit and text, in the reader's language."""

from io import BytesIO

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from contest.models import FormSection
from ideas.document import document_of
from ideas.models import Idea
from ideas.services import save_idea
from tests.factories import ideas as make
from tests.factories.contest import cycle
from tests.ideas.pages import as_leader, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
AUTUMN = make.AUTUMN


def opened(client, idea):
    as_leader(client, idea)
    response = client.get(at("idea_document", idea.pk))
    return response, Document(BytesIO(b"".join(response)))


def lines(paper, style: str) -> list[str]:
    return [row.text for row in paper.paragraphs if row.style.name == style]


def test_every_question_stands_in_it_with_its_limit_and_text(client):
    idea = make.draft(title="夜の道", answers={**make.texts()["answers"], "story": "一行目\n二行目"})
    response, paper = opened(client, idea)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == f'attachment; filename="idea-{idea.pk}.docx"'
    assert lines(paper, "Title") == ["夜の道"]
    assert lines(paper, "Heading 1") == ["基本のこと", "内容", "データ", "デザイン", "デジタル", "英語の要約"]
    assert lines(paper, "Heading 2")[:3] == ["アイデア名", "ひとことで言うと", "利用条件"]
    assert "※必須 1,200字まで。" in lines(paper, "Caption")
    assert "※任意 2,000字まで。" in lines(paper, "Caption")[-1]
    body = lines(paper, "Normal")
    assert body[body.index("一行目") + 1] == "二行目"
    assert any("2026年12月20日（日）23:59まで" in line for line in body)


def test_it_follows_the_language_of_the_page(client):
    pk = make.draft().pk
    FormSection.objects.filter(key="story").update(label_en="The idea", help_en="Who does what?")
    idea = Idea.objects.for_desk().get(pk=pk)
    with translation.override("en"):
        paper = Document(BytesIO(document_of(idea, AUTUMN)))
    assert "The idea" in lines(paper, "Heading 1")
    assert any(line.endswith("Who does what? Up to 1,200 characters.") for line in lines(paper, "Caption"))
    assert paper.core_properties.language == "en"


def test_it_says_whose_it_is_and_has_japanese_type(client):
    _response, paper = opened(client, make.draft(title="夜の道"))
    facts = paper.core_properties
    assert (facts.title, facts.language) == ("夜の道", "ja-JP")
    assert facts.author.startswith("見本チーム")
    assert paper.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "Yu Gothic"


def test_what_each_member_does_is_a_question_each(client):
    words = {"label_ja": "すること", "is_required": False, "is_per_member": True, "order": 9}
    FormSection.objects.create(cycle=cycle(), form="idea", key="tasks", **words)
    idea = make.draft()
    _response, paper = opened(client, idea)
    assert [line for line in lines(paper, "Heading 2") if "すること" in line] == [
        f"すること（{row}）" for row in idea.team.members.all()
    ]


def test_characters_no_document_holds_do_no_harm(client):
    idea = make.draft()
    save_idea(idea, fields={"answers": {"story": "道\ufffe\uffff<w:p/>&😀"}}, by=make.leader_of(idea.team), at=AUTUMN)
    _response, paper = opened(client, idea)
    assert "道<w:p/>&😀" in lines(paper, "Normal")
