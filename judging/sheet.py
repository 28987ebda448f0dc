"""A judge's sheet as a page of questions: one point a criterion, a box for the team and a box for the committee."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from contest.sheet import Problem, Question, Section
from judging.models import MAX_WORDS, Assignment, Criterion, Round

WORDS = ("advice", "comment")


@dataclass(frozen=True)
class RubricSection(Section):
    """The one page of a round's sheet; `criteria` by the names of their questions."""

    criteria: Mapping[str, Criterion] = field(default_factory=dict)


def name_of(criterion: Criterion) -> str:
    return f"criterion_{criterion.pk}"


def section_of(round: Round) -> RubricSection:
    """A round's criteria in their order, then the two boxes."""
    criteria = {name_of(criterion): criterion for criterion in round.criteria.all()}
    points = [
        Question(name, label_of(criterion), "choice", is_needed=True, support=criterion.in_language("help"))
        for name, criterion in criteria.items()
    ]
    return RubricSection("score", _("採点"), (*points, *_boxes()), criteria=criteria)


def label_of(criterion: Criterion) -> str:
    """The name with its weight."""
    return _("%(name)s（重み %(weight)s）") % {"name": criterion, "weight": f"{criterion.weight.normalize():f}"}


def _boxes() -> tuple[Question, Question]:
    advice, comment = (
        _("よいところと、実行に向けて直すとよいところを書いてください。審査のあと、事務局がまとめてチームに送ります。"),
        _("審査委員会と事務局だけが読みます。チームには送らず、公開もしません。"),
    )
    return (
        Question("advice", _("チームへ"), "text", MAX_WORDS, support=advice, shown="team"),
        Question("comment", _("審査委員会の中だけ"), "text", MAX_WORDS, support=comment, shown="office"),
    )


def values_of(sheet: Assignment, section: Section) -> dict[str, str]:
    """What is stored, by the names of the questions."""
    scored = {f"criterion_{key}": str(points) for key, points in sheet.scores.values_list("criterion_id", "points")}
    words = {name: getattr(sheet, name) for name in WORDS}
    return {name: {**scored, **words}.get(name, "") for name in section.names}


def points_in(values: Mapping[str, str], section: RubricSection) -> dict[int, int]:
    """The points given, by criterion; those left out are not in it."""
    return {criterion.pk: int(values[name]) for name, criterion in section.criteria.items() if values.get(name)}


def missing_points(values: Mapping[str, str], section: RubricSection) -> list[Problem]:
    """What is lacking before the sheet can be handed in."""
    said = _("点をえらんでください。採点を終えるには、すべての基準に点が必要です。")
    return [
        Problem(section.key, name, str(criterion), said, is_missing=True)
        for name, criterion in section.criteria.items()
        if not values.get(name)
    ]
