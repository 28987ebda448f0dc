"""The words a text is known by."""

import pytest

from ideas.words import KEPT, keywords, likeness, pairs, runs, terms, weighed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("高齢者の通学路を、ＬＥＤで照らす。", {"高齢者": 1, "通学路": 1, "led": 1}),
        ("ﾊﾞｽとバスとBus", {"バス": 2, "bus": 1}),
        ("市民のアイデアとデータ", {}),
        ("雪と海と🍀", {}),
        ("𠮷野家でごはん", {"𠮷野家": 1}),
        ("", {}),
    ],
)
def test_words_are_what_carries_the_meaning(text, found):
    assert dict(runs(text)) == found


@pytest.mark.parametrize(
    ("run", "parts"),
    [("高齢", ["高齢"]), ("高齢者", ["高齢", "齢者"]), ("スーパー", ["スーパー"]), ("防災情報", ["防災", "災情"])],
)
def test_long_words_meet_in_their_parts(run, parts):
    assert terms(run) == parts


def test_the_title_says_more_than_the_text_and_a_word_counts_five_times_at_most():
    words = weighed([("除雪", 6), ("買物。" + "通院。" * 20, 1)])
    assert dict(words) == {"除雪": 6, "買物": 1, "通院": 5}
    assert keywords(words) == ["除雪", "通院", "買物"]


def test_a_long_text_is_known_by_a_fixed_number_of_words():
    text = "、".join(chr(0x4E00 + number) + chr(0x4E01 + number) for number in range(200))
    assert len(keywords(weighed([(text, 1)]))) == KEPT


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("あかりみち", "あかりみち", 1.0), ("あかり", "あかる", 0.5), ("あ", "", 0.0)]
)
def test_short_texts_are_compared_letter_by_letter(one, other, alike):
    assert likeness(pairs(one), pairs(other)) == alike
