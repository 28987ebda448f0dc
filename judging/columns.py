"""The columns of a round's files: a heading, what it means, and how a row says it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.tables import Cell, Column
from judging.models import Assignment, Criterion, Round
from judging.progress import STATES, state_of
from judging.ranking import Measure, RankingError, Sheet, sheet_total
from judging.standings import ComparedIdea, measures_of

DECIMALS = 6  # of figures from 0 to 100; the exact ones follow from the points
Row = tuple[Any, Any, Callable[[Any], Cell]]  # a Column in pieces


def _number(value: float | None) -> Cell:
    return "" if value is None else _rounded(value)


def _rounded(value: float) -> float:
    return float(round(value, DECIMALS))


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _state(sheet: Any) -> str:
    """Why a sheet does not count comes before how far it is."""
    if sheet.recused_at:
        return _("辞退")
    if sheet.is_in_conflict:
        return _("利益相反")
    return _("取下げ") if sheet.is_withdrawn else str(STATES[state_of(sheet)])


def _counts(sheet: Any) -> bool:
    return bool(sheet.handed_in_at) and not (sheet.recused_at or sheet.is_in_conflict or sheet.is_withdrawn)


def _points(criterion: Criterion) -> Callable[[Assignment], Cell]:
    def of(sheet: Assignment) -> Cell:
        return next((score.points for score in sheet.scores.all() if score.criterion_id == criterion.pk), "")

    return of


def _total(measures: tuple[Measure, ...]) -> Callable[[Assignment], Cell]:
    def of(sheet: Assignment) -> Cell:
        points = tuple((score.criterion_id, score.points) for score in sheet.scores.all())
        try:
            return _rounded(float(sheet_total(Sheet(sheet.idea_id, sheet.judge_id, points), measures) * 100))
        except RankingError:
            return ""

    return of


def sheet_columns(round: Round) -> list[Column]:
    """Whose sheet for what, how far it is, its points, and what else stands on it."""
    return [Column(*row) for row in (*_whose(), *_point_columns(round, heading="name"), *_words(round))]


def _whose() -> list[Row]:
    yes, no = gettext_lazy("はい"), gettext_lazy("いいえ")
    return [
        *_idea(lambda sheet: sheet.idea),
        (
            gettext_lazy("審査委員の番号"),
            gettext_lazy("このサイトでの番号。締めたときのしるしは、この番号を使って計算しています"),
            lambda sheet: sheet.judge_id,
        ),
        (gettext_lazy("審査委員"), gettext_lazy("氏名"), lambda sheet: str(sheet.judge)),
        (
            gettext_lazy("状態"),
            gettext_lazy("採点ずみ・採点の途中・未採点、または数えない理由（辞退・利益相反・取下げ）"),
            _state,
        ),
        (
            gettext_lazy("数える"),
            gettext_lazy("平均と順位に入る採点表は「はい」"),
            lambda sheet: str(yes if _counts(sheet) else no),
        ),
    ]


def _idea(of: Callable[[Any], Any]) -> list[Row]:
    return [
        (gettext_lazy("受付番号"), gettext_lazy("アイデアの番号"), lambda row: of(row).number),
        (gettext_lazy("アイデア名"), gettext_lazy("応募された題"), lambda row: str(of(row))),
        (gettext_lazy("チーム名"), gettext_lazy("作者として示される名前"), lambda row: of(row).team.name),
    ]


def _words(round: Round) -> list[Row]:
    return [
        (
            gettext_lazy("合計"),
            gettext_lazy("重みつき平均。0から100。点がそろっていなければ空"),
            _total(measures_of(round)),
        ),
        (
            gettext_lazy("チームへ"),
            gettext_lazy("審査委員がチームへ書いたことば。送る前に、事務局がまとめます"),
            lambda sheet: sheet.advice,
        ),
        (
            gettext_lazy("審査委員会の中だけ"),
            gettext_lazy("審査委員会と事務局だけが読むことば。外に出さないでください"),
            lambda sheet: sheet.comment,
        ),
        (gettext_lazy("採点を終えた日時"), gettext_lazy("日本時間"), lambda sheet: _moment(sheet.handed_in_at)),
        (
            gettext_lazy("紙から入力した人"),
            gettext_lazy("紙の採点表のとき、入力した事務局の人"),
            lambda sheet: str(sheet.entered_by or ""),
        ),
        (
            gettext_lazy("辞退の理由"),
            gettext_lazy("審査委員が採点を辞退したとき"),
            lambda sheet: sheet.recusal_reason,
        ),
    ]


def _point_columns(round: Round, *, heading: str) -> list[Row]:
    """The points of each criterion, under its name for people or its key for programs."""
    said = gettext_lazy("この審査基準の点。1がいちばん低く、満点と重みは「審査基準」の表にあります")
    return [(str(row) if heading == "name" else row.key, said, _points(row)) for row in round.criteria.all()]


def result_columns() -> list[Column]:
    """The ranking as the secretariat reads it, side by side with the other readings."""
    rows = [
        *_idea(lambda each: each.row.idea),
        (
            gettext_lazy("順位"),
            gettext_lazy("平均の高い順。同じ平均は同じ順位。採点表がなければ空"),
            lambda each: each.row.place or "",
        ),
        (gettext_lazy("平均"), gettext_lazy("採点表の合計の平均。0から100"), lambda each: _number(each.row.mean)),
        (
            gettext_lazy("ひらき"),
            gettext_lazy("いちばん高い合計と低い合計の差。0から100"),
            lambda each: _number(each.row.spread),
        ),
        (gettext_lazy("採点表の数"), gettext_lazy("数えた採点表"), lambda each: each.row.sheets),
        (gettext_lazy("割り当ての数"), gettext_lazy("審査委員に知らせた採点表"), lambda each: each.row.assigned),
        (
            gettext_lazy("きびしさを除いた平均"),
            gettext_lazy("審査委員ごとの点のからさ、あまさを除いた平均。出せないときは空"),
            lambda each: _number(each.adjusted),
        ),
        (
            gettext_lazy("その順位"),
            gettext_lazy("きびしさを除いた平均の高い順"),
            lambda each: each.adjusted_place or "",
        ),
        (gettext_lazy("順位の幅"), gettext_lazy("審査委員の顔ぶれを引きなおしたときの幅。10回に9回"), _interval),
        (
            gettext_lazy("見方で変わる"),
            gettext_lazy("2つの平均で順位がちがうとき「はい」"),
            lambda each: _("はい") if each.depends else "",
        ),
        (
            gettext_lazy("層"),
            gettext_lazy("決めた層。公開するまで、外に出さないでください"),
            lambda each: str(each.row.tier or ""),
        ),
    ]
    return [Column(*row) for row in rows]


def _interval(each: ComparedIdea) -> str:
    return f"{each.interval[0]}–{each.interval[1]}" if each.interval else ""


def conflict_columns() -> list[Column]:
    """Who was kept from what, and why."""
    rows = [
        (gettext_lazy("受付番号"), gettext_lazy("アイデアの番号"), lambda row: row.idea.number),
        (gettext_lazy("審査委員の番号"), gettext_lazy("このサイトでの番号"), lambda row: row.judge_id),
        (gettext_lazy("審査委員"), gettext_lazy("氏名"), lambda row: str(row.judge)),
        (gettext_lazy("種類"), gettext_lazy("なにが利益相反か"), lambda row: str(row.get_kind_display())),
        (gettext_lazy("届け出"), gettext_lazy("だれが見つけたか"), lambda row: str(row.get_source_display())),
        (
            gettext_lazy("状態"),
            gettext_lazy("「認めなかった」のほかは、採点から外しています"),
            lambda row: str(row.get_state_display()),
        ),
        (gettext_lazy("理由"), gettext_lazy("届け出や記録のことば"), lambda row: row.reason),
        (gettext_lazy("決めた理由"), gettext_lazy("事務局のことば"), lambda row: row.decision_reason),
    ]
    return [Column(*row) for row in rows]


def plain_weight(criterion: Criterion) -> str:
    """0.5 and not 0.50, as in the rubric's text."""
    return f"{criterion.weight.normalize():f}"


def criterion_columns() -> list[Column]:
    """The rubric."""
    rows = [
        ("key", gettext_lazy("記号。点の表の見出し、rubric.json の key と同じ"), lambda row: row.key),
        ("name_ja", gettext_lazy("名前"), lambda row: row.name_ja),
        ("name_en", gettext_lazy("英語の名前"), lambda row: row.name_en),
        ("weight", gettext_lazy("重み。0以上の数"), plain_weight),
        ("max_points", gettext_lazy("満点。点は1からこの数まで"), lambda row: row.max_points),
    ]
    return [Column(*row) for row in rows]


def score_columns(round: Round, letters: Mapping[int, str]) -> list[Column]:
    """A sheet under a letter."""
    rows = [
        ("idea", gettext_lazy("アイデアの番号"), lambda sheet: sheet.idea.number),
        (
            "judge",
            gettext_lazy(
                "審査委員を表す文字。くじで決め、書き出すたびに変わります。このファイルの中では同じ人は同じ文字です"
            ),
            lambda sheet: letters[sheet.judge_id],
        ),
        *_point_columns(round, heading="key"),
    ]
    return [Column(*row) for row in rows]


def bare_result_columns() -> list[Column]:
    """The ranking without names, words and tiers."""
    rows = [
        ("idea", gettext_lazy("アイデアの番号"), lambda each: each.row.idea.number),
        ("place", gettext_lazy("平均の高い順。同じ平均は同じ順位"), lambda each: each.row.place),
        ("mean", gettext_lazy("採点表の合計の平均。0から100"), lambda each: _number(each.row.mean)),
        ("sheets", gettext_lazy("数えた採点表"), lambda each: each.row.sheets),
        (
            "adjusted_mean",
            gettext_lazy("審査委員ごとの点のからさ、あまさを除いた平均。出せないときは空"),
            lambda each: _number(each.adjusted),
        ),
        ("adjusted_place", gettext_lazy("きびしさを除いた平均の高い順"), lambda each: each.adjusted_place or ""),
    ]
    return [Column(*row) for row in rows]
