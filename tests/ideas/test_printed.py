"""An idea on paper: everything public is on it, nothing else, whatever was typed; the poster is one page."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from contest.models import Stage
from contest.public import PublicAnswer
from ideas.models import Idea, Member
from ideas.printed import ROOM, idea_poster, idea_sheet
from ideas.public import PublicCitation, PublicHypothesis, PublicIdea, PublicTeam
from tests.factories import contest, ideas
from tests.factories.accounts import person, staff
from tests.printing.reading import fonts_of, links_of, opened, pages_of, words_of

A1, A4 = (1684, 2384), (595, 842)
PAPERS = {"sheet": idea_sheet, "poster": idea_poster}
MARKED = "夜道が**暗い**です。\n\n# なぜか\n\n- 街灯が少ない\n  - とくに冬\n\n> 「こわい」\n\n|場所|数|\n|---|---|\n|港|12|\n\n[地図](https://map.example/a)"
CITED = PublicCitation(
    1, None, "街灯の台帳", "見本市", "https://data.example/lamps", "CC BY 4.0", date(2026, 10, 1), "暗い道を数えた。"
)
CARD = PublicHypothesis("店の明かりで足りる", "夜に歩いた", "足りない道が三本", "街灯と組み合わせる", "学びになった")
PUBLIC = PublicIdea(
    pk=1, number="COG2026-I-0042", cycle_code="COG2026", fiscal_year=2026, title="あかりみち",
    summary="夜道を、みんなの明かりで。", title_en="Path of light", summary_en="We light up the way.",
    licence="CC BY 4.0", handed_in_at=datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Tokyo")), version=1,
    challenge_number="COG2026-C-0012", challenge_title="避難所まで歩けない人と、どう逃げるか", challenge_title_en="",
    municipality="見本県 髙﨑市", team=PublicTeam("見本チームあかり", "students", "学生", 4, ("𠮷田 辻子", "月よみ")),
    answers=(PublicAnswer("story", "内容", MARKED), PublicAnswer("data", "データ", "人口と街灯。")), pictures=(),
    citations=(CITED,), hypotheses=(CARD,), documents=(),
)  # fmt: skip
EMPTY = replace(
    PUBLIC, number="", title="", summary="", title_en="", summary_en="", challenge_title="", answers=(), citations=(), hypotheses=(),
    team=replace(PUBLIC.team, name="", member_names=()),
)  # fmt: skip


def longest(letter: str) -> PublicIdea:
    """Every text as long as its column allows."""
    answers = tuple(PublicAnswer(f"k{n}", letter * 60, letter * 2000) for n in range(7))
    team = PublicTeam(letter * 60, "mixed", "混成", 12, tuple(letter * 60 for _ in range(12)))
    texts = {"title": letter * 40, "summary": letter * 100, "title_en": "T" * 100, "summary_en": "word " * 400}
    return replace(PUBLIC, **texts, municipality=letter * 60, challenge_title=letter * 60, answers=answers, team=team)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://cog.example"


@pytest.mark.parametrize("kind", PAPERS)
def test_everything_public_is_on_it(kind):
    words = words_of(PAPERS[kind](PUBLIC, []))
    told = [
        *(PUBLIC.number, PUBLIC.title, PUBLIC.summary, PUBLIC.municipality, PUBLIC.challenge_title, PUBLIC.licence),
        *(PUBLIC.team.name, *PUBLIC.team.member_names, "4人", "学生"),
        *("内容", "暗い", "なぜか", "街灯が少ない", "とくに冬", "「こわい」", "港", "12", "地図", "人口と街灯。"),
    ]
    assert [text for text in told if "".join(text.split()) not in words] == []


def test_the_english_and_the_evidence_are_on_the_sheet():
    words = words_of(idea_sheet(PUBLIC, []))
    cited = ("[1]街灯の台帳", "見本市", "https://data.example/lamps", "暗い道を数えた。")
    card = (CARD.claim, CARD.test, CARD.result, CARD.learning, CARD.state)
    assert [text for text in ("Welightuptheway.", *cited, *card) if text not in words] == []


@pytest.mark.parametrize(("kind", "size"), [("sheet", A4), ("poster", A1)])
def test_it_has_its_size_its_fonts_and_says_what_it_is(kind, size):
    paper = PAPERS[kind](PUBLIC, [])
    assert {tuple(map(round, page.mediabox[2:])) for page in opened(paper).pages} == {size}
    assert fonts_of(paper)
    assert all(fonts_of(paper).values())
    assert (opened(paper).metadata.title, opened(paper).metadata.author) == (PUBLIC.title, PUBLIC.team.name)
    assert opened(paper).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper == PAPERS[kind](PUBLIC, [])


@pytest.mark.parametrize("kind", PAPERS)
def test_it_leads_to_the_page_once_there_is_one(kind):
    page = "https://cog.example/ideas/COG2026-I-0042/"
    own = {"https://map.example/a"} | ({CITED.url} if kind == "sheet" else set())
    assert links_of(PAPERS[kind](PUBLIC, [])) == own | {page}
    draft = PAPERS[kind](PUBLIC, [], mark="下書き")
    assert (links_of(draft), "下書き" in words_of(draft)) == (own, True)


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("letter", ["長", "W", "🍀", "ﾊ"])
def test_the_longest_texts_stay_on_the_paper(kind, letter):
    paper = PAPERS[kind](longest(letter), [])
    assert len(pages_of(paper)) == 1 or kind == "sheet"
    assert ("つづきは、QRコードのページで読めます。" in words_of(paper)) is (kind == "poster")


@pytest.mark.parametrize("kind", PAPERS)
def test_an_empty_draft_is_a_paper_too(kind):
    paper = PAPERS[kind](EMPTY, [], mark="下書き")
    assert ("（名前のないアイデア）" in words_of(paper), len(pages_of(paper))) == (True, 1)


def test_every_answer_that_fits_is_on_the_poster_to_its_last_word():
    answers = tuple(PublicAnswer(f"k{n}", f"見出し{n}", "文が続く。" * (ROOM // 36) + f"おわり{n}") for n in range(7))
    paper = idea_poster(replace(PUBLIC, answers=answers), [])
    words = words_of(paper)
    assert ([n for n in range(7) if f"おわり{n}" not in words], len(pages_of(paper))) == ([], 1)
    assert "つづきは" not in words


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize(
    "typed", ['#import "/x"', "#let x = 1", "$a$ @b <c>", '"); read("/etc/passwd")', "\\u{41} \\", "*/ // /*", "`raw`"]
)
def test_nothing_typed_becomes_markup_of_the_typesetter(kind, typed):
    answers = (PublicAnswer("story", typed, typed.replace("*", "\\*")),)
    words = words_of(PAPERS[kind](replace(PUBLIC, title=typed, summary=typed, answers=answers), []))
    assert words.count("".join(typed.replace("\\ ", " ").split())[:8]) >= 3


@pytest.mark.django_db
def test_a_picture_is_on_both_and_a_lost_file_is_no_reason_for_none():
    idea = ideas.draft()
    picture = ideas.picture(idea)
    for make in PAPERS.values():
        assert [len(page.images) for page in opened(make(PUBLIC, [picture])).pages][0] == 1
    picture.file.storage.delete(picture.file.name)
    assert "あかりみち" in words_of(idea_poster(PUBLIC, [picture]))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAPERS)
def test_the_team_prints_its_draft_marked_and_with_agreed_names_alone(client, clock_at, kind):
    idea = ideas.draft(title="だれも知らない題")
    silent, named = idea.team.members.all()
    Member.objects.filter(pk=named.pk).update(name_is_public=True, public_name="月よみ")
    clock_at(ideas.AUTUMN)
    client.force_login(silent.user)
    answer = client.get(reverse(f"ideas:idea_{kind}", args=[idea.pk]))
    words = words_of(answer.content)
    assert answer["Content-Disposition"] == f'inline; filename="idea-{idea.pk}-{kind}.pdf"'
    assert ("だれも知らない題" in words, "下書き" in words, "月よみ" in words) == (True, True, True)
    assert "".join(silent.user.full_name.split()) not in words
    assert links_of(answer.content) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAPERS)
def test_what_was_handed_in_is_marked_until_it_is_public(client, clock_at, kind):
    idea = ideas.submitted()
    client.force_login(ideas.leader_of(idea.team))
    for moment, is_marked in ((ideas.AUTUMN, True), (contest.instant(Stage.Kind.REVIEW), False)):
        clock_at(moment)
        paper = client.get(reverse(f"ideas:idea_{kind}", args=[idea.pk])).content
        assert ("公開前" in words_of(paper), bool(links_of(paper))) == (is_marked, not is_marked)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAPERS)
def test_no_one_else_prints_a_draft_but_the_secretariat_any(client, clock_at, kind):
    idea = ideas.draft()
    clock_at(ideas.AUTUMN)
    team, office = (reverse(f"{where}_{kind}", args=[idea.pk]) for where in ("ideas:idea", "admin:ideas_idea"))
    assert (client.get(team).status_code, client.get(office).status_code) == (302, 302)
    client.force_login(person())
    assert client.get(team).status_code == 404
    client.force_login(staff())
    assert "下書き" in words_of(client.get(office).content)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAPERS)
def test_the_world_gets_it_from_the_publication_on(client, clock_at, kind, django_assert_num_queries):
    idea = ideas.submitted()
    address = reverse(f"pages:idea_{kind}", args=[idea.number])
    publishes = idea.cycle.stage(Stage.Kind.IDEAS).publishes_at
    clock_at(publishes - (publishes - ideas.AUTUMN) / 1000)
    assert client.get(address).status_code == 404
    clock_at(publishes)
    with django_assert_num_queries(6):
        answer = client.get(address)
    assert answer["Content-Disposition"] == f'inline; filename="{idea.number}-{kind}.pdf"'
    assert idea.title in words_of(answer.content)
    Idea.objects.filter(pk=idea.pk).update(status=Idea.Status.WITHDRAWN)
    assert client.get(address).status_code == 404
