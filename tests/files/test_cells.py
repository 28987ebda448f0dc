"""Cells: what a spreadsheet would run, what is a number, what is a date."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.cells import as_text, date_in, guarded, is_missing, number_in, year_in

DAY = date(2026, 4, 1)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "－2+3"])
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "港一丁目", "-5", "+3.5", "-1,204", "－5", "-", "－", "…", "2026-04-01", "a=b"])
def test_numbers_and_marks_stay_as_they_are(text):
    assert guarded(text) == text


@given(st.text(max_size=10))
def test_nothing_that_begins_like_a_formula_leaves(text):
    out = guarded(text)
    assert out in (text, f"'{text}")
    assert out[:1] not in {"=", "@"}
    assert out[:1] not in {"+", "-", "\t", "\r"} or number_in(out) is not None or is_missing(out)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4.5", 4.5), ("1,204", 1204), ("▲12", -12), ("１２％", 12), ("-3", -3), ("1e3", 1000), ("0", 0), ("0.5", 0.5),
        ("012025", None), ("港", None), ("", None), ("1,20", None), ("12人", None), ("--1", None), ("0x10", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-01", (2026, 4, 1)), ("2026/4/1", (2026, 4, 1)), ("2026年4月1日", (2026, 4, 1)), ("2026年4月", (2026, 4, 0)),
        ("2026年度", (2026, 0, 0)), ("令和8年", (2026, 0, 0)), ("令和元年5月", (2019, 5, 0)), ("R8.4.1", (2026, 4, 1)),
        ("平成31年4月30日", (2019, 4, 30)), ("2026-04-01 12:30", (2026, 4, 1)), ("8年", None), ("2026-13-01", None),
        ("1234", None), ("港", None), ("1900.5", None), ("9999年", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_both_calendars(text, moment):
    assert date_in(text) == moment


def test_bare_years_count_only_where_years_are_meant():
    assert (date_in("2026"), year_in("2026"), year_in("0120")) == (None, (2026, 0, 0), None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "TRUE"), (4.0, "4"), (4.5, "4.5"), (7, "7"), (DAY, "2026-04-01"),
        (datetime.combine(DAY, time()), "2026-04-01"), (datetime.combine(DAY, time(9, 5)), "2026-04-01 09:05"), ("港", "港"),
    ],
)  # fmt: skip
def test_cells_of_a_workbook_are_written_as_people_read_them(value, text):
    assert as_text(value) == text
