"""What people take away: numbers stay numbers, texts run nothing, and no file tells who made it or when."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pytest

from files.archives import archive, unpacked
from files.responses import download
from files.spreadsheets import workbook
from files.tables import Column, Table, as_csv, table_of

ROWS = [{"name": "=1+1", "points": 4, "mean": 62.5}, {"name": "灯り", "points": "", "mean": -1.5}]
COLUMNS = [Column(key, "", lambda row, key=key: row[key]) for key in ("name", "points", "mean")]


@pytest.fixture
def table():
    return table_of("点", COLUMNS, ROWS)


def test_a_table_is_its_headings_and_a_row_for_each_thing(table):
    assert table == Table("点", [["name", "points", "mean"], ["=1+1", 4, 62.5], ["灯り", "", -1.5]])
    assert table.count == 2


def test_a_csv_has_its_mark_and_no_formula(table):
    content = as_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert rows[1:] == [["'=1+1", "4", "62.5"], ["灯り", "", "-1.5"]]


def test_a_workbook_keeps_numbers_and_guards_texts(table):
    sheet = openpyxl.load_workbook(BytesIO(workbook([table])))["点"]
    assert [cell.value for cell in sheet[2]] == ["'=1+1", 4, 62.5]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n"]


def test_a_file_tells_neither_who_made_it_nor_when(table):
    one, parts = workbook([table]), unpacked(workbook([table]))
    assert archive(parts) == one
    assert str(datetime.now().year) not in "".join(re.findall(r"\d{4}-\d\d-\d\dT", parts["docProps/core.xml"].decode()))  # noqa: DTZ005
    book = openpyxl.load_workbook(BytesIO(one)).properties
    assert (book.creator or "", book.lastModifiedBy, book.created.year, book.modified.year) == ("", None, 1980, 1980)


def test_an_archive_of_equal_files_is_equal_and_opens():
    files = {"点.csv": b"1", "README.txt": b"2" * 5000}
    assert archive(files) == archive(dict(files))
    assert unpacked(archive(files)) == files


@pytest.mark.parametrize(("name", "kind"), [("a.csv", "text/csv; charset=utf-8"), ("a.zip", "application/zip")])
def test_a_file_is_saved_under_its_name_and_kept_by_nobody(name, kind):
    answer = download(name, b"x")
    assert (answer["Content-Type"], answer["Cache-Control"]) == (kind, "private, no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
