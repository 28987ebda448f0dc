"""The rubric: laid out before the first score, and fixed by it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.loading import DATA_DIR, read_toml
from judging.models import Criterion, JudgingRefused, Round
from judging.rubric import fingerprint

DEFAULT = DATA_DIR / "rubric.toml"


@transaction.atomic
def lay_default_rubric(round: Round, *, by: User, at: datetime, path: Path = DEFAULT) -> list[Criterion]:
    """Give a round without criteria the six of 2016, at equal weight, with a labelled scale of five points."""
    kept = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if kept.criteria.exists():
        raise JudgingRefused(_("この審査には、もう審査基準があります。"))
    data = read_toml(path)
    criteria = Criterion.objects.bulk_create(
        [Criterion(round=kept, order=n, **_scale(data), **row) for n, row in enumerate(data["criteria"], 1)]
    )
    record_decision(by, "judging.lay_default_rubric", kept, at=at, criteria=[row.key for row in criteria])
    return criteria


def _scale(data: dict[str, Any]) -> dict[str, Any]:
    labels = {name: "\n".join(data[name]) for name in ("labels_ja", "labels_en")}
    return {**labels, "max_points": len(data["labels_ja"])}


def freeze_rubric(round: Round, *, at: datetime) -> None:
    """Fix the criteria with their fingerprint; the first score of a round does it, any later one changes nothing."""
    if not Round.objects.filter(pk=round.pk, rubric_hash="").exists():
        return
    kept = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if not kept.rubric_hash:
        kept.rubric_hash, kept.rubric_frozen_at = fingerprint(kept), at
        kept.save(update_fields=["rubric_hash", "rubric_frozen_at"])
