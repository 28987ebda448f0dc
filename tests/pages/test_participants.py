"""The list of participating municipalities with its search, and one entry through the years."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import Challenge, Participation
from tests.factories import contest
from tests.factories.municipalities import challenge, government, officer, participant
from tests.pages import world

pytestmark = pytest.mark.django_db


def page(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"pages:{name}", args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def status(client, name: str, *args) -> int:
    return client.get(reverse(f"pages:{name}", args=args)).status_code


def words(html: str) -> str:
    """The page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_participants_stand_in_the_order_of_the_list(client):
    numbers = [*range(40, 0, -3), *range(2, 40, 3)]
    names = {number: participant(number=number).name for number in numbers}
    html = page(client, "participants")
    assert re.findall(r"見本県 見本\d+市", html) == [names[number] for number in sorted(numbers)]


def test_participants_are_counted_both_ways_and_samples_not(client):
    participant(government(), number=1)
    participant(government(), government(), number=2)
    participant(government(name="見本村"), number=3, is_sample=True)
    html = page(client, "participants")
    counted = re.findall(r"<dd>(\d+)</dd>", html)
    assert (counted, "見本村" in html) == (["2", "3"], True)


def test_participant_shows_its_public_challenges(client, clock_at):
    of = officer()
    shown = world.public_challenge(by=of, title="見せてよい")
    challenge(Challenge.Status.DRAFT, by=of, title="まだ下書き")
    clock_at(world.AUTUMN)
    html = page(client, "participant", of.participant.number)
    assert (shown.title in html, "まだ下書き" in html) == (True, False)
    assert status(client, "participant", 12345) == 404


def test_participant_that_waits_or_withdrew_is_not_there(client):
    waiting, cycle = participant(number=70, is_on_record=False), contest.cycle()
    met = [(status(client, "participant", 70), waiting.name in page(client, "participants"))]
    waiting.participations.create(cycle=cycle)
    met.append((status(client, "participant", 70), waiting.name in page(client, "cycle", 2026)))
    waiting.participations.update(withdrawn_at=world.AUTUMN)
    met.append((status(client, "participant", 70), waiting.name in page(client, "cycle", 2026)))
    assert met == [(404, False), (200, True), (404, False)]


# --- the search ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def towns(db):
    """森町 of two prefectures take part, 姫路市 leads a union, and 高森町 of 長野県 never took part."""
    there = {"name": "森町", "kana": "もりまち", "kind": "town"}
    south = participant(government(**there, prefecture="静岡県", region="中部"), number=2)
    north = participant(government(**there, prefecture="北海道", region="北海道"), number=3)
    lead = government(name="姫路市", kana="ひめじし", prefecture="兵庫県", region="近畿")
    union = participant(
        lead, government(name="市川町", kana="いちかわちょう", prefecture="兵庫県", region="近畿"), number=48
    )
    new = government(name="高森町", kana="たかもりまち", kind="town", prefecture="長野県", region="中部")
    return south, north, union, new


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "森町"}, ["静岡県 森町", "北海道 森町", "長野県 高森町"]),
        ({"q": "静岡 もりまち"}, ["静岡県 森町"]),
        ({"q": "もりまち", "region": "chubu"}, ["静岡県 森町", "長野県 高森町"]),
        ({"q": "市川"}, ["兵庫県 姫路市・兵庫県 市川町"]),
        ({"q": "高森"}, ["長野県 高森町"]),
        ({"q": "なにもない"}, []),
    ],
)
def test_search_shows_who_takes_part_and_who_has_not_yet(client, towns, query, shown):
    html = page(client, "participants", **query)
    assert re.findall(r'<a href="/municipalities/\d+/"[^>]*>([^<]+)</a>', html) == shown
    assert f'name="q" id="id_q" value="{query["q"]}"' in html


def test_search_says_how_many_and_keeps_the_region(client, towns):
    html = page(client, "participants", q="もりまち", region="hokkaido")
    assert "「もりまち」の参加自治体：1" in html
    assert '<input type="hidden" name="region" value="hokkaido">' in html
    assert re.search(r'href="\?q=[%\w]+&region=chubu"', html)
    assert re.findall(r"<dd>(\d+)</dd>", html) == ["3", "4"]


def test_a_search_that_finds_nobody_leads_on(client, towns):
    nobody, waiting = page(client, "participants", q="なにもない"), page(client, "participants", q="高森")
    assert "ひらがなで入れるか" in nobody
    assert "まだ参加していません" in waiting
    assert f"/municipalities/{towns[3].code}/" in waiting


def test_abolished_and_made_up_ones_are_no_newcomers(client, clock_at):
    government(name="浦和市", valid_to="2001-05-01")
    government(name="見本浦和市", is_sample=True)
    clock_at(world.AUTUMN)
    assert "まだ参加していない自治体" not in page(client, "participants", q="浦和")


def test_what_was_typed_is_shown_as_text(client, towns):
    answer = client.get(reverse("pages:participants"), {"q": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in answer


def test_a_union_says_who_leads_it(client, towns):
    assert "連合（代表： 兵庫県 姫路市 ）" in words(page(client, "participants"))
    assert "兵庫県 姫路市（ひめじし）" in (shown := words(page(client, "participant", 48)))
    assert shown.count("代表") == 1


@pytest.mark.parametrize("n", [1, 3])
def test_a_search_asks_a_fixed_number_of_queries(client, n, django_assert_num_queries):
    for number in range(n):
        participant(government(name=f"森町{number}"), government())
        government(name=f"森野町{number}", parent=government())
    with django_assert_num_queries(5):
        assert page(client, "participants", q="森").count("森野町") == n


# --- one entry ----------------------------------------------------------------------------------------------------------


def test_an_entry_is_told_by_year_with_challenges_ideas_and_awards(client, clock_at):
    of = officer()
    for year in (2025, 2026):
        row = world.public_challenge(by=of, cycle=contest.cycle(year), title=f"課題{year}")
        idea = world.public_idea(challenge=row, title=f"アイデア{year}")
        world.award_to(idea, name=f"賞{year}")
        world.publish_awards(row.cycle)
    contest.cycle(2024)
    Participation.objects.create(participant=of.participant, cycle=contest.cycle(2023))
    clock_at(world.AFTER)
    shown = words(page(client, "participant", of.participant.number).partition("</dl>")[2])
    said = ["COG2026", "賞2026", "アイデア2026", "課題2026", "COG2025", "賞2025", "アイデア2025", "課題2025", "COG2023"]
    places = [shown.index(text) for text in said]
    assert places == sorted(places)
    assert "COG2024" not in shown
    assert "この年の課題は、ここでは読めません。" in shown


def test_nothing_is_told_before_its_moment(client, clock_at):
    of = officer()
    idea = world.public_idea(challenge=world.public_challenge(by=of, title="雪の朝"), title="あかりみち")
    world.award_to(idea, name="COG総合賞")
    seen = []
    for moment in (contest.instant(Stage.Kind.CHALLENGES), world.AUTUMN, world.WINTER):
        clock_at(moment)
        html = page(client, "participant", of.participant.number)
        seen.append(
            [text in html for text in ("2026年9月1日（火）00:00に公開します", "雪の朝", "あかりみち", "COG総合賞")]
        )
    world.publish_awards(idea.cycle, at=world.WINTER + timedelta(days=1))
    assert "COG総合賞" in page(client, "participant", of.participant.number)
    assert seen == [[True, False, False, False], [False, True, False, False], [False, True, True, False]]


@pytest.mark.parametrize("n", [1, 3])
def test_an_entry_asks_a_fixed_number_of_queries(client, clock_at, n, django_assert_num_queries):
    of = officer(participant(*(government() for _ in range(n))))
    for year in range(2026 - n, 2026):
        for _ in range(n):
            idea = world.public_idea(challenge=world.public_challenge(by=of, cycle=contest.cycle(year)))
            world.award_to(idea)
        world.publish_awards(idea.cycle)
        participant(of.participant.lead, government())
    clock_at(world.AFTER)
    with django_assert_num_queries(19):
        html = page(client, "participant", of.participant.number)
    assert html.count('<article class="card"') == 2 * n * n


# --- the address by code ------------------------------------------------------------------------------------------------


def led_to(client, code: str) -> str:
    answer = client.get(reverse("pages:local_government", args=[code]))
    return answer.headers.get("Location", str(answer.status_code))


def test_a_code_leads_to_the_bodys_own_entry_or_else_its_union(client):
    body, partner = government(), government()
    union = participant(partner, body)
    assert led_to(client, body.code) == reverse("pages:participant", args=[union.number])
    own = participant(body)
    assert led_to(client, body.code) == reverse("pages:participant", args=[own.number])
    assert "ほかの参加" in page(client, "participant", own.number)
    assert union.name in page(client, "participant", own.number)


def test_a_body_that_never_took_part_has_a_page_that_leads_on(client, clock_at):
    clock_at(world.AUTUMN)
    waiting = participant(is_on_record=False)
    there = participant(government(prefecture="長野県"))
    new = government(name="高森町", kana="たかもりまち", prefecture="長野県")
    html = page(client, "local_government", new.code)
    for text in ("長野県 高森町", "たかもりまち", "この自治体は、まだ参加していません", there.name):
        assert text in html
    assert "まだ参加していません" in page(client, "local_government", waiting.lead.code)
    over = government(valid_to="2026-04-01")
    assert "2026年4月1日（水）に廃止された団体です" in page(client, "local_government", over.code)


@pytest.mark.parametrize("code", ["011003", "999999"])
def test_a_code_that_is_none_is_not_there(client, code):
    assert status(client, "local_government", code) == 404


@pytest.mark.parametrize("n", [1, 3])
def test_a_body_without_an_entry_asks_a_fixed_number_of_queries(client, n, django_assert_num_queries):
    for _ in range(n):
        participant(government(), government(parent=government()))
    new = government(parent=government())
    with django_assert_num_queries(5):
        page(client, "local_government", new.code)
