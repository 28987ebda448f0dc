"""A round's rubric as one text, and the fingerprint by which anybody can tell that it has not changed."""

import hashlib
import json

from judging.models import Criterion, Round

SEALED = ("key", "weight", "max_points", "order", "name_ja", "name_en", "help_ja", "help_en", "labels_ja", "labels_en")


def rubric_text(round: Round) -> str:
    """The criteria in their order as JSON: what the fingerprint is taken of."""
    rows = [{name: _plain(criterion, name) for name in SEALED} for criterion in round.criteria.order_by("order", "id")]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(criterion: Criterion, name: str) -> object:
    value = getattr(criterion, name)
    return f"{value.normalize():f}" if name == "weight" else value


def fingerprint(round: Round) -> str:
    """SHA-256 of the rubric's text, in hexadecimal."""
    return hashlib.sha256(rubric_text(round).encode()).hexdigest()
