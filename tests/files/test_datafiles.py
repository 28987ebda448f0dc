"""U1, U3: files of data through the real child process: what is taken and how it leaves, what is refused and why."""

import csv
import random
from contextlib import suppress
from io import BytesIO, StringIO

import pikepdf
import pytest
from openpyxl import load_workbook

from files.datafiles import clean_data_file
from files.refusals import FileRefused
from tests.factories import ideas as make
from tests.files import tables
from tests.files.pictures import bomb, with_place

OLD_WAY = pikepdf.ObjectStreamMode.disable
GOOD = {
    "UTF-8": tables.ROADS.encode(),
    "UTF-8 with its mark": tables.ROADS.encode("utf-8-sig"),
    "Shift_JIS": tables.ROADS.encode("cp932"),
    "Windows letters": "駅,髙さ\n①㈱﨑,3\n⑫,4\n".encode("cp932"),
    "tabs": tables.ROADS.replace(",", "\t").encode(),
    "one column": "町丁\r\n港一丁目\r\n高台\r\n".encode(),
    "line breaks in a cell": '区間,説明\n港,"一行目\n二行目"\n'.encode(),
    "a workbook": tables.simple_workbook(),
    "a PDF": tables.document(3),
    "an acting PDF": tables.acting_document(),
    "a JPEG": make.photo().getvalue(),
    "a PNG": make.photo(kind="PNG").getvalue(),
    "a WebP": make.photo(kind="WEBP").getvalue(),
}
BAD = {
    "nothing": (lambda: b"", "空です"),
    "blanks": (lambda: b" \r\n ", "空です"),
    "too large": (lambda: b"a,b\n" * 6_000_000, "20MBまで"),
    "a hundred megabytes": (lambda: b"%PDF-" + b"x" * 100_000_000, "20MBまで"),
    "UTF-16": (lambda: tables.ROADS.encode("utf-16"), "文字コード"),
    "EUC-JP": (lambda: tables.ROADS.encode("euc-jp") + b"\x8f\xa2\xb7,\xff\n", "文字コード"),
    "NUL": (lambda: b"a,b\n1\0,2\n", "NULL文字"),
    "control codes": (lambda: b"a,b\n\x01\x02,2\n", "使えません"),
    "5,000 columns": (lambda: (",".join(map(str, range(5000))) + "\n").encode() * 2, "300列まで"),
    "too many rows": (lambda: b"a,b\n" + b"1,2\n" * 200_001, "200,000行まで"),
    "a row cut short": (lambda: '区間,幅\n港,"4.5\n'.encode(), "最後まで読めません"),
    "an endless cell": (lambda: b'a,b\n"' + b"x" * 40_000 + b'",1\n', "セルの文章が長すぎ"),
    "names alone": (lambda: "区間,幅\r\n".encode(), "データの行が1つも"),
    "a macro workbook": (lambda: tables.macro_workbook(), "マクロ"),
    "a spreadsheet bomb": (lambda: tables.spreadsheet_bomb(), "広げると大きすぎる"),
    "an entity bomb": (lambda: tables.entity_bomb(), "広げると大きすぎる"),
    "a workbook cut short": (lambda: tables.simple_workbook()[:2000], "こわれていて"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "古い形式"),
    "an empty workbook": (lambda: tables.workbook(("空", [])), "データの行が1つも"),
    "a wide workbook": (lambda: tables.workbook(("広い", [range(400), range(400)])), "300列まで"),
    "a PDF cut short": (lambda: tables.document()[:-60], "途中で切れて"),
    "a PDF in pieces": (lambda: tables.document(object_stream_mode=OLD_WAY).replace(b"xref", b"xerf"), "PDFがこわれて"),
    "a PDF behind a password": (lambda: tables.locked_document(user="b"), "パスワード"),
    "a PDF not to be printed": (lambda: tables.locked_document(), "パスワード"),
    "a book": (lambda: tables.document(501), "500ページまで"),
    "a bomb of pixels": (lambda: bomb(), "4000万画素"),
    "a GIF": (lambda: make.photo(kind="GIF").getvalue(), "使えません"),
}


@pytest.mark.parametrize("name", GOOD)
def test_honest_files_are_taken(name):
    assert clean_data_file(GOOD[name]).content


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_a_sentence(name):
    made, words = BAD[name]
    with pytest.raises(FileRefused, match=words):
        clean_data_file(made())


@pytest.mark.parametrize("name", sorted(tables.polyglots()))
def test_what_is_two_things_at_once_is_refused_or_becomes_one(name):
    with suppress(FileRefused):
        made = clean_data_file(tables.polyglots()[name])
        assert (name, made.extension) == ("an archive before a PDF", "xlsx")
        assert b"%PDF" not in made.content


def test_the_same_file_has_the_same_bytes():
    for name in ("Shift_JIS", "a workbook", "an acting PDF", "a JPEG"):
        assert clean_data_file(GOOD[name]).content == clean_data_file(GOOD[name]).content, name


# --- tables -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding"), [("UTF-8", "utf-8"), ("UTF-8 with its mark", "utf-8"), ("Shift_JIS", "shift_jis")]
)
def test_a_table_leaves_in_utf8_whatever_it_came_in(name, encoding):
    made = clean_data_file(GOOD[name])
    assert (made.extension, made.content, made.facts["encoding"]) == ("csv", tables.ROADS.encode("utf-8-sig"), encoding)
    assert (made.facts["rows"], made.facts["chart"]["amount"]) == (3, "幅(m)")


def test_formulas_of_a_table_leave_as_text():
    made = clean_data_file('区間,幅\n=HYPERLINK("http://x"),-4.5\n＠SUM,－\n'.encode())
    rows = list(csv.reader(StringIO(made.content.decode("utf-8-sig"))))
    assert rows[1:] == [['\'=HYPERLINK("http://x")', "-4.5"], ["'＠SUM", "－"]]
    assert made.facts["head"][0][0] == '=HYPERLINK("http://x")'


def test_a_workbook_leaves_with_its_values_alone():
    sheets = [("道", [["区間", "幅"], ["=1+1", "=2+3"], ["@港", 6]]), ("名簿", [[tables.SECRET, 1]])]
    content = tables.repacked(
        tables.workbook(*sheets, hidden="名簿", author=tables.SECRET), {"xl/connections.xml": b"<a/>"}
    )
    made = clean_data_file(content)
    assert (made.facts["sheets"], made.facts["hidden"], made.facts["rows"]) == (1, 1, 2)
    assert made.facts["head"][0] == ["=1+1", "=2+3"]
    book = load_workbook(BytesIO(made.content))
    assert book.sheetnames == ["道"]
    cells = {cell.value: cell.data_type for row in book["道"] for cell in row}
    assert (cells["=1+1"], cells["@港"], cells[6]) == ("s", "s", "n")
    assert tables.SECRET.encode() not in b"".join(unzipped(made.content))


def unzipped(content):
    with tables.ZipFile(BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_a_formula_that_was_computed_leaves_as_its_value():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>幅</t></is></c></row>'
        '<row r="2"><c r="A2"><f>2+3</f><v>5</v></c></row></sheetData></worksheet>'
    )
    content = tables.repacked(tables.simple_workbook(), {"xl/worksheets/sheet1.xml": sheet.encode()})
    assert clean_data_file(content).facts["head"] == [["5"]]


# --- documents ----------------------------------------------------------------------------------------------------------


def test_a_document_leaves_without_what_acts_hides_or_tells():
    content = tables.acting_document()
    assert tables.SECRET.encode() in content  # the control
    made = clean_data_file(content)
    assert (made.extension, made.facts) == ("pdf", {"kind": "document", "pages": 1})
    with pikepdf.open(BytesIO(made.content)) as pdf:
        said = "".join(pikepdf.unparse_content_stream([]).decode() + repr(found) for found in pdf.objects)
        said += "".join(str(found.read_raw_bytes()) for found in pdf.objects if isinstance(found, pikepdf.Stream))
        links = [str(link.A.URI) for link in pdf.pages[0].Annots if "/A" in link]
        assert (len(pdf.attachments), "/Info" in pdf.trailer) == (0, False)
    for word in (tables.SECRET, "JavaScript", "OpenAction", "Launch", "EmbeddedFile", "/AA", "XFA", "GoToR"):
        assert word not in said, word
    assert links == ["https://data.city.example/"]


def test_a_photograph_keeps_its_pixels_in_a_document():
    with pikepdf.open(BytesIO(clean_data_file(tables.acting_document()).content)) as pdf:
        photo = pdf.pages[0].Resources.XObject.Photo
        assert pikepdf.PdfImage(photo).as_pil_image().size == (300, 200)


def test_u3_nothing_a_camera_wrote_leaves(record_property):
    served = [clean_data_file(content).content for content in (with_place(), tables.acting_document())]
    left = sum(content.count(b"COGSECRET") for content in served)
    record_property("figure", f"U3 planted places and names in {len(served)} files of data: {left} left")
    assert left == 0


def spoiled(content: bytes, dice: random.Random) -> bytes:
    """The file with some bytes changed, a piece cut out, or a piece doubled."""
    broken = bytearray(content)
    start = dice.randrange(len(broken))
    end = min(len(broken), start + dice.randrange(1, 200))
    way = dice.randrange(3)
    if way == 0:
        for _ in range(dice.randrange(1, 20)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
    elif way == 1:
        del broken[start:end]
    else:
        broken[start:start] = broken[start:end]
    return bytes(broken)


def outcomes(rounds: int) -> dict[str, int]:
    """How files that were spoiled by chance end; anything but being taken or refused raises."""
    dice, counted = random.Random(3), {"taken": 0, "refused": 0}
    for _ in range(rounds):
        content = spoiled(dice.choice(list(GOOD.values())), dice)
        try:
            clean_data_file(content)
            counted["taken"] += 1
        except FileRefused:
            counted["refused"] += 1
    return counted


def test_u1_spoiled_files_are_taken_or_refused_and_nothing_else(record_property):
    counted = outcomes(25)
    bad = len(BAD) + len(tables.polyglots())
    record_property(
        "figure",
        f"U1 files of data: {bad} bad ones, wrongly taken 0; {len(GOOD)} honest ones, refused 0; "
        f"{sum(counted.values())} spoiled by chance, errors 0",
    )


@pytest.mark.promise
@pytest.mark.timeout(1800)
def test_u1_a_thousand_spoiled_files(record_property):
    counted = outcomes(1000)
    record_property("figure", f"U1 files spoiled by chance: {counted}, errors 0")
