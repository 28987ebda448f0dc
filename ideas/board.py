"""The secretariat's board: every accepted challenge of a cycle with the numbers that say whether it finds its teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contest.models import Cycle
from ideas.standings import with_health
from municipalities.interest import counts_questions
from municipalities.models import Challenge, bodies

# What the board may be sorted by, with the column each means; anything else is the order of the numbers.
COLUMNS = {
    "number": ("serial", gettext_lazy("受付番号")),
    "title": ("title", gettext_lazy("課題の名前")),
    "municipality": ("participant__number", gettext_lazy("参加自治体")),
    "views": ("view_count", gettext_lazy("見られた回数")),
    "follows": ("follow_count", gettext_lazy("フォロー")),
    "questions": ("question_count", gettext_lazy("質問")),
    "teams": ("team_count", gettext_lazy("チーム")),
    "begun": ("begun_count", gettext_lazy("書きはじめたアイデア")),
    "ideas": ("idea_count", gettext_lazy("応募されたアイデア")),
}
WORDS = {"number", "title", "municipality"}


@dataclass(frozen=True)
class Head:
    """A column's heading: its link sorts by it, the other way round once it does."""

    label: str
    query: str
    sorted: str  # ascending, descending or nothing, as aria-sort says it


@dataclass(frozen=True)
class Board:
    """Rows in the order asked for, the headings above them, and how many of the cycle have no team or no idea."""

    rows: list[Any]
    heads: list[Head]
    total: int
    without_team: int
    without_idea: int
    is_filtered: bool
    query: str
    has_questions: bool


def board(cycle: Cycle, parameters: Mapping[str, str]) -> Board:
    """Two questions and the names, however many challenges there are."""
    challenges = with_health(Challenge.objects.filter(cycle=cycle, status=Challenge.Status.ACCEPTED))
    counts = challenges.aggregate(
        total=Count("pk"),
        without_team=Count("pk", Q(team_count=0)),
        without_idea=Count("pk", Q(idea_count=0)),
    )
    key, is_down = _asked(parameters)
    is_filtered = parameters.get("teams") == "none"
    kept = {"teams": "none"} if is_filtered else {}
    rows = challenges.filter(team_count=0) if is_filtered else challenges
    sort = {"sort": f"{'-' if is_down else ''}{key}"}
    return Board(
        rows=list(_ordered(rows, key, is_down)),
        heads=[_head(name, label, key, is_down, kept) for name, (_column, label) in _columns().items()],
        is_filtered=is_filtered,
        query=urlencode({**kept, **sort}),
        has_questions=counts_questions(),
        **counts,
    )


def table(shown: Board) -> list[list[str]]:
    """The board as lines of cells, its headings first."""
    lines = [[str(label) for _column, label in _columns().values()]]
    for row in shown.rows:
        words = {"number": row.number, "title": row.title, "municipality": row.participant.name}
        lines.append([words.get(name) or str(getattr(row, column)) for name, (column, _label) in _columns().items()])
    return lines


def _columns() -> dict[str, Any]:
    """Questions only where some room counts them."""
    return {name: column for name, column in COLUMNS.items() if name != "questions" or counts_questions()}


def _asked(parameters: Mapping[str, str]) -> tuple[str, bool]:
    """The column and whether it falls; fewest teams first is what one comes for."""
    asked = parameters.get("sort", "teams")
    key = asked.removeprefix("-")
    return (key, asked.startswith("-")) if key in _columns() else ("number", False)


def _ordered(rows: QuerySet, key: str, is_down: bool) -> QuerySet:
    column = F(COLUMNS[key][0])
    order = column.desc() if is_down else column.asc()
    named = rows.select_related("cycle", "participant").prefetch_related(bodies("participant__members"))
    return named.order_by(order, "serial", "pk")


def _head(name: str, label: Any, key: str, is_down: bool, kept: Mapping[str, str]) -> Head:
    """Numbers fall first, words rise first; the one that is on turns round."""
    is_on = name == key
    turns_down = not is_down if is_on else name not in WORDS
    query = urlencode({**kept, "sort": f"{'-' if turns_down else ''}{name}"})
    return Head(str(label), query, ("descending" if is_down else "ascending") if is_on else "")


def file_name(cycle: Cycle) -> str:
    return f"{cycle.code.lower()}-challenges.csv"


def title(cycle: Cycle) -> str:
    return _("%(cycle)s の課題のようす") % {"cycle": cycle}
