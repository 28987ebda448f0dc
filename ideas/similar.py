"""Ideas of earlier years that are like one being written, and why: in words, in theme, in place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, Value, When

from ideas.models import Idea, Keyword
from ideas.words import keywords, likeness, pairs, terms, weighed

SHOWN = 6
FOUND_BY_WORDS, FOUND_NEARBY = 40, 8
MOST_ROWS = 3000  # keywords looked at; the rarest words, which say most, come first
WORDS, LOOKS, PLACE, THEME = 0.6, 0.2, 0.1, 0.1  # what each likeness weighs
LEAST = 0.05
TITLE, CHALLENGE, SUMMARY, TEXT = 6, 3, 3, 1  # what one mention counts


@dataclass(frozen=True)
class Likeness:
    """One earlier idea, and what it shares."""

    pk: int
    words: tuple[str, ...]
    is_same_theme: bool
    is_same_place: bool


def similar_to(idea: Idea, moment: datetime) -> list[Likeness]:
    """The SHOWN public ideas of earlier cycles most like the text as it stands, best first; six queries at most.

    `idea` comes with its cycle and challenge. What other teams write now is no part of it.
    """
    words = _words_of(idea)
    weights = _weights(keywords(words))
    earlier = Idea.objects.public(moment).filter(cycle__fiscal_year__lt=idea.cycle.fiscal_year)
    by_words = _by_words(earlier, weights)
    rows = _facts(earlier, {*by_words, *_nearby(earlier, idea)})
    scored = [(_score(row, idea, by_words.get(row["pk"], 0.0)), row) for row in rows]
    best = sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: (-pair[0], -pair[1]["pk"]))[:SHOWN]
    shared = _shared([row for _points, row in best], list(words))
    return [
        Likeness(row["pk"], shared[row["pk"]], _is_same_theme(row, idea), _is_same_place(row, idea))
        for _points, row in best
    ]


def _words_of(idea: Idea) -> Any:
    """Of the working text, the weightiest first; the challenge speaks while little is written."""
    text = idea.working
    answers = ((answer, TEXT) for answer in text["answers"].values())
    heads = [(text["title"], TITLE), (text["summary"], SUMMARY), (idea.challenge.title, CHALLENGE)]
    words = weighed([*heads, *answers])
    return type(words)(dict(words.most_common()))


def _weights(words: list[str]) -> dict[str, float]:
    """What each word weighs by how few ideas have it; the common ones are left out when there would be too many rows."""
    counted = Keyword.objects.filter(word__in=words).order_by().values_list("word").annotate(n=Count("pk"))
    weights, seen = {}, 0
    for word, count in sorted(counted, key=lambda pair: (pair[1], pair[0])):
        seen += count
        if seen > MOST_ROWS:
            break
        weights[word] = 1 / (1 + log2(count))
    return weights


def _by_words(earlier: QuerySet[Idea], weights: dict[str, float]) -> dict[int, float]:
    """Ideas that share words, with the share of the weight they have."""
    if not weights:
        return {}
    weight = Case(*(When(word=word, then=Value(value)) for word, value in weights.items()))
    rows = Keyword.objects.filter(word__in=weights, idea__in=earlier.order_by().values("pk"))
    scored = rows.order_by().values_list("idea").annotate(points=Sum(weight)).order_by("-points", "-idea")
    total = sum(weights.values())
    return {pk: points / total for pk, points in scored[:FOUND_BY_WORDS]}


def _nearby(earlier: QuerySet[Idea], idea: Idea) -> Iterable[int]:
    """The newest ideas for the same municipality, then the newest on the same theme."""
    challenge = idea.challenge
    newest = earlier.order_by("-cycle__fiscal_year", "serial").values_list("pk", flat=True)
    place = newest.filter(challenge__participant=challenge.participant_id)[:FOUND_NEARBY]
    theme = newest.filter(challenge__theme=challenge.theme_id)[:FOUND_NEARBY] if challenge.theme_id else ()
    return [*place, *theme]


def _facts(earlier: QuerySet[Idea], found: set[int]) -> list[dict[str, Any]]:
    rows = earlier.filter(pk__in=found).order_by()
    names = {"theme": F("challenge__theme"), "participant": F("challenge__participant")}
    return [dict(row) for row in rows.values("pk", "title", "summary", **names)]


def _score(row: dict[str, Any], idea: Idea, by_words: float) -> float:
    text = idea.working
    looks = likeness(pairs(f"{text['title']}{text['summary']}"), pairs(f"{row['title']}{row['summary']}"))
    near = PLACE * _is_same_place(row, idea) + THEME * _is_same_theme(row, idea)
    return WORDS * by_words + LOOKS * looks + near


def _is_same_theme(row: dict[str, Any], idea: Idea) -> bool:
    return row["theme"] is not None and row["theme"] == idea.challenge.theme_id


def _is_same_place(row: dict[str, Any], idea: Idea) -> bool:
    return row["participant"] == idea.challenge.participant_id


def _shared(rows: list[dict[str, Any]], words: list[str], most: int = 4) -> dict[int, tuple[str, ...]]:
    """Words of the text, as its writers put them, that each of these ideas has too."""
    known: dict[int, set[str]] = {row["pk"]: set() for row in rows}
    for pk, word in Keyword.objects.filter(idea__in=known).values_list("idea", "word"):
        known[pk].add(word)
    return {pk: tuple([word for word in words if have.issuperset(terms(word))][:most]) for pk, have in known.items()}
