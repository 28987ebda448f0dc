"""Search the register by name, kana, prefecture and code, as people write them."""

import pytest

from contest.loading import DATA_DIR
from municipalities.loading import load_register, regions
from municipalities.models import LocalGovernment, Participant
from tests.factories.municipalities import government, participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(db):
    """The whole register."""
    load_register(DATA_DIR / "local_governments.csv", regions())


def names(query: str) -> list[str]:
    return [row.full_name for row in LocalGovernment.objects.select_related("parent").matching(query)]


FOUND = {
    "静岡 森町": ["静岡県 森町"],
    "静岡県森町": ["静岡県 森町"],
    "　しずおかけん　もりまち ": ["静岡県 森町"],
    "森町 ほっかいどう": ["北海道 森町"],
    "224618": ["静岡県 森町"],
    "22461": ["静岡県 森町"],
    "２２４６１８": ["静岡県 森町"],
    "13455": ["北海道 森町"],
    "浜松市中央区": ["静岡県 浜松市中央区"],
    "はままつし ちゅうおうく": ["静岡県 浜松市中央区"],
    "ハママツシチュウオウク": ["静岡県 浜松市中央区"],
    "中央区 さっぽろ": ["北海道 札幌市中央区"],
    "茅ケ崎": ["神奈川県 茅ヶ崎市"],
    "茅ヶ崎": ["神奈川県 茅ヶ崎市"],
    "鎌ヶ谷市": ["千葉県 鎌ケ谷市"],
    "224619": [],
    "森町 100%": [],
    "'; DROP TABLE": [],
    "森_": [],
    "🌲": [],
    "あ" * 5000: [],
}


def test_search_finds_what_is_meant(country):
    assert {query: names(query) for query in FOUND} == FOUND


def test_both_of_one_name_are_found_first_each_with_its_prefecture(country):
    both = ["北海道 森町", "静岡県 森町"]
    for query in ("森町", "もりまち", "モリマチ", "ﾓﾘﾏﾁ", "\0森町\0"):
        assert names(query)[:2] == both


def test_the_likeliest_come_first(country):
    assert names("大阪")[:4] == ["大阪府", "大阪府 大阪市", "大阪府 大阪狭山市", "大阪府 大阪市都島区"]
    assert names("津市")[0] == "三重県 津市"


def test_a_prefecture_finds_all_of_it_by_name_reading_and_code(country):
    whole = set(LocalGovernment.objects.filter(prefecture="鳥取県").values_list("code", flat=True))
    for query in ("鳥取県", "とっとりけん", "ﾄｯﾄﾘｹﾝ", "31"):
        assert {row.code for row in LocalGovernment.objects.matching(query)} == whole


def test_a_query_without_a_word_asks_for_nothing(country):
    assert LocalGovernment.objects.matching(" 　\0").count() == 1959


def test_a_search_is_one_query_and_quick(country, django_assert_num_queries):
    with django_assert_num_queries(1):
        names("もり　まち　しずおか")


def test_abolished_ones_are_found_too(db):
    government(name="浦和市", kana="うらわし", prefecture="埼玉県", valid_to="2001-05-01")
    assert names("うらわ") == ["埼玉県 浦和市"]


def test_english_names_are_found_in_any_case(db):
    government(name_en="Mihon City")
    assert len(names("mihon")) == 1


def test_participants_are_found_by_any_of_their_bodies(db):
    alone = participant(government(name="森町", prefecture="静岡県", kana="もりまち"))
    other = participant(government(name="森町", prefecture="北海道", kana="もりまち"))
    union = participant(government(), government(name="姫路市", prefecture="兵庫県", kana="ひめじし"))

    def found(query: str) -> list[Participant]:
        return list(Participant.objects.matching(query))

    assert found("もりまち") == [alone, other]
    assert found("静岡 森町") == [alone]
    assert found("ひめじ") == [union]
    assert found("森町 ひめじ") == []
    assert found("") == [alone, other, union]
