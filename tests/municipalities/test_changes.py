"""What changed between two texts: whole, readable, and quick even on texts made to be slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.changes import pieces_of, with_rows_aligned

MARKS = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
TEXTS = st.text(st.sampled_from("市の声を集めましたAB12 。！\n、カキ"), max_size=60)


def shown(before: str, after: str) -> str:
    return "".join(MARKS[piece.kind].format(piece.text) for piece in pieces_of(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("", "新しい文。", "[+新しい文。+]"),
        ("古い文。", "", "[-古い文。-]"),
        ("同じ文。", "同じ文。", "同じ文。"),
        ("高校生が困っています。", "高校生が、とても困っています。", "高校生が[+、とても+]困っています。"),
        (
            "道が暗い。市の調査では120人です。声も。",
            "道が暗い。県の統計では152人です。声も。",
            "道が暗い。[-市の調査-][+県の統計+]では[-120-][+152+]人です。声も。",
        ),
        ("一つめ。二つめ。", "一つめ。あいだ。二つめ。", "一つめ。[+あいだ。+]二つめ。"),
        ("夜の道が暗い。", "最終バスのあと帰れない。", "[-夜の道が暗い。-][+最終バスのあと帰れない。+]"),
        ("a bus at night", "a train at night", "a [-bus-][+train+] at night"),
        ("一行目\n二行目", "一行目\n三行目", "一行目\n[-二行目-][+三行目+]"),
    ],
)
def test_words_that_went_and_came(before, after, expected):
    assert shown(before, after) == expected


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before, after):
    pieces = pieces_of(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in zip(pieces, pieces[1:], strict=False))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("あ、" * 10_000, "い、" * 10_000),
        ("の。" * 10_000, "は。" * 10_000),
        ("あ、" * 200, "あ、い" * 120),
        ("あ、" * 900, "あ、い" * 600),
    ],
)
def test_texts_made_to_be_slow_are_not(before, after):
    started = time.monotonic()
    pieces_of(before, after)
    assert time.monotonic() - started < 3


def rows(*titles: str, url: str = "") -> dict[str, str]:
    filled = {f"resource-{n}-title": title for n, title in enumerate(titles)}
    return {"title": "道", **filled, **({"resource-0-url": url} if url else {})}


def test_a_row_put_in_front_changes_no_other_row():
    before, after = rows("人口", "声"), rows("気温", "人口", "声")
    assert with_rows_aligned(before, after) == {"title": "道", "resource-1-title": "人口", "resource-2-title": "声"}


def test_a_renamed_row_is_known_by_its_address():
    before, after = rows("人口", url="https://x.example/"), rows("世帯数", "人口の推移")
    after["resource-1-url"] = "https://x.example/"
    aligned = with_rows_aligned(before, after)
    assert (aligned["resource-1-title"], aligned["resource-1-url"]) == ("人口", "https://x.example/")


def test_rows_that_went_stand_where_there_is_room():
    assert with_rows_aligned(rows("人口", "声", "地図"), rows("声")) == {
        "title": "道",
        "resource-0-title": "声",
        "resource-1-title": "人口",
        "resource-2-title": "地図",
    }
    assert with_rows_aligned(rows("人口"), rows("気温"))["resource-0-title"] == "人口"


def test_an_answer_is_no_row():
    before = {"answer-2-hope": "道を"}
    assert with_rows_aligned(before, {}) == before
