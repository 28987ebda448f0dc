"""Dates of certificates, at the edges of eras."""

from datetime import date

import pytest

from printing.letters import missing_letters, variant_letters
from printing.wareki import in_kanji, wareki


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 2, 28), "令和九年二月二十八日"),
        (date(2019, 5, 1), "令和元年五月一日"),
        (date(2019, 4, 30), "平成三十一年四月三十日"),
        (date(1989, 1, 8), "平成元年一月八日"),
        (date(1989, 1, 7), "昭和六十四年一月七日"),
        (date(2028, 10, 10), "令和十年十月十日"),
    ],
)
def test_a_date_is_said_by_its_era(day, said):
    assert wareki(day) == said


def test_a_day_before_the_table_is_refused():
    with pytest.raises(ValueError, match="no era"):
        wareki(date(1926, 12, 24))


def test_numbers_are_said_as_people_write_them():
    assert [in_kanji(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


def test_letters_no_font_has_and_private_ones_are_named_and_rare_ones_are_not():
    assert missing_letters("髙﨑𠮷野 Ana é 邊󠄀") == ""
    assert missing_letters("山\U0002a6d0田\U0002a6d0\ue000") == "\U0002a6d0\ue000"


def test_variant_forms_are_named_for_eyes():
    assert variant_letters("葛\U000e0100飾の葛\U000e0100と葛城") == ["葛\U000e0100"]
