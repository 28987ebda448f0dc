"""What a table shows of itself."""

import pytest

from files.workers.columns import preview
from files.workers.refusing import Refused


def kinds(table):
    return [(column["name"], column["kind"]) for column in preview(table)["columns"]]


def test_columns_have_names_and_kinds():
    table = [
        ["区間", "幅", "測った日", "コード"],
        ["港", "4.5", "2026-04-01", "012025"],
        ["高台", "6", "2026-04-02", "012033"],
    ]
    assert kinds(table) == [("区間", "text"), ("幅", "number"), ("測った日", "date"), ("コード", "text")]
    assert preview(table)["rows"] == 2
    assert preview(table)["head"] == table[1:]


def test_lines_above_the_names_are_left_out():
    table = [["人口の移り変わり"], [], ["年", "人口"], ["2024", "100"], ["2025", "98"], ["2026", "95"]]
    assert kinds(table) == [("年", "date"), ("人口", "number")]


def test_a_table_without_names_has_values_from_the_first_row():
    table = [["港", "4.5"], ["高台", "6"]]
    assert (kinds(table), preview(table)["rows"]) == ([("", "text"), ("", "number")], 2)


def test_years_may_be_names_of_columns():
    assert kinds([["地区", "2024", "2025"], ["港", "10", "12"]]) == [
        ("地区", "text"),
        ("2024", "number"),
        ("2025", "number"),
    ]


def test_what_is_missing_does_not_make_a_column_text():
    table = [["地区", "人"], *[[f"{n}区", str(n + 1)] for n in range(8)], ["九区", "-"], ["十区", "…"]]
    assert kinds(table) == [("地区", "text"), ("人", "number")]


def test_wide_tables_are_shown_in_part():
    table = [[f"列{n}" for n in range(40)], ["x" * 200] * 40]
    shown = preview(table)
    assert (len(shown["columns"]), len(shown["head"][0]), len(shown["head"][0][0])) == (40, 12, 80)


@pytest.mark.parametrize("table", [[], [["", " "]], [["区間", "幅"]]])
def test_a_table_without_values_is_none(table):
    with pytest.raises(Refused, match="table-empty"):
        preview(table)


# --- the chart ----------------------------------------------------------------------------------------------------------


def chart(table):
    return preview(table)["chart"]


def test_an_amount_by_name_is_bars_without_its_total():
    table = [["区間", "幅"], ["港", "4.5"], ["高台", "6"], ["合計", "10.5"]]
    assert chart(table) == {
        "kind": "bar", "label": "区間", "amount": "幅", "points": [["港", 4.5], ["高台", 6.0]], "left_out": 0
    }  # fmt: skip


def test_an_amount_over_time_is_a_line_in_order():
    table = [["年度", "人口"], ["令和元年度", "100"], ["平成30年度", "103"], ["令和2年度", "98"]]
    drawn = chart(table)
    assert (drawn["kind"], [name for name, _value in drawn["points"]]) == (
        "line",
        ["平成30年度", "令和元年度", "令和2年度"],
    )


def test_of_many_names_the_largest_are_drawn():
    table = [["町丁", "人"], *[[f"{n}丁目", str(n)] for n in range(1, 31)]]
    drawn = chart(table)
    assert (len(drawn["points"]), drawn["points"][0], drawn["left_out"]) == (20, ["30丁目", 30.0], 10)


@pytest.mark.parametrize(
    "table",
    [
        [["区間", "緯度"], ["港", "35.1"], ["高台", "35.2"]],
        [["区間", "団体コード"], ["港", "12"], ["高台", "13"]],
        [["区間", "幅"], ["港", "4"], ["港", "5"]],
        [["区間", "幅"], ["港", "4"], ["高台", "4"]],
        [["区間", "増減"], ["港", "-4"], ["高台", "5"]],
        [["区間", "説明"], ["港", "狭い"], ["高台", "広い"]],
        [["年", "人口"], ["2024", "5"], ["2025", "6"]],
        [["幅", "高さ"], ["1", "2"], ["3", "4"]],
        [["町丁", "人"], *[[f"{n}丁目", str(n)] for n in range(2000)]],
    ],
)
def test_where_no_chart_makes_sense_there_is_none(table):
    assert chart(table) is None
