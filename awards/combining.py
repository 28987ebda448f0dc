"""Join a jury's points and the public's votes by a rule that was frozen before the vote.

    python3 combine.py rule.json points.json result.json seal.json

rule.json stood, with its SHA-256, before the vote opened; points.json (idea → mean of the jury, 0 to 100) came out with the
awards; result.json and seal.json are the vote's own, which its `verify.py` recomputes from the ballots. Needs nothing but
Python. Says each idea's place, or what does not fit.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

Standing = tuple[str, Fraction, int]  # idea, total, place


def combine(
    rule: Mapping[str, Any], points: Mapping[str, str], votes: Mapping[str, int], counted: int
) -> list[Standing]:
    """Best first; equal in everything is equal in place. Votes count as a share of the most voted idea's."""
    most = max(votes.values(), default=0)
    has_votes = most > 0 and counted >= rule["quorum"]
    weight = rule["votes_weight"] if has_votes else 0
    rows = []
    for idea, mean in points.items():
        public = Fraction(votes.get(idea, 0) * 100, most) if has_votes else Fraction(0)
        total = (Fraction(mean) * (100 - weight) + public * weight) / 100
        tied = Fraction(mean) if rule["tie_order"] == "jury" else Fraction(votes.get(idea, 0))
        rows.append((idea, total, tied))
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    ranks = [(total, tied) for _idea, total, tied in rows]
    return [(idea, total, 1 + sum(other > (total, tied) for other in ranks)) for idea, total, tied in rows]


def digest_of(text: str) -> str:
    """SHA-256 of a rule's canonical text, as it was shown before the vote."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(rule: Mapping[str, Any]) -> str:
    return json.dumps(rule, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def main(arguments: list[str]) -> int:
    """Print the rule's hash and each idea's place."""
    rule_text, *rest = (Path(name).read_text(encoding="utf-8").strip() for name in arguments)
    rule, (points, result, seal) = json.loads(rule_text), map(json.loads, rest)
    if rule["poll"] != seal["poll"]:
        sys.stderr.write(f"the rule is of {rule['poll']}, the seal of {seal['poll']}\n")
        return 1
    sys.stdout.write(f"sha256 {digest_of(rule_text)}\n")
    for idea, total, place in combine(rule, points, dict(result["counts"]), seal["counted"] - result["voided"]):
        sys.stdout.write(f"{place} {idea} {float(total):.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
