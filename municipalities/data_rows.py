"""Data and knowledge as rows of the sheet: what each row asks, and its texts under names that stay when rows move."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Model
from django.utils.translation import gettext as _

from contest.sheet import LONGEST, Question
from files.stored import mark_of
from municipalities.models import Challenge, DataResource, Knowledge

Row = DataResource | Knowledge
PREFIXES: dict[type[Row], str] = {DataResource: "resource", Knowledge: "knowledge"}


def rows_of(challenge: Challenge) -> list[Row]:
    """Its data and then its knowledge, each in order."""
    return [*challenge.resources.all(), *challenge.knowledge.all()]


def questions_for(model: type[Row]) -> tuple[Question, ...]:
    """What is asked about one piece of data, or of knowledge, by the names of its fields."""
    return resource_questions() if model is DataResource else knowledge_questions()


def resource_questions() -> tuple[Question, ...]:
    return (
        Question("kind", _("種類"), "choice", is_needed=True),
        Question("title", _("データの名前"), limit=100, is_needed=True),
        Question("url", _("アドレス"), "url", 500, support=_("https:// ではじまるもの。ファイルだけのときは、なくてもかまいません。")),
        Question("file", _("ファイル"), "file", support=_("CSV・XLSX・PDF・JPEG・PNG・WebP、20MBまで。エクセルは、見えているシートの値だけを写して配ります。")),
        Question("publisher", _("公開しているところ"), limit=100, support=_("例: 見本市 統計課")),
        Question("dated_on", _("いつのデータか"), "date", support=_("日が分からないときは、その月や年度のはじめの日を。")),
        Question("format", _("形式"), limit=30, support=_("例: CSV、PDF、ウェブページ。ファイルがあれば、こちらで書きます。")),
        Question("licence", _("利用条件"), "choice", 60, support=_("だれが、どう使ってよいか。")),
        Question("note", _("説明"), "text", 300, support=_("何が分かるか。アドレスもファイルもないときは、どこにあるかを書いてください。")),
    )  # fmt: skip


def knowledge_questions() -> tuple[Question, ...]:
    return (
        Question("kind", _("種類"), "choice", is_needed=True),
        Question("title", _("見出し"), limit=60, is_needed=True, support=_("例: 避難行動要支援者名簿のしくみ")),
        Question("text", _("内容"), "text", 600, is_needed=True, support=_("聞ける人のときは、部署の名前と、いつ、どう聞けるかを。")),
        Question("url", _("アドレス"), "url", 500, support=_("くわしく読めるところがあれば。")),
    )  # fmt: skip


def room_in(model: type[Model], field: str) -> int:
    """How many characters the column holds."""
    return getattr(model._meta.get_field(field), "max_length", None) or LONGEST


def row_label(row: Row, number: int) -> str:
    words = _("データ %(n)d") if isinstance(row, DataResource) else _("知識 %(n)d")
    return words % {"n": number}


def row_name(row: Row, field: str) -> str:
    """The name of one text in the sheet: by the row's key, so that moving or removing others leaves it as it was."""
    return f"{PREFIXES[type(row)]}-{row.pk}-{field}"


def place_of(name: str) -> tuple[str, int, str] | None:
    """What `row_name` put together: which shelf, which row, which field; None for a name that is no row's."""
    shelf, _dash, rest = name.partition("-")
    key, _dash, field = rest.partition("-")
    return (shelf, int(key), field) if shelf in PREFIXES.values() and key.isdecimal() else None


def numbered(challenge: Challenge) -> Iterator[tuple[int, Row]]:
    """Rows with the number people see: データ 1, データ 2, 知識 1."""
    for rows in (challenge.resources.all(), challenge.knowledge.all()):
        yield from enumerate(rows, 1)


def row_questions(challenge: Challenge) -> Iterator[Question]:
    """Every question of every row, under the names of the sheet."""
    for number, row in numbered(challenge):
        for question in questions_for(type(row)):
            label = f"{row_label(row, number)} {question.label}"
            yield replace(question, name=row_name(row, question.name), label=label)


def row_values(challenge: Challenge) -> dict[str, str]:
    """Every text of every row by its name; choices as they are stored, so that no language changes them."""
    return {row_name(row, name): text for row in rows_of(challenge) for name, text in texts_of(row).items()}


def texts_of(row: Row) -> dict[str, str]:
    """One row by the names of its fields; a date as 2026-04-01, a file by its name and the mark of its bytes."""
    texts = {question.name: str(getattr(row, question.name) or "") for question in questions_for(type(row))}
    if isinstance(row, DataResource) and texts["file"]:
        texts["file"] = f"{row.file_name}（{mark_of(texts['file'])[:8]}）"
    return texts


def row_words(name: str, text: str) -> str:
    """A stored choice of a row as people read it; every other text as it is."""
    place = place_of(name)
    if place is None or place[2] != "kind":
        return text
    kinds = DataResource.Kind if place[0] == PREFIXES[DataResource] else Knowledge.Kind
    return str(dict(kinds.choices).get(text, text))
