"""What the secretariat takes away of a round: all of it, or the points alone under letters, to be recomputed by anybody.

The anonymous files hold no seal of the lock: it is taken over the judges' numbers, and by trying orders of them one could
find out whose letter is whose.
"""

import hashlib
import random
from collections.abc import Iterable, Mapping
from string import ascii_uppercase
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.spreadsheets import workbook
from files.tables import Column, Table, as_csv, table_of
from judging.columns import (
    bare_result_columns,
    conflict_columns,
    criterion_columns,
    plain_weight,
    result_columns,
    score_columns,
    sheet_columns,
)
from judging.models import Assignment, Conflict, Round, in_conflict
from judging.rubric import fingerprint, rubric_text
from judging.sealing import seal_at_lock, seal_of
from judging.standings import WHY_NOT, Comparison, comparison_of

README = "judging/exports/readme.txt"
LANGUAGES = ("ja", "en")
Tables = Mapping[str, tuple[Any, list[Column], Iterable[Any]]]  # by file: its name, its columns, its rows


def whole_files(round: Round) -> dict[str, bytes]:
    """Everything there is of a round, words for the committee alone included. For the secretariat."""
    compared = comparison_of(round)
    tables: Tables = {
        "sheets": (gettext_lazy("採点表"), sheet_columns(round), list(_sheets(round))),
        "results": (gettext_lazy("結果"), result_columns(), compared.rows),
        "conflicts": (gettext_lazy("利益相反"), conflict_columns(), list(_conflicts(round))),
        "criteria": (gettext_lazy("審査基準"), criterion_columns(), list(round.criteria.all())),
    }
    return _files(round, tables, compared, is_anonymous=False)


def anonymous_files(round: Round, *, draw: random.Random | None = None) -> dict[str, bytes]:
    """The points that count and what follows from them: judges as letters drawn anew for each file, ideas by number."""
    compared = comparison_of(round)
    sheets = list(_sheets(round).filter(pk__in=_counted(round)))
    letters = letters_for({sheet.judge_id for sheet in sheets}, draw or random.SystemRandom())
    sheets.sort(key=lambda sheet: (sheet.idea.serial, len(letters[sheet.judge_id]), letters[sheet.judge_id]))
    tables: Tables = {
        "scores": (gettext_lazy("点"), score_columns(round, letters), sheets),
        "results": (gettext_lazy("結果"), bare_result_columns(), [each for each in compared.rows if each.row.sheets]),
        "criteria": (gettext_lazy("審査基準"), criterion_columns(), list(round.criteria.all())),
    }
    return _files(round, tables, compared, is_anonymous=True)


def letters_for(judges: Iterable[int], draw: random.Random) -> dict[int, str]:
    """A letter for each judge, in an order drawn by lot: A to Z, then AA, AB …"""
    order = sorted(judges)
    draw.shuffle(order)
    return {judge: _letters(place) for place, judge in enumerate(order)}


def _letters(place: int) -> str:
    first = _letters(place // 26 - 1) if place >= 26 else ""
    return first + ascii_uppercase[place % 26]


def _files(round: Round, tables: Tables, compared: Comparison, *, is_anonymous: bool) -> dict[str, bytes]:
    made = {key: table_of(str(name), columns, rows) for key, (name, columns, rows) in tables.items()}
    csv = {f"{key}.csv": as_csv(table) for key, table in made.items()}
    facts = {
        "round": round,
        "is_anonymous": is_anonymous,
        "criteria": [(row, plain_weight(row)) for row in round.criteria.all()],
        "rubric_hash": fingerprint(round),
        "seal": "" if is_anonymous else seal_at_lock(round),
        "seal_now": "" if is_anonymous else seal_of(round),
        "digests": {name: hashlib.sha256(content).hexdigest() for name, content in csv.items()},
    }
    readmes = {f"README.{code}.txt": _readme(code, facts, tables, compared) for code in LANGUAGES}
    name = "scores" if is_anonymous else "sheets"
    book = {f"{name}.xlsx": workbook([*made.values(), _fields(tables)])}
    return {**readmes, **book, **csv, "rubric.json": rubric_text(round).encode()}


def _readme(language: str, facts: Mapping[str, Any], tables: Tables, compared: Comparison) -> bytes:
    """What everything means, in one language; a heading as it stands in the file, and as it is called in this language."""
    headings = {key: [str(column.label) for column in columns] for key, (_name, columns, _rows) in tables.items()}
    with translation.override(language):
        fields = {
            key: [_explained(head, column) for head, column in zip(headings[key], columns, strict=True)]
            for key, (_name, columns, _rows) in tables.items()
        }
        why_not = WHY_NOT.get(compared.why_not) if compared.why_not else ""
        return render_to_string(README, {**facts, "fields": fields, "why_not": why_not}).encode()


def _explained(heading: str, column: Column) -> tuple[str, str, str]:
    label = str(column.label)
    return heading, "" if label == heading else label, str(column.meaning)


def _fields(tables: Tables) -> Table:
    """The same within the workbook."""
    head = [_("表"), _("項目"), _("意味")]
    rows = [[str(name), str(c.label), str(c.meaning)] for name, columns, _rows in tables.values() for c in columns]
    return Table(_("項目の説明"), [head, *rows])


def _sheets(round: Round) -> QuerySet[Assignment]:
    """The sheets judges were given, those that do not count too."""
    given = Assignment.objects.released().filter(round=round).annotate(is_in_conflict=in_conflict())
    return (
        given.select_related("judge__user", "idea__cycle", "idea__team", "entered_by")
        .prefetch_related("scores")
        .order_by("idea__serial", "judge_id")
    )


def _counted(round: Round) -> QuerySet[Assignment]:
    return Assignment.objects.standing().released().handed_in().filter(round=round)


def _conflicts(round: Round) -> QuerySet[Conflict]:
    pairs = Conflict.objects.filter(judge__cycle=round.cycle_id)
    return pairs.select_related("judge__user", "idea__cycle").order_by("idea__serial", "judge_id", "id")
