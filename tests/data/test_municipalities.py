"""The register and the list of participants (docs/data.md)."""

import pytest

from contest.loading import DATA_DIR, LoadError
from municipalities.loading import load_municipalities, load_participants, load_register, regions
from municipalities.models import LocalGovernment, Participant, ParticipantMember, check_digit
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
HEADER = "code,kind,prefecture,parent,name,kana,lat,lng\n"


def test_sixty_three_entries_are_sixty_eight_bodies():
    load_municipalities()
    assert Participant.objects.count() == 63
    assert ParticipantMember.objects.count() == 68
    union = Participant.objects.get(number=48)
    assert [member.government.name for member in union.members.all()] == [
        "姫路市",
        "福崎町",
        "市川町",
        "神河町",
        "朝来市",
        "養父市",
    ]


def test_every_code_of_the_register_carries_its_check_digit():
    load_municipalities()
    codes = LocalGovernment.objects.values_list("code", flat=True)
    assert len(codes) == 1959
    assert [code for code in codes if check_digit(code[:5]) != code[5]] == []


def test_names_are_no_keys_but_full_names_are_clear():
    load_municipalities()
    towns = LocalGovernment.objects.filter(name="森町").order_by("code")
    assert [town.full_name for town in towns] == ["北海道 森町", "静岡県 森町"]
    assert str(Participant.objects.get(number=24)) == "神奈川県 横浜市金沢区"
    assert str(Participant.objects.get(number=3)) == "北海道 森町"


def test_loading_twice_changes_nothing():
    load_municipalities()
    before = every_row()
    load_municipalities()
    assert every_row() == before


def test_a_changed_name_is_brought_in_line():
    load_municipalities()
    LocalGovernment.objects.filter(code="011002").update(name="さっぽろ", latitude=None)
    load_municipalities()
    assert LocalGovernment.objects.get(code="011002").name == "札幌市"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "011003,city,北海道,,札幌市,さっぽろし,,",
            "wrong.csv 3行目：011003 は正しい全国地方公共団体コードではありません。",
        ),
        (
            "０１１００２,city,北海道,,札幌市,さっぽろし,,",
            "wrong.csv 3行目：０１１００２ は正しい全国地方公共団体コードではありません。",
        ),
        ("010006,prefecture,北海道,,北海道,ほっかいどう,,", "wrong.csv 3行目：010006 が二度あります。"),
        ("011002,metropolis,北海道,,札幌市,さっぽろし,,", "wrong.csv 3行目：種類「metropolis」はありません。"),
        ("011011,ward,北海道,札幌市,中央区,ちゅうおうく,,", "wrong.csv 3行目：属する市「札幌市」が見つかりません。"),
        ("011002,city,西海道,,札幌市,さっぽろし,,", "wrong.csv 3行目：「西海道」の地方が分かりません。"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path, line, sentence):
    path = tmp_path / "wrong.csv"
    path.write_text(f"{HEADER}010006,prefecture,北海道,,北海道,ほっかいどう,,\n{line}\n", encoding="utf-8")
    with pytest.raises(LoadError, match=f"^{sentence}$"):
        load_register(path, regions())
    assert LocalGovernment.objects.count() == 0


def test_a_file_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("code,name\n", encoding="utf-8")
    with pytest.raises(LoadError, match="wrong.csv に列がありません：kana、kind、parent、prefecture"):
        load_register(path, regions())


def test_a_participant_outside_the_register_is_named(tmp_path):
    load_register(DATA_DIR / "local_governments.csv", regions())
    path = tmp_path / "participants.csv"
    path.write_text("number,code,name\n1,011002,札幌町\n", encoding="utf-8")
    with pytest.raises(LoadError, match="participants.csv 2行目：011002 札幌町 は台帳にありません。"):
        load_participants(path)
    assert Participant.objects.count() == 0
