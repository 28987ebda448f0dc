"""The ministry's list as files, made from the register's own source or from lines given."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl

from contest.loading import DATA_DIR

HEADINGS = (
    "団体コード",
    "都道府県名\n（漢字）",
    "市区町村名\n（漢字）",
    "都道府県名\n（カナ）",
    "市区町村名\n（カナ）",
)
HOKKAIDO = ("010006", "北海道", None, "ﾎｯｶｲﾄﾞｳ", None)
SAPPORO = ("011002", "北海道", "札幌市", "ﾎｯｶｲﾄﾞｳ", "ｻｯﾎﾟﾛｼ")
HAKODATE = ("012025", "北海道", "函館市", "ﾎｯｶｲﾄﾞｳ", "ﾊｺﾀﾞﾃｼ")
MORI = ("013455", "北海道", "森町", "ﾎｯｶｲﾄﾞｳ", "ﾓﾘﾏﾁ")
TOKYO = ("130001", "東京都", None, "ﾄｳｷｮｳﾄ", None)
CHIYODA = ("131016", "東京都", "千代田区", "ﾄｳｷｮｳﾄ", "ﾁﾖﾀﾞｸ")
AOGASHIMA = ("134023", "東京都", "青ヶ島村", "ﾄｳｷｮｳﾄ", "ｱｵｶﾞｼﾏﾑﾗ")
FEW = (HOKKAIDO, SAPPORO, HAKODATE, MORI, TOKYO, CHIYODA, AOGASHIMA)
WARDS = (("011002", "札幌市", "さっぽろし"), ("011011", "札幌市中央区", "さっぽろしちゅうおうく"))
Line = Sequence[object]


def workbook(*sheets: tuple[str, Iterable[Line]]) -> bytes:
    """An .xlsx of these sheets."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def ministry(rows: Iterable[Line] = FEW, wards: Iterable[Line] = WARDS) -> bytes:
    """The two sheets as they are published; the second has no headings."""
    return workbook(("R7.1.1現在の団体", [HEADINGS, *rows]), ("R7.1.1政令指定都市", wards))


def as_csv(rows: Iterable[Line] = FEW, *, encoding: str = "utf-8", headings: Line = HEADINGS) -> bytes:
    """One sheet as CSV, line ends as Windows has them."""
    text = StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def half_width(kana: str) -> str:
    """ひらがな as the ministry writes it: ﾋﾗｶﾞﾅ."""
    return "".join(HALF.get(letter, letter) for letter in kana)


def _letters() -> dict[str, str]:
    plain = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんぁぃぅぇぉゃゅょっー"
    halves = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ"
    single = dict(zip(plain, halves, strict=True))
    voiced = dict(
        zip("がぎぐげござじずぜぞだぢづでどばびぶべぼ", "かきくけこさしすせそたちつてとはひふへほ", strict=True)
    )
    softened = dict(zip("ぱぴぷぺぽ", "はひふへほ", strict=True))
    double = {letter: single[base] + "ﾞ" for letter, base in voiced.items()}
    return single | double | {letter: single[base] + "ﾟ" for letter, base in softened.items()}


HALF = _letters()


def whole_country() -> tuple[list[Line], list[Line]]:
    """The lines of both sheets for everything in data/local_governments.csv."""
    with Path(DATA_DIR / "local_governments.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kana = {(row["prefecture"], row["name"]): row["kana"] for row in rows if not row["parent"]}
    first, second = [], []
    for row in rows:
        above = half_width(kana[row["prefecture"], row["prefecture"]])
        if row["kind"] == "prefecture":
            first.append((row["code"], row["name"], None, above, None))
        elif row["kind"] == "ward":
            reading = kana[row["prefecture"], row["parent"]] + row["kana"]
            second.append((row["code"], row["parent"] + row["name"], reading))
        else:
            first.append((row["code"], row["prefecture"], row["name"], above, half_width(row["kana"])))
        if row["kind"] == "designated_city":
            second.append((row["code"], row["name"], row["kana"]))
    return first, second
