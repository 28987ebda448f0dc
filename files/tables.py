"""Tables that people take away: columns that say what they mean, as a CSV or in a workbook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from files.workers.table import written

Cell = str | int | float  # a number stays one in a workbook


@dataclass(frozen=True)
class Column:
    """A heading, what it means, and how a row says it."""

    label: Any
    meaning: Any
    text: Callable[[Any], Cell]


@dataclass(frozen=True)
class Table:
    """A sheet: its name and its rows, the headings first."""

    name: str
    rows: Sequence[Sequence[Cell]]

    @property
    def count(self) -> int:
        """How many rows there are below the headings."""
        return len(self.rows) - 1


def table_of(name: str, columns: Sequence[Column], things: Iterable[Any]) -> Table:
    """A row for each thing, as the columns tell it."""
    head: list[Cell] = [str(column.label) for column in columns]
    return Table(name, [head, *([column.text(thing) for column in columns] for thing in things)])


def as_csv(table: Table) -> bytes:
    """UTF-8 with its mark; no cell that a spreadsheet program would run."""
    return written([[str(cell) for cell in row] for row in table.rows])
