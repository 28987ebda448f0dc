"""Counting and tidying: what people wrote stays, what nobody can see goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import count, length_of, one_line, several_lines

WRITTEN = [
    "①②③",
    "㈱見本",
    "髙橋",
    "﨑山",
    "神社",
    "ｶﾞｷﾞｸﾞ",
    "㌔㍍",
    "👩‍👩‍👧‍👦と🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "か\u3099",
    "葛󠄀城市",
    "　全角の空き　二つ　",
    "😀️",
]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("あいう", 3),
        ("①㈱髙﨑", 4),
        ("一行目\r\n二行目", 7),
        ("一行目\n\r\n三行目", 8),
        ("  \u3000前後の空きは数えない\n ", 10),
        ("が", 1),
        ("か\u3099", 1),
        ("ｶﾞ", 1),
        ("👩‍👩‍👧‍👦", 1),
        ("🇯🇵", 1),
        ("葛󠄀", 1),
        ("é e\u0301", 3),
    ],
)
def test_characters_are_counted_as_people_do(text, length):
    assert count(text) == length


@pytest.mark.parametrize(("text", "length"), [("", 0), ("が", 1), ("か" + "\u3099" * 4, 1), ("か" + "\u3099" * 9, 2)])
def test_a_letter_piled_up_of_many_counts_for_more(text, length):
    assert length_of(text) == length


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_wrote_is_kept_as_it_is(text):
    assert (one_line(text), several_lines(text)) == (text, text)


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("夜の\r\n道", "夜の 道", "夜の\n道"),
        ("夜の\n\n\n道", "夜の 道", "夜の\n\n\n道"),
        ("夜の\r道", "夜の 道", "夜の\n道"),
        ("夜の\x0b道\x0c端", "夜の 道 端", "夜の\n道\n端"),
        ("夜の\u2028道\u2029端", "夜の 道 端", "夜の\n道\n端"),
        ("夜の\t道", "夜の 道", "夜の\t道"),
        ("夜の\x08\x1b\x7f\x9b道", "夜の道", "夜の道"),
        ("夜の\u202e道\u2066", "夜の道", "夜の道"),
        ("夜の\x00道", "夜の\x00道", "夜の\x00道"),
    ],
)
def test_breaks_become_one_kind_and_the_unseen_goes(text, line, lines):
    assert (one_line(text), several_lines(text)) == (line, lines)


@given(st.text())
def test_tidying_twice_is_tidying_once_and_a_line_is_one(text):
    assert one_line(one_line(text)) == one_line(text)
    assert several_lines(several_lines(text)) == several_lines(text)
    assert len(one_line(text).splitlines()) <= 1
    assert count(several_lines(text)) <= len(text)
