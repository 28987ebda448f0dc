"""All versions of a text, what differs between two, and one of them again as the draft."""

from datetime import timedelta

import pytest

from contest.models import FormSection
from contest.sheet import fingerprint
from ideas.models import ChangedElsewhere, Idea, IdeasClosed
from ideas.services import bring_back, save_idea, submit_idea
from ideas.sheet import values_of
from ideas.versions import Piece, diff
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import windows
from tests.ideas.pages import as_leader, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
AUTUMN = make.AUTUMN
DEADLINE = windows(2026)["ideas"][1]
EVERYTHING = {
    "title": "あと", "summary": "あとのひとこと", "licence": "CC BY-NC 4.0", "title_en": "After", "summary_en": "Then",
    "answers": {"story": "道を照らす。\nみんなで歩く。"},
}  # fmt: skip


def twice() -> Idea:
    """Handed in twice, and written once more since."""
    idea = make.submitted(
        title="まえ", title_en="Before", answers={**make.texts()["answers"], "story": "道を照らす。\n一人で歩く。"}
    )
    leader = make.leader_of(idea.team)
    save_idea(idea, fields=EVERYTHING, by=leader, at=AUTUMN)
    submit_idea(idea, by=leader, at=AUTUMN)
    return save_idea(idea, fields={"title": "いま"}, by=leader, at=AUTUMN)


def mark(idea: Idea) -> str:
    return fingerprint(values_of(Idea.objects.for_desk().get(pk=idea.pk)))


def back(idea: Idea, number: int = 1, *, seen: str = "", when=AUTUMN) -> Idea:
    version = Idea.objects.get(pk=idea.pk).versions.get(number=number)
    return bring_back(version, by=make.leader_of(idea.team), at=when, seen=seen or mark(idea))


def test_a_version_holds_every_text():
    version = twice().versions.get(number=2)
    said = {name: getattr(version, name) for name in ("title", "summary", "licence", "title_en", "summary_en")}
    assert said == {name: text for name, text in EVERYTHING.items() if name != "answers"}
    assert version.answers["story"] == EVERYTHING["answers"]["story"]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("同じ。", "同じ。", [("same", "同じ。")]),
        ("", "新しい。", [("new", "新しい。")]),
        ("消える。", "", [("gone", "消える。")]),
        ("一。二。三。", "一。四。三。", [("same", "一。"), ("gone", "二。"), ("new", "四。"), ("same", "三。")]),
        ("一\n二", "一\n\n二", [("same", "一\n"), ("new", "\n"), ("same", "二")]),
        ("「え？」と", "「え？」と。", [("same", "「え？」"), ("gone", "と"), ("new", "と。")]),
    ],
)
def test_texts_are_compared_by_the_sentence(before, after, pieces):
    found = list(diff(before, after))
    assert found == [Piece(*piece) for piece in pieces]
    assert "".join(piece.text for piece in found if piece.kind != "new") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after


def test_the_page_shows_every_version_and_what_differs(client):
    idea = twice()
    as_leader(client, idea)
    page = text_of(client.get(at("idea_versions", idea.pk)))
    assert all(label in page for label in ("いまの下書き", "1回目の応募", "2回目の応募"))
    assert "いま<span" in page  # the title, since the last handing-in
    page = text_of(client.get(at("idea_versions", idea.pk, **{"from": "1", "to": "2"})))
    gone, new = (
        '<span class="visually-hidden">［消えた文］</span>',
        '<span class="visually-hidden">［加わった文］</span>',
    )
    assert f"道を照らす。\n<del>{gone}一人で歩く。" in page
    assert f"<ins>{new}みんなで歩く。" in page


@pytest.mark.parametrize("query", [{"from": "9"}, {"to": "x"}, {"from": "1", "to": "-1"}])
def test_a_version_there_is_not_is_not_found(client, query):
    idea = twice()
    as_leader(client, idea)
    assert client.get(at("idea_versions", idea.pk, **query)).status_code == 404
    assert client.get(at("idea_bring_back", idea.pk, 9)).status_code == 404


@pytest.mark.parametrize("name", ["idea_versions", "idea_document"])
def test_nobody_else_finds_them(client, name):
    client.force_login(person())
    assert client.get(at(name, make.submitted().pk)).status_code == 404


def test_what_a_person_wrote_is_no_html_here(client):
    idea = make.draft(answers={**make.texts()["answers"], "story": "<script>alert(1)</script>"})
    submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    save_idea(idea, fields={"answers": {"story": "<b>x</b>"}}, by=make.leader_of(idea.team), at=AUTUMN)
    as_leader(client, idea)
    page = text_of(client.get(at("idea_versions", idea.pk)))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_the_pages_cost_the_same_for_many_versions(client, django_assert_max_num_queries):
    idea = twice()
    as_leader(client, idea)
    with django_assert_max_num_queries(40) as first:
        client.get(at("idea_versions", idea.pk))
    submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    with django_assert_max_num_queries(len(first)):
        client.get(at("idea_versions", idea.pk))


def test_a_version_comes_back_as_the_draft_and_nothing_handed_in_changes():
    idea = twice()
    kept = back(idea)
    working = Idea.objects.get(pk=idea.pk).working
    assert (working["title"], working["title_en"], working["summary_en"]) == ("まえ", "Before", "")
    assert (working["licence"], working["answers"]["story"]) == ("CC BY 4.0", "道を照らす。\n一人で歩く。")
    assert (kept.title, kept.versions.count()) == ("あと", 2)


def test_bringing_back_what_was_handed_in_last_leaves_no_draft():
    idea = back(twice(), 2)
    assert Idea.objects.get(pk=idea.pk).draft == {}


def test_a_question_no_longer_asked_does_not_come_back():
    idea = twice()
    FormSection.objects.filter(key="story").delete()
    back(idea)
    assert "story" not in Idea.objects.get(pk=idea.pk).draft.get("answers", {})


@pytest.mark.parametrize(("seconds", "is_kept"), [(-1, True), (0, False)])
def test_closed_means_closed(seconds, is_kept):
    idea = twice()
    before = Idea.objects.values().get(pk=idea.pk)
    moment = DEADLINE + timedelta(seconds=seconds)
    if is_kept:
        assert back(idea, when=moment).working["title"] == "まえ"
        return
    with pytest.raises(IdeasClosed):
        back(idea, when=moment)
    assert Idea.objects.values().get(pk=idea.pk) == before


def test_what_was_written_meanwhile_is_not_replaced(client):
    idea = twice()
    seen = mark(idea)
    save_idea(idea, fields={"title": "となりの人"}, by=make.leader_of(idea.team), at=AUTUMN)
    before = Idea.objects.values().get(pk=idea.pk)
    with pytest.raises(ChangedElsewhere):
        back(idea, seen=seen)
    assert Idea.objects.values().get(pk=idea.pk) == before
    as_leader(client, idea)
    page = text_of(client.post(at("idea_bring_back", idea.pk, 1), {"seen": seen}))
    assert "この画面を開いたあとに、下書きが変わりました" in page
    assert "となりの人" in page


def test_the_button_says_what_is_replaced_and_does_it(client):
    idea = twice()
    as_leader(client, idea)
    page = text_of(client.get(at("idea_bring_back", idea.pk, 1)))
    assert "いまの下書きは、この版の文章に置きかわります。" in page
    response = client.post(at("idea_bring_back", idea.pk, 1), {"seen": mark(idea)})
    assert response.url == at("idea_versions", idea.pk)
    assert Idea.objects.get(pk=idea.pk).working["title"] == "まえ"


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_the_deadline_the_page_says_so(client, clock_at, method):
    idea = twice()
    as_leader(client, idea)
    clock_at(DEADLINE)
    assert getattr(client, method)(at("idea_bring_back", idea.pk, 1)).status_code == 403
    assert Idea.objects.get(pk=idea.pk).working["title"] == "いま"
