"""The rubric: the default, and how the first score fixes it."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from judging import services
from judging.models import Criterion, JudgingRefused
from judging.rubric import fingerprint, rubric_text
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import DURING

pytestmark = pytest.mark.django_db


def test_the_default_is_the_six_of_2016_at_equal_weight_with_every_point_named():
    round = judging.round(criteria=())
    services.lay_default_rubric(round, by=staff(), at=DURING)
    criteria = list(round.criteria.all())
    assert [row.key for row in criteria] == ["agenda", "novelty", "effect", "spread", "feasibility", "partnership"]
    assert {(row.weight, row.max_points, len(row.labels)) for row in criteria} == {(1, 5, 5)}
    assert all(row.name_en and row.help_ja and row.help_en and len(row.labels_en.splitlines()) == 5 for row in criteria)


def test_a_round_with_criteria_keeps_them():
    round = judging.round()
    before = list(round.criteria.values())
    with pytest.raises(JudgingRefused):
        services.lay_default_rubric(round, by=staff(), at=DURING)
    assert list(round.criteria.values()) == before


def test_the_first_score_fixes_the_rubric_and_later_ones_change_nothing():
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    for hours, points in enumerate([(), (4,), (4, 3)]):
        services.save_sheet(
            sheet, points=judging.points(round, *points), comment="", advice="", by=sheet.judge.user,
            at=DURING + timedelta(hours=hours),
        )  # fmt: skip
        round.refresh_from_db()
        assert (round.rubric_hash, round.rubric_frozen_at) == (
            (fingerprint(round), DURING + timedelta(hours=1)) if points else ("", None)
        )


def test_anybody_can_recompute_the_fingerprint_and_any_change_shows():
    round = judging.round()
    before = fingerprint(round)
    assert before == hashlib.sha256(rubric_text(round).encode()).hexdigest()
    assert [(row["key"], row["weight"]) for row in json.loads(rubric_text(round))] == [
        ("novelty", "1"), ("effect", "2"), ("feasibility", "0.5"),
    ]  # fmt: skip
    round.criteria.filter(key="effect").update(weight="2.01")
    assert fingerprint(round) != before


@pytest.mark.parametrize(("labels", "is_fine"), [("", True), ("低い\nふつう\n高い", True), ("低い\n高い", False)])
def test_there_is_a_word_for_every_point_or_none(labels, is_fine):
    criterion = Criterion(key="x", name_ja="新規性", max_points=3, labels_ja=labels)
    if is_fine:
        criterion.clean()
    else:
        with pytest.raises(ValidationError):
            criterion.clean()
