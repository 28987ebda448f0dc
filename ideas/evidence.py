"""Evidence as pages of a form: what each row asks, its texts, and what of it goes along when the idea is handed in."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from contest.sheet import LONGEST, Question, missing, too_long
from ideas.models import Citation, Evidence, Hypothesis, Idea, Note

Shelf = type[Citation] | type[Hypothesis] | type[Note]
SHELVES: dict[str, Shelf] = {"citations": Citation, "hypotheses": Hypothesis, "notes": Note}
MOST: dict[type[Evidence], int] = {Citation: 30, Hypothesis: 30, Note: 50}
MOST_REMOVED = 20  # of each kind, the latest; older ones are forgotten
HANDED_IN = {"citations": ("resource", "title", "source", "url", "licence", "seen_on", "use"),
             "hypotheses": ("claim", "test", "result", "learning")}  # fmt: skip
RESOURCE = "resource"
is_web_address = URLValidator(schemes=["http", "https"])


def is_of_challenge(row: Evidence) -> bool:
    """A citation of the challenge's own data, which says itself what it is."""
    return isinstance(row, Citation) and row.resource_id is not None


def questions_for(shelf: type[Evidence], *, of_challenge: bool = False) -> tuple[Question, ...]:
    """What is asked about one row, by the names of its fields."""
    if shelf is Note:
        return _note_questions()
    if shelf is Hypothesis:
        return _hypothesis_questions()
    return _challenge_data_questions() if of_challenge else _other_data_questions()


def _use() -> Question:
    support = _("このデータを何に使ったか、何が分かったかを。400字まで。")
    return Question("use", _("何に使ったか・何が分かるか"), "text", 400, is_needed=True, support=support)


def _challenge_data_questions() -> tuple[Question, ...]:
    choice = Question(RESOURCE, _("課題のデータ"), "choice", is_needed=True, support=_("課題についているデータです。"))
    return (choice, _use())


def _other_data_questions() -> tuple[Question, ...]:
    return (
        Question("title", _("データの名前"), limit=100, is_needed=True, support=_("例: 国勢調査 2020年 年齢別の人口")),
        Question("source", _("出典"), limit=100, is_needed=True, support=_("だれが出したデータか。例: 総務省統計局、見本新聞 2026年5月1日。自分たちで調べたときは「わたしたちの調査」と、いつ、何人に聞いたか。")),
        Question("url", _("アドレス"), "url", 500, support=_("https:// ではじまるもの。本などのときは、なくてもかまいません。")),
        Question("licence", _("利用条件"), limit=60, support=_("分かるときは。例: CC BY 4.0")),
        Question("seen_on", _("見た日"), "date", support=_("ウェブページは変わることがあるので、見た日を残します。")),
        _use(),
    )  # fmt: skip


def _hypothesis_questions() -> tuple[Question, ...]:
    return (
        Question("claim", _("仮説"), "text", 300, is_needed=True, support=_("「きっと、こうではないか」と思うこと。300字まで。")),
        Question("test", _("検証"), "text", 600, support=_("どうやって確かめるか、確かめたか。600字まで。")),
        Question("result", _("結果"), "text", 600, support=_("確かめて、どうだったか。600字まで。")),
        Question("learning", _("学び"), "text", 600, support=_("そこから何が分かり、アイデアをどう変えたか。600字まで。")),
    )  # fmt: skip


def _note_questions() -> tuple[Question, ...]:
    support = _("話を聞いた人の名前、住所、連絡先は書かないでください。「70代の女性」のように書きます。4,000字まで。")
    return (
        Question("kind", _("種類"), "choice", is_needed=True, shown="team"),
        Question("text", _("メモ"), "text", 4000, is_needed=True, support=support, shown="team"),
    )


def texts_of(row: Evidence) -> dict[str, str]:
    """One row by the names of its questions; a date as 2026-04-01, data of the challenge by its key."""
    names = [question.name for question in questions_for(type(row), of_challenge=is_of_challenge(row))]
    return {name: _text(row, name) for name in names}


def _text(row: Evidence, name: str) -> str:
    return str(getattr(row, "resource_id" if name == RESOURCE else name) or "")


def problem_at(question: Question, text: str) -> str:
    """What is wrong with one text, in a sentence; empty when it is right."""
    if not text:
        return _missing(question) if question.is_needed else ""
    if question.kind == "url" and not is_address(text):
        return _("https:// ではじまるアドレスを書いてください。")
    return too_long(question, text)


def _missing(question: Question) -> str:
    if question.name == "source":
        return _("出典を書いてください。だれが出したデータかが分からないと、読む人が確かめられません。")
    return missing(question)


def is_address(text: str) -> bool:
    try:
        is_web_address(text)
    except ValidationError:
        return False
    return True


def room_in(shelf: type[Evidence], name: str) -> int:
    """How many characters the column holds."""
    return getattr(shelf._meta.get_field(name), "max_length", None) or LONGEST


def snapshot_of(idea: Idea) -> dict[str, list[dict[str, Any]]]:
    """What of the evidence goes along when the idea is handed in: citations and hypotheses in order, notes never."""
    shelves = {
        name: [{field: _kept(row, field) for field in fields} for row in getattr(idea, name).standing()]
        for name, fields in HANDED_IN.items()
    }
    return {name: rows for name, rows in shelves.items() if rows}


def _kept(row: Evidence, field: str) -> str | int | None:
    if field == RESOURCE:
        return row.resource_id  # type: ignore[attr-defined]
    value = getattr(row, field)
    return value.isoformat() if isinstance(value, date) else value or ""
