"""manage.py import_local_governments: what it reads, what it would change, what it writes, and what it refuses."""

import warnings
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from contest.loading import DATA_DIR
from municipalities.kana import to_hiragana
from municipalities.loading import load_register, regions
from municipalities.models import LocalGovernment
from municipalities.register_file import kind_of
from tests.factories.municipalities import government
from tests.municipalities import lists
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
ON = "2026-04-01"
Kind = LocalGovernment.Kind


@pytest.fixture
def run(tmp_path):
    """Run the command on these bytes; what it said."""

    def _run(content: bytes, *options: str, name: str = "000925835.xlsx") -> str:
        path, said = tmp_path / name, StringIO()
        path.write_bytes(content)
        call_command("import_local_governments", str(path), "--on", ON, *options, stdout=said)
        return said.getvalue()

    return _run


def refusal(run, content: bytes, *options: str) -> str:
    """What it says when it refuses; nothing may have changed."""
    before = every_row()
    with pytest.raises(CommandError) as caught:
        run(content, *options)
    assert every_row() == before
    return str(caught.value)


def stored() -> list[tuple]:
    fields = ("code", "name", "kana", "kind", "prefecture", "region", "parent_id", "valid_from", "valid_to")
    return list(LocalGovernment.objects.values_list(*fields))


FEW = [
    ("010006", "北海道", "ほっかいどう", "prefecture", "北海道", "北海道", None, None, None),
    ("011002", "札幌市", "さっぽろし", "designated_city", "北海道", "北海道", None, None, None),
    ("011011", "中央区", "ちゅうおうく", "ward", "北海道", "北海道", "011002", None, None),
    ("012025", "函館市", "はこだてし", "city", "北海道", "北海道", None, None, None),
    ("013455", "森町", "もりまち", "town", "北海道", "北海道", None, None, None),
    ("130001", "東京都", "とうきょうと", "prefecture", "東京都", "関東", None, None, None),
    ("131016", "千代田区", "ちよだく", "special_ward", "東京都", "関東", None, None, None),
    ("134023", "青ヶ島村", "あおがしまむら", "village", "東京都", "関東", None, None, None),
]


# --- reading ------------------------------------------------------------------------------------------------------------


def test_two_sheets_become_the_register(run):
    run(lists.ministry(), "--apply")
    assert stored() == FEW


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_in_either_encoding_becomes_the_register_without_wards(run, encoding):
    run(lists.as_csv(encoding=encoding), "--apply")
    assert stored() == [row for row in FEW if row[3] != Kind.WARD]


def test_wards_may_stand_in_the_same_columns_and_codes_be_numbers(run):
    ward = ("11011", "北海道", "札幌市中央区", "ﾎｯｶｲﾄﾞｳ", "ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ")
    as_numbers = [(int(row[0]), *row[1:]) for row in lists.FEW]
    run(lists.ministry(as_numbers, [lists.HEADINGS, ward]), "--apply")
    assert stored() == FEW


def test_headings_may_stand_lower_and_a_sheet_hold_something_else(run):
    rows = [("全国地方公共団体コード",), (), lists.HEADINGS, *lists.FEW, (None, " ", "")]
    said = run(lists.workbook(("一覧", rows), ("改正", [("令和7年に変わったところ",)])), "--apply")
    assert len(stored()) == 7
    assert "シート「改正」には一覧がないので、読んでいません。" in said


def test_the_whole_country_as_published_is_the_register_we_have(run):
    load_register(DATA_DIR / "local_governments.csv", regions())
    before = every_row()
    said = run(lists.ministry(*lists.whole_country()), "--apply")
    assert "新しい団体：0" in said
    assert "変わらない団体：1959" in said
    assert "台帳は、もうこの一覧のとおりです。" in said
    assert every_row() == before


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("010006", "", Kind.PREFECTURE),
        ("271004", "大阪市", Kind.DESIGNATED_CITY),
        ("271021", "都島区", Kind.WARD),
        ("131016", "千代田区", Kind.SPECIAL_WARD),
        ("242021", "四日市市", Kind.CITY),
        ("013455", "森町", Kind.TOWN),
        ("134023", "青ヶ島村", Kind.VILLAGE),
        ("134023", "小笠原支庁", ""),
        ("012025", "", ""),
        ("012025", "函館区", ""),
    ],
)
def test_kind_is_told_by_name_and_code(code, name, kind):
    assert kind_of(code, name) == kind


@pytest.mark.parametrize(
    ("typed", "hiragana"),
    [
        ("ｻｯﾎﾟﾛｼ", "さっぽろし"),
        ("サッポロシ", "さっぽろし"),
        ("ｳﾞｨｰ ﾁ", "ゔぃーち"),
        ("もり　まち", "もりまち"),
        ("", ""),
    ],
)
def test_kana_become_hiragana(typed, hiragana):
    assert to_hiragana(typed) == hiragana


# --- comparing and writing ----------------------------------------------------------------------------------------------


@pytest.fixture
def country(db):
    """What the small list says, and a town and a ward it does not name, and a made-up city."""
    for code, name, kana, kind, prefecture, region, parent, *_dates in FEW:
        row = {"name": name, "kana": kana, "kind": kind, "prefecture": prefecture, "region": region}
        LocalGovernment.objects.create(code=code, parent_id=parent, **row)
    LocalGovernment.objects.filter(code="131016").delete()
    LocalGovernment.objects.filter(code="013455").update(name="森村", kana="もりむら")
    LocalGovernment.objects.filter(code="134023").update(kana="あおがしま")
    government(code="012033", name="小樽市", prefecture="北海道", region="北海道")
    government(is_sample=True)


def test_without_apply_it_only_says(run, country):
    before = every_row()
    said = run(lists.ministry())
    assert said.splitlines() == [
        "新しい団体：1",
        "  131016 東京都 千代田区",
        "名前が変わる団体：1",
        "  013455 北海道 森村　名前「森村」→「森町」　よみ「もりむら」→「もりまち」",
        "よみなどが変わる団体：1",
        "  134023 東京都 青ヶ島村　よみ「あおがしま」→「あおがしまむら」",
        "廃止の団体：1",
        "  012033 北海道 小樽市",
        "変わらない団体：5",
        "くらべただけで、台帳は変えていません。書きこむには --apply を付けてください。",
    ]
    assert every_row() == before


def test_apply_writes_it_all_once_and_is_on_record(run, country):
    assert "台帳に書きこみました。" in run(lists.ministry(), "--apply")
    begun, ended = (LocalGovernment.objects.get(code=code) for code in ("131016", "012033"))
    assert (begun.valid_from, begun.valid_to, ended.valid_to) == (date(2026, 4, 1), None, date(2026, 4, 1))
    assert LocalGovernment.objects.get(code="013455").name == "森町"
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject) == (None, "register.import", "municipalities.localgovernment:all")
    assert entry.detail == {
        "on": ON,
        "source": "000925835.xlsx",
        "unchanged": 5,
        "new": ["131016"],
        "changed": ["013455", "134023"],
        "abolished": ["012033"],
    }
    before = every_row()
    assert "もうこの一覧のとおりです" in run(lists.ministry(), "--apply")
    assert every_row() == before


def test_one_that_comes_back_has_no_end(run, country):
    run(lists.ministry(), "--apply")
    back = ("012033", "北海道", "小樽市", "ﾎｯｶｲﾄﾞｳ", "ｵﾀﾙｼ")
    assert "おわり「2026-04-01」→「」" in run(lists.ministry([*lists.FEW, back]), "--apply")
    assert LocalGovernment.objects.get(code="012033").valid_to is None


def test_wards_are_left_alone_where_the_list_has_none(run, country):
    said = run(lists.as_csv(), "--apply")
    assert "一覧に行政区がないので、行政区はくらべていません。" in said
    assert LocalGovernment.objects.get(code="011011").valid_to is None


def test_a_list_that_lost_its_end_is_refused_unless_it_is_meant(run):
    load_register(DATA_DIR / "local_governments.csv", regions())
    first, wards = lists.whole_country()
    content = lists.ministry(first[:1500], [line for line in wards if line[0] < first[1499][0]])
    words = "307団体が廃止になります。多すぎるので、何も変えていません。ファイルが欠けていないか、確かめてください。"
    assert refusal(run, content, "--apply") == words
    assert "廃止の団体：307" in run(content)
    run(content, "--apply", "--accept-many")
    assert LocalGovernment.objects.filter(valid_to=ON).count() == 307


# --- refusals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("011003", *lists.SAPPORO[1:]), "011003 は正しい全国地方公共団体コードではありません。"),
        (("0110", *lists.SAPPORO[1:]), "0110 は正しい全国地方公共団体コードではありません。"),
        ((None, *lists.SAPPORO[1:]), "団体コードがありません。"),
        (("013455", "西海道", "森町", "ｻｲｶｲﾄﾞｳ", "ﾓﾘﾏﾁ"), "「西海道」の地方が分かりません。"),
        (("013455", "東京都", "森町", "ﾄｳｷｮｳﾄ", "ﾓﾘﾏﾁ"), "013455 は北海道のコードで、東京都とは合いません。"),
        (("013455", "北海道", "森郷", "ﾎｯｶｲﾄﾞｳ", "ﾓﾘｺﾞｳ"), "「森郷」は、都道府県、市、町、村、区のどれか分かりません。"),
        (("013455", "北海道", "森町", "ﾎｯｶｲﾄﾞｳ", "mori"), "よみ「mori」がカナではありません。"),
        (("013455", "北海道", "森町", "ﾎｯｶｲﾄﾞｳ", None), "よみ「」がカナではありません。"),
        (("013455", "北海道", "森" * 50 + "町", "ﾎｯｶｲﾄﾞｳ", "ﾓﾘﾏﾁ"), "名前かよみが長すぎます。"),
        (lists.HOKKAIDO, "010006 が二度あります。"),
        (("131032", "東京都", "港区", "ﾄｳｷｮｳﾄ", "ﾐﾅﾄｸ"), ""),
        (("121011", "千葉県", "中央区", "ﾁﾊﾞｹﾝ", "ﾁｭｳｵｳｸ"), "「中央区」の属する市が見つかりません。"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--apply",)])
def test_a_wrong_line_is_named_and_nothing_is_written(run, capsys, tmp_path, line, sentence, options):
    content = lists.as_csv([lists.HOKKAIDO, lists.TOKYO, line])
    if not sentence:
        assert "新しい団体：3" in run(content)
        return
    path, said, before = tmp_path / "wrong.csv", StringIO(), every_row()
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"直すところが1行あります。台帳は変えていません。"):
        call_command("import_local_governments", str(path), *options, stdout=said)
    assert said.getvalue().splitlines() == ["直すところ：1", f"  4行目：{sentence}"]
    assert every_row() == before


def test_the_two_sheets_must_agree(tmp_path):
    path, said = tmp_path / "list.xlsx", StringIO()
    path.write_bytes(lists.ministry(wards=[("011002", "札幌市", "さつほろし"), *lists.WARDS[1:]]))
    with pytest.raises(CommandError):
        call_command("import_local_governments", str(path), "--apply", stdout=said)
    words = "011002 がシート「R7.1.1現在の団体」の3行目にもあり、書いてあることがちがいます。"
    assert f"  シート「R7.1.1政令指定都市」の1行目：{words}" in said.getvalue()
    assert stored() == []


def _bomb(part: bytes, name: str = "xl/sharedStrings.xml") -> bytes:
    """A workbook with one more part."""
    kept = BytesIO(lists.ministry())
    with ZipFile(kept, "a", ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, part)
    return kept.getvalue()


@cache
def _large() -> bytes:
    return _bomb(b" " * 201_000_000, "xl/more.xml")


def _lying(content: bytes, size: int) -> bytes:
    """The same archive that says its last part is only so long."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + size.to_bytes(4, "little") + content[place + 28 :]


NEITHER = "エクセル（.xlsx）でもCSVでもないファイルです。"
NO_LIST = "団体コードと市区町村名の一覧が見つかりません。総務省の一覧かどうか、確かめてください。"
BROKEN = "エクセルのファイルがこわれていて、開けません。もう一度 .xlsx で保存しなおしてください。"
TOO_BIG = "広げると大きすぎるファイルです。開きませんでした。"
ENTITY = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ファイルは空です。"),
        (b" \r\n", "ファイルは空です。"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\xfd\x80", NEITHER),
        (b'code,"name\n', NEITHER),
        (b"a\0b,c", NEITHER),
        (b"%PDF-1.7 text", NO_LIST),
        (lists.as_csv([]), NO_LIST),
        (lists.as_csv(headings=("団体コード", "市区町村名（漢字）")), "列がありません：市区町村名（カナ）"),
        (lists.as_csv(headings=("団体コード", "都道府県名")), "列がありません：市区町村名（漢字）、市区町村名（カナ）"),
        (b"\n" * 10_001 + b"x", "行が多すぎます。10000行までです。"),
        (b"x" * 10_000_001, "ファイルが大きすぎます。10MBまでです。"),
        (lists.workbook(("一覧", [])), NO_LIST),
        (lists.workbook(("一覧", [("x",)] * 10_001)), "シート「一覧」の行が多すぎます。10000行までです。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "古い形式か、パスワードのついたエクセルのファイルです。パスワードなしの .xlsx で保存しなおしてください。",
        ),
        (
            _bomb(b"macro", "xl/vbaProject.bin"),
            "マクロや、うめこまれた部品の入ったファイルは受け付けません。値だけの .xlsx で保存しなおしてください。",
        ),
        (_large, TOO_BIG),
        (lambda: _lying(_large(), 1000), BROKEN),
        (_bomb(ENTITY, "xl/more.xml"), TOO_BIG),
        (_bomb(ENTITY.decode().encode("utf-16"), "xl/more.xml"), TOO_BIG),
        (lists.ministry()[:2000], BROKEN),
        (b"PK\x03\x04 and no more", BROKEN),
        (_bomb(b"<worksheet><oops", "xl/worksheets/sheet1.xml"), BROKEN),
    ],
    ids=range(22),
)
@pytest.mark.parametrize("options", [(), ("--apply",)])
def test_what_is_no_list_is_refused(run, content, sentence, options):
    assert refusal(run, content() if callable(content) else content, *options) == sentence


def test_an_archive_of_something_else_is_refused(run):
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(run, kept.getvalue()) == "エクセルのファイル（.xlsx）ではありません。"


def test_a_row_at_the_far_corner_costs_nothing(run):
    """One cell in row 1,048,576 makes a million empty rows for who asks for all."""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    assert "行が多すぎます" in refusal(run, _bomb(sheet.encode(), "xl/worksheets/sheet1.xml"))


def test_a_file_that_is_not_there_and_a_day_that_is_none(tmp_path):
    with pytest.raises(CommandError, match="ファイルを読めません：no.xlsx"):
        call_command("import_local_governments", str(tmp_path / "no.xlsx"))
    with pytest.raises(CommandError, match="2026-04-01 のように"):
        call_command("import_local_governments", str(tmp_path / "no.xlsx"), "--on", "4月1日")
