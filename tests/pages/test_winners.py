"""The winners' page, the press kit and the years: pictures, reasons, no winner said plainly, one literal query count."""

import csv
import io
import zipfile

import pytest

from awards import services
from awards.models import PastWinner
from tests.awards.conftest import FINAL
from tests.factories import awards
from tests.factories.accounts import staff
from tests.factories.contest import cycle as a_cycle
from tests.factories.municipalities import challenge, officer

pytestmark = pytest.mark.django_db
PAGE = "/cycles/2026/awards/"


@pytest.fixture
def evening(clock_at):
    clock_at(FINAL)
    return FINAL


def publish(cycle, at):
    services.propose_publication(cycle, by=staff(), at=at)
    services.agree_publication(cycle, by=staff(), at=at)


def test_before_the_publication_the_page_names_the_awards_and_nobody(evening, client):
    _cycle, entries = awards.final()
    page = client.get(PAGE).content.decode()
    assert ["総合賞" in page, entries[0].title in page, "まだ公開されていません" in page] == [True, False, True]
    assert client.get(PAGE + "press.zip").status_code == 404


def test_winners_have_reason_team_municipality_and_tier_and_no_winner_is_said_plainly(evening, client):
    cycle, entries = awards.final()
    services.withhold_award(awards.award("idea", "アイデア賞", order=2), reason="基準に届かず", by=staff(), at=evening)
    publish(cycle, evening)
    page = client.get(PAGE).content.decode()
    for words in (
        "すばらしい",
        entries[0].team.name,
        entries[0].challenge.participant.name,
        "該当なし",
        "基準に届かず",
    ):
        assert words in page
    assert str(awards.tier()) in page


def test_an_award_by_votes_is_provisional_while_its_result_is(evening, client):
    cycle, _entries = awards.final()
    publish(cycle, evening)
    poll = cycle.polls.get()
    for state, times in (("final", 0), ("provisional", 3)):
        poll.result = {**poll.result, "state": state}
        poll.save()
        assert client.get(PAGE).content.decode().count('<li class="chip warning">速報</li>') == times


def test_the_press_kit_has_texts_and_a_table_no_program_runs(evening, client):
    cycle, entries = awards.final()
    entries[0].team.name = "=見本の隊"
    entries[0].team.save()
    publish(cycle, evening)
    with zipfile.ZipFile(io.BytesIO(client.get(PAGE + "press.zip").content)) as archive:
        table = list(csv.reader(io.StringIO(archive.read("winners.csv").decode("utf-8-sig"))))
        texts = {language: archive.read(f"press_{language}.txt").decode() for language in ("ja", "en")}
    assert [table[1][0], table[1][4]] == ["総合賞", "'=見本の隊"]
    assert ("総合賞" in texts["ja"], "the winning ideas" in texts["en"], "&" in texts["ja"]) == (True, True, False)


@pytest.mark.parametrize("way", ["year", "municipality", "team", "nonsense"])
def test_the_years_are_read_by_year_municipality_or_team(way, evening, client):
    cycle, entries = awards.final()
    publish(cycle, evening)
    page = client.get(f"/awards/?by={way}").content.decode()
    headings = {"municipality": entries[0].challenge.participant.name, "team": f"{entries[0].team.name}（COG2026）"}
    assert f">{headings.get(way, 'COG2026')}</h2>" in page


PAST = {
    "year": ("COG2017</h2>", "COG2023</h2>", "チームの名前は不明", "賞の名前は不明", "銀", "見本の資料"),
    "municipality": ("見本市", "AMMA", "（COG2023）", "見本の資料"),
    "team": ("AMMA（COG2023）</h2>", "オンライン投票賞", "見本の資料"),
}


@pytest.mark.parametrize("way", PAST)
def test_wins_of_earlier_years_stand_with_their_source(way, client):
    place = challenge("accepted", by=officer()).participant
    shared = {"participant": place, "source": "見本の資料"}
    PastWinner.objects.create(cycle=a_cycle(2017), key="first", **shared)
    won = {"award_ja": "オンライン投票賞", "place": 2, "team": "AMMA", **shared}
    PastWinner.objects.create(cycle=a_cycle(2023), key="second", **won)
    PastWinner.objects.create(
        cycle=a_cycle(2022, is_public=False), key="hidden", team="見せない隊", source="見本の資料"
    )
    page = client.get(f"/awards/?by={way}").content.decode()
    said = [words.replace("見本市", place.name) for words in PAST[way]]
    assert [words for words in said if words not in page] == []
    assert "見せない隊" not in page
    assert way != "team" or "COG2017）" not in page  # a team nobody knows is no chapter


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(PAGE, 14), ("/awards/", 5)])
def test_a_page_asks_as_often_for_one_award_as_for_three(
    path, queries, count, evening, client, django_assert_num_queries
):
    cycle, entries = awards.final()
    for n in range(1, count):
        services.decide_award(awards.award(f"more-{n}", f"賞{n}", order=n + 3), entries[n], by=staff(), at=evening)
    publish(cycle, evening)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
