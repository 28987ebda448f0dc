"""A challenge on A4: everything public is on it, nothing else, whatever was typed."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from contest.models import Stage
from contest.public import PublicAnswer
from municipalities.models import Challenge
from municipalities.printed import challenge_sheet
from municipalities.public import PublicChallenge, PublicKnowledge, PublicResource
from tests.factories import contest
from tests.factories.municipalities import challenge, empty_challenge, officer
from tests.municipalities.pages import at
from tests.printing.reading import fonts_of, links_of, opened, pages_of, words_of

Status = Challenge.Status
A4 = (595, 842)
ROADS = PublicResource(
    pk=1, title="避難路の幅", kind="数のデータ", url="https://data.city.example/roads.csv", publisher="見本市",
    dated_on=date(2026, 4, 1), format="CSV", licence="CC BY 4.0", note="2026年の測量",
    file_url="", file_name="", file_size=0, is_picture=False, preview=None, is_dead=False,
)  # fmt: skip
VOICES = replace(
    ROADS,
    title="聞き取り",
    kind="声・聞き取り",
    url="",
    publisher="",
    dated_on=None,
    format="",
    licence="",
    note="窓口で読めます。",
)
PUBLIC = PublicChallenge(
    pk=1,
    number="COG2026-C-0012",
    cycle_code="COG2026",
    fiscal_year=2026,
    title="避難所まで歩けない人と、どう逃げるか",
    title_en="How to flee together",
    summary_en="Some cannot walk to the shelter.",
    theme_key="disaster",
    theme="防災",
    region="関東",
    participant_number=1,
    municipality="見本県 髙﨑市",
    is_sample=True,
    department="企画課",
    contact_name="𠮷田 辻子",
    contact_email="kikaku@city.example",
    contact_phone="000-0000-0000",
    answers=(
        PublicAnswer("who", "だれが困っているか", "坂の上の人。\n雨の日。"),
        PublicAnswer("now", "いまの状態", "地図だけ。"),
    ),
    resources=(ROADS, VOICES),
    knowledge=(PublicKnowledge("避難の計画", "制度", "毎年5月に直す。", "https://www.city.example/plan"),),
)
EMPTY = replace(
    PUBLIC, number="", title="", title_en="", summary_en="", theme="", region="", department="", contact_name="",
    contact_email="", contact_phone="", answers=(), resources=(), knowledge=(),
)  # fmt: skip


def test_everything_public_is_on_the_sheet():
    sheet = challenge_sheet(PUBLIC)
    words = words_of(sheet)
    told = [
        *(PUBLIC.number, PUBLIC.title, PUBLIC.municipality, PUBLIC.theme, PUBLIC.region, "見本", PUBLIC.department),
        *(PUBLIC.contact_name, PUBLIC.contact_email, PUBLIC.contact_phone, PUBLIC.title_en, PUBLIC.summary_en),
        *(
            "だれが困っているか",
            "坂の上の人。",
            "いまの状態",
            "地図だけ。",
            "避難路の幅",
            "CC BY 4.0",
            "窓口で読めます。",
        ),
    ]
    assert [text for text in told if "".join(text.split()) not in words] == []
    assert len(pages_of(sheet)) == 1


def test_it_leads_to_the_data_and_to_its_page(settings):
    settings.SITE_URL = "https://cog.example"
    sheet = challenge_sheet(PUBLIC)
    assert links_of(sheet) == {
        "https://data.city.example/roads.csv", "https://www.city.example/plan",
        "https://cog.example/challenges/COG2026-C-0012/",
    }  # fmt: skip


def test_it_is_a4_with_its_fonts_and_says_what_it_is():
    sheet = challenge_sheet(PUBLIC)
    assert {tuple(map(round, page.mediabox[2:])) for page in opened(sheet).pages} == {A4}
    assert fonts_of(sheet)
    assert all(fonts_of(sheet).values())
    assert (opened(sheet).metadata.title, opened(sheet).metadata.author) == (PUBLIC.title, PUBLIC.municipality)
    assert opened(sheet).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert opened(sheet).metadata.creation_date is None


def test_it_is_small_and_the_same_each_time():
    assert challenge_sheet(PUBLIC) == challenge_sheet(PUBLIC)
    assert len(challenge_sheet(PUBLIC)) < 200_000


def test_readers_of_english_get_english_first():
    with translation.override("en"):
        sheet = challenge_sheet(PUBLIC)
    assert opened(sheet).metadata.title == PUBLIC.title_en
    assert opened(sheet).trailer["/Root"]["/Lang"] == "en"
    words = pages_of(sheet)[0]
    assert words.index("Some cannot walk") < words.index("だれが困っているか")
    assert "Department" in words


def test_a_challenge_nobody_has_written_yet_has_a_sheet_too():
    sheet = challenge_sheet(EMPTY, mark="下書き")
    assert "（名前のない課題）" in words_of(sheet)
    assert "データはまだありません。" in words_of(sheet)
    assert "担当" not in words_of(sheet)


def test_a_marked_sheet_leads_nowhere():
    sheet = challenge_sheet(replace(PUBLIC, resources=(), knowledge=()), mark="下書き")
    assert links_of(sheet) == set()
    assert all("下書き" in page for page in pages_of(sheet))


@pytest.mark.parametrize(
    "text",
    [
        "#sys.inputs.data",
        "#read(\"challenge.typ\")",
        "$x$ @a <b> *c* _d_ `e` \\ // f /* g",
        "= 見出し\n- 一つ",
        "\"); #panic(1); (\"",
        "🌸👨‍👩‍👧 ①㈱ 髙﨑𠮷辻葛󠄀祇",
    ],
)  # fmt: skip
def test_whatever_is_typed_stays_text_everywhere(text):
    typed = dict.fromkeys(("title", "title_en", "summary_en", "theme", "municipality", "department"), text)
    contact = dict.fromkeys(("contact_name", "contact_email", "contact_phone"), text)
    words = dict.fromkeys(("title", "kind", "url", "publisher", "format", "licence", "note"), text)
    row, known = replace(ROADS, **words, dated_on=None), PublicKnowledge(text, text, text, text)
    answer = PublicAnswer("who", text, text)
    sheet = challenge_sheet(
        replace(PUBLIC, **typed, **contact, answers=(answer,), resources=(row,), knowledge=(known,))
    )
    assert words_of(sheet).count("".join(text.split())) >= 20
    assert links_of(sheet) == {"http://testserver/challenges/COG2026-C-0012/"}


def test_very_long_texts_stay_on_their_sheets():
    long = "港の近くでは、夕方になると道が暗い。" * 1111
    address = "https://data.city.example/" + "a" * 474
    row = replace(ROADS, url=address, title="w" * 300, note=long[:1000])
    big = replace(PUBLIC, title="長" * 300, answers=(PublicAnswer("who", "だれが" * 20, long),), resources=(row,) * 5)
    sheet = challenge_sheet(big)
    assert address in links_of(sheet)
    assert max(len(line) for page in pages_of(sheet) for line in page.splitlines()) < 110
    assert words_of(sheet).count("港の近くでは") > 1000


def test_a_file_is_named_and_can_be_fetched_once_it_is_public(settings):
    settings.SITE_URL = "https://cog.example"
    row = replace(ROADS, url="", file_url="/data/1/mark/", file_name="避難路.csv", file_size=9)
    for mark, links in (("", {"https://cog.example/data/1/mark/"}), ("公開前", set())):
        sheet = challenge_sheet(replace(PUBLIC, resources=(row,), knowledge=()), mark=mark)
        assert "避難路.csv" in words_of(sheet)
        assert links_of(sheet) - {"https://cog.example/challenges/COG2026-C-0012/"} == links


# --- at the desk ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "mark"),
    [(Status.DRAFT, "下書き"), (Status.RETURNED, "下書き"), (Status.SUBMITTED, "公開前"), (Status.ACCEPTED, "公開前")],
)
def test_an_officer_prints_what_is_not_public_with_a_mark(client, summer, clerk, status, mark):
    kept = challenge(status, by=clerk)
    response = client.get(at(kept, "pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert all(mark in page for page in pages_of(response.content))
    assert kept.title in words_of(response.content)
    assert (kept.number or f"challenge-{kept.pk}") in response["Content-Disposition"]


@pytest.mark.django_db
def test_once_public_the_mark_is_gone(client, clerk, clock_at):
    clock_at(contest.instant(Stage.Kind.IDEAS))
    kept = challenge(Status.ACCEPTED, by=clerk)
    words = words_of(client.get(at(kept, "pdf")).content)
    assert "公開前" not in words
    assert "下書き" not in words


@pytest.mark.django_db
def test_an_empty_draft_prints(client, summer, clerk):
    assert "（名前のない課題）" in words_of(client.get(at(empty_challenge(clerk), "pdf")).content)


@pytest.mark.django_db
def test_a_colleague_elsewhere_finds_nothing(client, summer, clerk):
    assert client.get(at(challenge(by=officer()), "pdf")).status_code == 404
