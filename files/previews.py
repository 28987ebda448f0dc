"""What a table shows of itself, ready for a page: first rows, kinds of columns, and one plain chart in words and lines."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

WIDTH, HEIGHT = 600, 200  # of the drawing's own units


@dataclass(frozen=True)
class Point:
    label: str
    amount: str
    share: float  # of the largest, in percent


@dataclass(frozen=True)
class Chart:
    """Bars by name or a line over time; `words` says the same to whoever does not see it."""

    kind: str
    label: str
    amount: str
    points: tuple[Point, ...]
    words: str
    line: str
    top: str
    left_out: int


@dataclass(frozen=True)
class Preview:
    columns: tuple[tuple[str, str], ...]  # name and kind, in words
    head: tuple[tuple[str, ...], ...]
    rows: int
    more_columns: int
    encoding: str
    sheet: str
    sheets: int
    hidden: int
    chart: Chart | None


def preview_of(facts: dict[str, Any] | None) -> Preview | None:
    """From the facts a worker found; None for what is no table."""
    if not facts or facts.get("kind") != "table":
        return None
    shown = len(facts["head"][0]) if facts["head"] else 0
    return Preview(
        columns=tuple(_column(n, column) for n, column in enumerate(facts["columns"][:shown], 1)),
        head=tuple(tuple(row) for row in facts["head"]),
        rows=facts["rows"],
        more_columns=len(facts["columns"]) - shown,
        encoding={"utf-8": "UTF-8", "shift_jis": "Shift_JIS"}.get(facts["encoding"], ""),
        sheet=facts.get("sheet", ""),
        sheets=facts.get("sheets", 0),
        hidden=facts.get("hidden", 0),
        chart=_chart(facts["chart"]) if facts["chart"] else None,
    )


def _column(number: int, column: dict[str, str]) -> tuple[str, str]:
    kinds = {"number": _("数"), "date": _("日付"), "text": _("文字")}
    return column["name"] or _("列%(n)d") % {"n": number}, kinds[column["kind"]]


def _chart(drawn: dict[str, Any]) -> Chart:
    points = [(str(label), float(value)) for label, value in drawn["points"]]
    values = [value for _label, value in points]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return Chart(
        kind=drawn["kind"],
        label=drawn["label"] or _("名前"),
        amount=drawn["amount"],
        points=tuple(Point(label, amount(value), round(100 * (value - low) / span, 1)) for label, value in points),
        words=_words(points, is_whole=not drawn["left_out"]),
        line=_line([(value - low) / span for value in values]),
        top=amount(high),
        left_out=drawn["left_out"],
    )


def _line(shares: list[float]) -> str:
    """Corners of the line, from left to right."""
    step = WIDTH / max(1, len(shares) - 1)
    return " ".join(f"{step * place:.1f},{HEIGHT * (1 - share):.1f}" for place, share in enumerate(shares))


def _words(points: list[tuple[str, float]], *, is_whole: bool) -> str:
    """The extremes; where only the largest are drawn, nothing is said of the smallest."""
    largest, smallest = max(points, key=lambda point: point[1]), min(points, key=lambda point: point[1])
    if not is_whole:
        return _("いちばん大きいのは%(high)sの%(most)sです。") % {"high": largest[0], "most": amount(largest[1])}
    words = _("いちばん大きいのは%(high)sの%(most)s、いちばん小さいのは%(low)sの%(least)sです。")
    return words % {
        "high": largest[0],
        "most": amount(largest[1]),
        "low": smallest[0],
        "least": amount(smallest[1]),
    }


def amount(value: float) -> str:
    """1,204 or 4.5."""
    return f"{int(value):,}" if value.is_integer() else f"{value:,.4f}".rstrip("0").rstrip(".")
