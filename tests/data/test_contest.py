"""Published cycles, their numbers and sources, and the council (docs/data.md)."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from awards.loading import load_awards, load_past_winners
from awards.models import Award, PastWinner
from contest.loading import LoadError, load_contest, read_toml
from contest.models import Cycle, Figure, Membership, Organization, Partnership
from events.loading import load_events
from events.models import Event
from municipalities.models import Participant
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts():
    load_contest()
    load_awards()
    load_events()


def number(year: int, key: str) -> int | None:
    return Figure.objects.get(cycle__fiscal_year=year, key=key).value


def test_loading_twice_changes_nothing(facts):
    Participant.objects.bulk_create(Participant(number=number) for number in (40, 63))
    load_past_winners()
    before = every_row()
    for command in ("load_contest", "load_awards", "load_events"):
        call_command(command)
    assert every_row() == before


def test_tiers_of_2017_add_up_to_its_ideas(facts):
    tiers = [number(2017, key) for key in ("finalists", "semifinalists", "posters", "web_only")]
    assert tiers == [13, 8, 21, 17]
    assert sum(tiers) == number(2017, "ideas") == 59


@pytest.mark.parametrize(("year", "parts", "total"), [(2018, [17, 22, 20], 59), (2019, [11, 28, 17], 56)])
def test_team_attributes_add_up_to_the_ideas(facts, year, parts, total):
    assert [number(year, f"ideas_{kind}") for kind in ("citizens", "students", "mixed")] == parts
    assert sum(parts) == number(year, "ideas") == total


def test_two_sources_that_differ_are_both_kept(facts):
    rows = Figure.objects.filter(cycle__fiscal_year=2016, key="challenges")
    assert sorted(rows.values_list("value", flat=True)) == [53, 56]
    assert len(set(rows.values_list("source", flat=True))) == 2


def test_every_number_has_a_source_and_the_unknown_has_none(facts):
    assert Cycle.objects.count() == 8
    assert Figure.objects.filter(value__isnull=False, source="").count() == 0
    assert Figure.objects.filter(value__isnull=True).exclude(source="").count() == 0
    assert number(2020, "ideas") is None


def test_cycle_2020_has_three_steps_in_japanese_time_and_a_final_in_2021(facts):
    cycle = Cycle.objects.get(fiscal_year=2020)
    assert cycle.code == "COG2020"
    assert cycle.final_on == date(2021, 2, 28)
    assert [(stage.kind, stage.opens_at, stage.closes_at) for stage in cycle.stages.all()] == [
        ("challenges", datetime(2020, 5, 31, 15, tzinfo=UTC), datetime(2020, 8, 31, 15, tzinfo=UTC)),
        ("ideas", datetime(2020, 8, 31, 15, tzinfo=UTC), datetime(2020, 12, 31, 15, tzinfo=UTC)),
        ("review", datetime(2020, 12, 31, 15, tzinfo=UTC), datetime(2021, 4, 30, 15, tzinfo=UTC)),
    ]
    final = Event.objects.get(slug="cog2020-final")
    assert (final.cycle, timezone.localdate(final.starts_at)) == (cycle, date(2021, 2, 28))
    assert [str(principle) for principle in cycle.principles.all()] == [
        "地域の課題を一緒に探す",
        "市民が自分ごとで解決策を見つける",
        "行政はプラットフォームになる",
        "協働で政策を実行する",
    ]
    assert list(cycle.tiers.values_list("key", "published_count")) == [
        ("finalist", 10),
        ("semifinalist", 13),
        ("poster", 22),
        ("web", None),
    ]


def test_cycle_2020_has_its_partners_by_role_and_seven_awards_one_a_sponsor(facts):
    cycle = Cycle.objects.get(fiscal_year=2020)
    roles = Partnership.Role
    counts = {role: cycle.partnerships.filter(role=role).count() for role in roles}
    assert counts == {roles.HOST: 3, roles.ALLIANCE: 1, roles.SPONSOR: 3, roles.ENDORSER: 8}
    awards = Award.objects.filter(cycle=cycle)
    assert len({"sponsor" if award.sponsor else award.key for award in awards}) == 7
    sponsors = set(cycle.partnerships.filter(role=roles.SPONSOR).values_list("organization__key", flat=True))
    assert set(awards.exclude(sponsor=None).values_list("sponsor__key", flat=True)) == sponsors
    assert "ハーバード大学賞" in awards.get(key="harvard").aliases


def test_past_winners_name_their_source_and_leave_the_unknown_empty(facts):
    with pytest.raises(LoadError, match="load_municipalities"):
        load_past_winners()
    assert not PastWinner.objects.exists()
    Participant.objects.bulk_create(Participant(number=number) for number in (40, 63))
    load_past_winners()
    rows = PastWinner.objects.order_by("cycle__fiscal_year", "key").values_list(
        "cycle__fiscal_year", "award_ja", "place", "team", "participant__number", "idea_title"
    )
    assert list(rows) == [
        (2017, "", None, "", 40, ""),
        (2023, "連携体制賞", None, "AMMA", 63, ""),
        (2023, "オンライン投票賞", 2, "AMMA", 63, ""),
    ]
    assert not PastWinner.objects.filter(source="").exists()


def test_what_the_office_wrote_of_a_past_winner_stays(facts):
    Participant.objects.bulk_create(Participant(number=number) for number in (40, 63))
    load_past_winners()
    PastWinner.objects.filter(key="kyoto").update(award_ja="見つかった賞", source="あとで見つけた資料")
    load_past_winners()
    assert PastWinner.objects.get(key="kyoto").award_ja == "見つかった賞"


def test_the_council_counts_its_members_by_fiscal_year(facts):
    regular = Membership.objects.filter(kind=Membership.Kind.REGULAR)
    assert [regular.counted_in(year).count() for year in range(2013, 2021)] == [4, 6, 9, 12, 11, 10, 10, 12]


def test_the_council_of_november_2020_is_the_list_of_the_release(facts):
    members = Membership.objects.filter(kind=Membership.Kind.REGULAR).on(date(2020, 11, 6))
    assert {str(membership.member) for membership in members} == {
        "室蘭市", "郡山市", "つくば市", "千葉市", "浜松市", "三重県", "桑名市", "奈良市", "福岡市", "武雄市", "熊本市", "日南市",
    }  # fmt: skip
    assert [str(row.member) for row in members if row.office == "会長市"] == ["千葉市"]
    assert Membership.objects.filter(kind=Membership.Kind.SPECIAL).count() == 6


def test_otsu_was_still_a_member_in_january_2020(facts):
    present = Membership.objects.filter(member__government_code="252018")
    assert present.on(date(2020, 1, 19)).exists()
    assert not present.counted_in(2019).exists()


def test_the_council_shows_the_name_valid_at_the_date(facts):
    council = Organization.objects.get(key="council")
    assert council.name_on(date(2015, 3, 31)) == "ビッグデータ・オープンデータ活用推進協議会"
    assert council.name_on(date(2015, 4, 1)) == "オープンガバメント推進協議会"
    assert (council.founded_on, council.dissolved_on) == (date(2013, 4, 1), date(2023, 9, 30))


def test_the_symposium_has_its_programme_with_titles_of_the_day(facts):
    event = Event.objects.get(slug="council-symposium-2020")
    assert (event.starts_at, event.ends_at) == (
        datetime(2020, 11, 19, 6, tzinfo=UTC),
        datetime(2020, 11, 19, 7, 30, tzinfo=UTC),
    )
    assert event.host == Organization.objects.get(key="council")
    keynote, panel = event.sessions.all()
    assert [(row.role, row.name, row.kana, row.title) for row in keynote.appearances.all()] == [
        ("講師", "関 治之", "せき はるゆき", "一般社団法人 コード・フォー・ジャパン 代表理事")
    ]
    assert [row.title for row in panel.appearances.filter(role="パネリスト")] == [
        "郡山市長", "千葉市長", "奈良市長", "福岡市長", "日南市長", "つくば市長",
    ]  # fmt: skip


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("fiscal_year = ", encoding="utf-8")
    with pytest.raises(LoadError, match="broken.toml を読めません"):
        read_toml(path)
