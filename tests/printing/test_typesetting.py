"""Texts reach paper as they were typed, in fonts that travel with them."""

import re
import shutil
from contextlib import suppress

import pytest
import typst

from printing import typesetting
from printing.qr import qr_svg
from printing.responses import pdf_response
from printing.typesetting import frame, typeset
from tests.printing.reading import fonts_of, links_of, opened, pages_of, words_of

LAYOUT = """
#import "/printing/house.typ": *
#show: sheet
#heading(level: 1, data.title)
#prose(data.text)
#facts((("宛先", data.address),))
#link(data.address, data.address)
#if data.qr != "" { image(bytes(data.qr), format: "svg", alt: "code") }
"""
FRAME = re.compile(r"チャレンジ!!オープンガバナンス\d+/\d+(?:COG2026-C-0012)?")
NAMES = "髙﨑𠮷辻葛󠄀祇①㈱Ⅳ〜ー김张Ąč"
INJECTIONS = [
    "#sys.inputs.data",
    "#read(\"/printing/house.typ\")",
    "$ x^2 $",
    "@label と <label>",
    "*太字* _斜体_ `code`",
    "= 見出し\n- 一つ\n+ 二つ\n/ 語: 意味",
    "\\u{3042} \\ \\# \\\\",
    "// 消える? /* これも? */",
    "]) #eval(\"1 + 1\") ([",
    "\"); #panic(\"x\"); (\"",
    "{{ 7 * 7 }} {% debug %} ${7*7}",
]  # fmt: skip


@pytest.fixture
def layouts(tmp_path, monkeypatch):
    """A folder of layouts with the house's own and one plain sheet."""
    shutil.copytree(typesetting.LAYOUTS / "printing", tmp_path / "printing")
    (tmp_path / "plain.typ").write_text(LAYOUT)
    monkeypatch.setattr(typesetting, "LAYOUTS", tmp_path)
    return tmp_path


def plain(text="本文", title="題名", *, address="https://city.example/", qr="", mark="") -> bytes:
    parts = frame(title=title, author="見本市", head=["COG2026-C-0012"], mark=mark)
    return typeset("plain.typ", {**parts, "text": text, "address": address, "qr": qr})


def test_names_and_signs_come_out_as_they_went_in(layouts):
    assert "".join(NAMES.split()) in words_of(plain(NAMES))


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_stays_text(layouts, text):
    pdf = plain(text, title=text)
    assert words_of(pdf).count("".join(text.split())) >= 2
    assert opened(pdf).metadata.title == text


def is_accessible(pdf: bytes) -> bool:
    """Whether it says of itself that it keeps PDF/UA, which typst grants only to what does."""
    return b"pdfuaid" in opened(pdf).trailer["/Root"]["/Metadata"].get_object().get_data()


def test_a_sheet_keeps_pdf_ua_and_says_what_it_is(layouts):
    pdf = plain(title="髙﨑の課題", qr=qr_svg("https://city.example/"), mark="下書き")
    assert is_accessible(pdf)
    assert (opened(pdf).metadata.title, opened(pdf).metadata.author) == ("髙﨑の課題", "見本市")
    assert opened(pdf).trailer["/Root"]["/Lang"] == "ja"


def test_every_letter_of_the_japanese_standards_has_a_shape(layouts):
    text = "".join(sorted(letters("cp932") | letters("euc_jisx0213")))
    assert len(text) > 10_000
    assert is_accessible(plain(text))


def test_a_letter_without_a_shape_costs_a_box_and_not_the_sheet(layouts):
    pdf = plain("まえ\U000e0fff\U00013000あと")
    assert not is_accessible(pdf)
    assert "まえ" in words_of(pdf)
    assert "あと" in words_of(pdf)


def test_emoji_have_a_shape(layouts):
    assert is_accessible(plain("🌸👨‍👩‍👧🏳️‍🌈☀️", title="🌸"))


def test_fonts_travel_with_the_sheet(layouts):
    fonts = fonts_of(plain("本文 🌸"))
    assert {name.split("+")[1].removesuffix("-Identity-H") for name in fonts} >= {"NotoSansCJKjp-Regular"}
    assert all(fonts.values())


def test_no_font_of_the_system_is_used(layouts):
    families = typesetting._fonts().families()
    assert {"Noto Sans CJK JP", "Noto Emoji"} <= set(families)
    assert "DejaVu Sans" not in families


def test_the_same_data_make_the_same_bytes(layouts):
    one, other = plain(), plain()
    assert one == other
    assert one != plain("本文。")


def test_a_draft_says_so_on_every_page(layouts):
    pages = pages_of(plain("長い話。\n\n" * 200, mark="下書き"))
    assert len(pages) > 3
    assert all("下書き" in page for page in pages)
    assert "下書き" not in words_of(plain())


def test_line_breaks_and_empty_lines_stay(layouts):
    lines = pages_of(plain("一行目\r\n二行目\r\n\r\n\u3000\n次の段落"))[0].splitlines()
    assert [line for line in lines if line in ("一行目", "二行目", "次の段落")] == ["一行目", "二行目", "次の段落"]


@pytest.mark.parametrize("text", ["w" * 3000, "https://city.example/" + "a" * 979, "Привет" * 100, "あ" * 3000])
def test_nothing_runs_off_the_sheet(layouts, text):
    pages = pages_of(plain(text, title=text[:300], address="https://city.example/" + text[-900:]))
    assert max(len(line) for page in pages for line in page.splitlines()) < 110
    assert text in FRAME.sub("", "".join("".join(pages).split()))


def test_links_lead_where_they_say(layouts):
    address = "https://city.example/" + "a" * 979
    assert links_of(plain(address=address)) == {address}


def test_twenty_thousand_letters_take_their_pages(layouts):
    assert 8 < len(pages_of(plain(("港の近くでは、夕方になると道が暗い。" * 60 + "\n") * 19))) < 25


def test_a_layout_reads_nothing_outside_templates(layouts):
    (layouts / "nosy.typ").write_text('#read("../../../../../../etc/hostname")')
    with pytest.raises(typst.TypstError):
        typeset("nosy.typ", {})


def test_a_code_holds_its_text_and_has_no_size_of_its_own():
    drawn = qr_svg("https://city.example/challenges/COG2026-C-0012/")
    assert drawn.startswith("<svg")
    assert "viewBox" in drawn
    assert "width=" not in drawn.split(">")[0]
    assert drawn == qr_svg("https://city.example/challenges/COG2026-C-0012/")
    assert drawn != qr_svg("https://city.example/challenges/COG2026-C-0013/")


def test_a_pdf_leaves_with_its_name():
    response = pdf_response(b"%PDF-", "COG2026-C-0012")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="COG2026-C-0012.pdf"'


def letters(encoding: str) -> set[str]:
    """Every letter beyond ASCII that an encoding holds, without those for private use."""
    found = set()
    for code in (*range(0xA1, 0xD800), *range(0xF900, 0x30000)):
        with suppress(UnicodeEncodeError):
            chr(code).encode(encoding)
            found.add(chr(code))
    return found
