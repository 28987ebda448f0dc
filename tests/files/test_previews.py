"""The preview as a page shows it."""

from files.previews import amount, preview_of
from files.workers.columns import preview

ROADS = [["区間", "幅"], ["港", "4.5"], ["高台", "9"]]


def shown(table, **facts):
    return preview_of({"kind": "table", "encoding": "shift_jis", **preview(table), **facts})


def test_what_is_no_table_has_none():
    assert (preview_of(None), preview_of({"kind": "document", "pages": 2})) == (None, None)


def test_a_table_says_its_columns_and_its_encoding():
    made = shown(ROADS)
    assert (made.columns, made.rows, made.encoding) == ((("区間", "文字"), ("幅", "数")), 2, "Shift_JIS")


def test_a_column_without_a_name_has_a_number():
    assert shown([["港", "4.5"], ["高台", "9"]]).columns[1] == ("列2", "数")


def test_bars_are_shares_of_the_largest_and_words_say_the_same():
    chart = shown(ROADS).chart
    assert [(point.label, point.amount, point.share) for point in chart.points] == [
        ("港", "4.5", 50.0),
        ("高台", "9", 100.0),
    ]
    assert chart.words == "いちばん大きいのは高台の9、いちばん小さいのは港の4.5です。"


def test_where_some_are_left_out_nothing_is_said_of_the_smallest():
    chart = shown([["町丁", "人"], *[[f"{n}丁目", str(n)] for n in range(1, 31)]]).chart
    assert (chart.words, chart.left_out) == ("いちばん大きいのは30丁目の30です。", 10)


def test_a_line_begins_at_nought_and_goes_below_it():
    chart = shown([["年", "増減"], ["2024", "10"], ["2025", "-10"], ["2026", "0"]]).chart
    assert (chart.line, chart.top) == ("0.0,0.0 300.0,200.0 600.0,100.0", "10")


def test_amounts_are_written_as_people_write_them():
    assert [amount(value) for value in (1204.0, 4.5, 0.0, -3.25)] == ["1,204", "4.5", "0", "-3.25"]
