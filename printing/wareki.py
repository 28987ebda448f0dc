"""Dates as certificates say them: the era's year in kanji. A new era is one line here (docs/dependencies.md says why)."""

from datetime import date

ERAS = (  # 元号法: from the day of the cabinet order on
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
)
DIGITS = "〇一二三四五六七八九"


def wareki(day: date) -> str:
    """令和九年二月二十八日; the first year of an era is 元年. Days before the table are refused (ValueError)."""
    since, era = next((row for row in ERAS if row[0] <= day), (None, ""))
    if since is None:
        raise ValueError(f"no era for {day}")
    year = day.year - since.year + 1
    return f"{era}{'元' if year == 1 else in_kanji(year)}年{in_kanji(day.month)}月{in_kanji(day.day)}日"


def in_kanji(number: int) -> str:
    """1 to 99: 十, 十一, 二十八."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")
