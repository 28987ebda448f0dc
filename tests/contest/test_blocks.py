"""Marked texts as plain data for paper."""

import pytest

from contest.blocks import blocks_of, length_of, shortened


def span(text: str, **style) -> dict:
    return {"text": text, "strong": False, "em": False, "url": "", **style}


def paragraph(*spans: dict) -> dict:
    return {"kind": "paragraph", "spans": list(spans)}


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("**道**は\n暗い", [paragraph(span("道", strong=True), span("は"), span("\n"), span("暗い"))]),
        ("# なぜ", [{"kind": "heading", "spans": [span("なぜ")]}]),
        ("[地図](https://a.example)", [paragraph(span("地図", url="https://a.example"))]),
        ("3. 一\n4. 二", [{"kind": "list", "start": 3, "items": [[paragraph(span("一"))], [paragraph(span("二"))]]}]),
        ("> 声", [{"kind": "quote", "blocks": [paragraph(span("声"))]}]),
        ("|a|b|\n|-|-|\n|1||", [{"kind": "table", "rows": [[[span("a")], [span("b")]], [[span("1")], []]]}]),
        ("---", [{"kind": "rule"}]),
        ("<b>#x</b>", [paragraph(span("<b>#x</b>"))]),
    ],
)
def test_marks_become_data_and_everything_else_stays_text(text, blocks):
    assert blocks_of(text) == blocks


def test_letters_are_counted_wherever_they_stand():
    text = "# 一\n\n二**三**\n\n- 四\n- 五\n\n> 六\n\n|七|\n|-|\n|八|"
    assert sum(map(length_of, blocks_of(text))) == 8


@pytest.mark.parametrize(
    ("room", "kept"), [(0, "…"), (2, "あい…"), (4, "あいうえ…"), (5, "あいうえか…"), (99, "あいうえかき")]
)
def test_what_does_not_fit_is_cut_with_an_ellipsis(room, kept):
    found = shortened(blocks_of("あい**うえ**\n\nかき"), room)
    assert "".join(part["text"] for block in found for part in block["spans"]) == kept


def test_a_list_that_does_not_fit_is_left_out_whole():
    assert shortened(blocks_of("- あいう\n- えお"), 3) == [paragraph(span("…"))]
