"""Cells of tables: what spreadsheet programs would run, and what a person reads as a number or a date. Plain Python."""

import re
from datetime import date, datetime, time
from unicodedata import normalize

MISSING = {
    "",
    "-",
    "–",
    "—",
    "―",
    "...",
    "…",
    "x",
    "*",
    "**",
    "***",
    "na",
    "n/a",
    "null",
    "none",
    "不明",
    "不詳",
    "秘匿",
}
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?%?")
DATES = (
    re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})(?:[-/](?P<d>\d{1,2}))?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(?P<era>[明大昭平令][治正和成]|[MTSHR]\.?)?(?P<y>\d{1,4}|元)年度?(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?"),
    re.compile(r"(?P<era>[MTSHR])(?P<y>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
)  # fmt: skip
ERAS = {
    "明": 1867,
    "大": 1911,
    "昭": 1925,
    "平": 1988,
    "令": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
YEARS = range(1868, 2201)
When = tuple[int, int, int]


def guarded(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula: one that begins like it gets an apostrophe in front.

    Numbers (-1,204) and marks for what is missing (-) stay as they are.
    """
    if not text or text[0].isalnum():
        return text
    start = normalize("NFKC", text[0])
    if start not in {"=", "+", "-", "@", "\t", "\r"} or is_missing(text) or number_in(text) is not None:
        return text
    return f"'{text}"


def as_text(value: object) -> str:
    """A cell of a workbook as a person reads it; a date as 2026-04-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def is_missing(text: str) -> bool:
    """Whether the cell says that there is no value."""
    return normalize("NFKC", text).strip().lower() in MISSING


def number_in(text: str) -> float | None:
    """-1,204, ▲1204, １２％; None for what is no number, and for codes that begin with a zero."""
    plain = normalize("NFKC", text).strip().lower().replace("−", "-")
    if plain[:1] in "▲△" and plain:
        plain = f"-{plain[1:]}"
    if not NUMBER.fullmatch(plain) or re.match(r"[+-]?0\d", plain):
        return None
    return float(plain.rstrip("%").replace(",", ""))


def date_in(text: str) -> When | None:
    """2026-04-01, 2026年4月, 令和8年度, R8.4.1 as year, month and day, zero for what is not said; None for no date."""
    plain = normalize("NFKC", text).strip()
    for pattern in DATES:
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            year = 1 if parts["y"] == "元" else int(parts["y"])
            year += ERAS.get((parts.get("era") or " ")[0], 0)
            month, day = int(parts.get("m") or 0), int(parts.get("d") or 0)
            return (year, month, day) if year in YEARS and month <= 12 and day <= 31 else None
    return None


def year_in(text: str) -> When | None:
    """A bare 2026, where a column's name says that these are years."""
    plain = normalize("NFKC", text).strip()
    return (int(plain), 0, 0) if re.fullmatch(r"\d{4}", plain) and int(plain) in YEARS else date_in(text)
