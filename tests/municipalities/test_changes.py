"""What changed between two texts: whole, readable, and quick even on texts made to be slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.changes import pieces_of

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
    started = time.thread_time()  # its own work: neighbours on a busy machine do not count
    pieces_of(before, after)
    assert time.thread_time() - started < 3
