#!/usr/bin/env python3
"""投票の数え直し / Recount a published poll. Needs Python 3.10 or newer and nothing else.

    python3 verify.py FOLDER          with seal.json, log.jsonl, voids.jsonl, superseded.txt, result.json in it
    python3 verify.py seal.json log.jsonl voids.jsonl [superseded.txt] [result.json]

Says what it counted. Ends with 0 when everything agrees, 1 when something does not, 2 when a file cannot be read.
"""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

NAMES = ["seal.json", "log.jsonl", "voids.jsonl", "superseded.txt", "result.json"]


class Wrong(Exception):
    """Something does not agree with the seal."""


DISAGREES = (Wrong, KeyError, TypeError, ValueError, AttributeError)  # a line of another shape is wrong as well


def check(condition, text):
    if not condition:
        raise Wrong(text)


def merkle_root(leaves):
    """RFC 9162, 2.1.1: split at the largest power of two below the number of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def read_lines(text):
    """Each line of a .jsonl file as an object."""
    return [json.loads(line) for line in text.splitlines()]


def check_log(seal, text):
    """The log is what was sealed: same bytes, no receipt twice, only what could be chosen, and no more of it."""
    check(text == "" or text.endswith("\n"), "the log does not end with a line break")
    lines = text.split("\n")[:-1]
    root = merkle_root([line.encode() for line in lines]).hex()
    check(root == seal["root"], f"the log is not the sealed one: its root is {root}")
    check(lines == sorted(lines), "the log is not sorted")
    log = [json.loads(line) for line in lines]
    receipts = [line["receipt"] for line in log if "receipt" in line]
    check(len(receipts) == len(set(receipts)), "a receipt stands twice in the log")
    check(len(receipts) == seal["counted"], f"{len(receipts)} ballots, but {seal['counted']} were sealed")
    check(sum(seal["channels"].values()) == seal["counted"], "the channels do not add up to the ballots")
    check_choices(seal, log, len(receipts))
    return log, set(receipts)


def check_choices(seal, log, ballots):
    options, limit = set(seal["options"]), seal["max_choices"]
    for line in log:
        choices = line.get("choices", [line["choice"]] if "choice" in line else [])
        check(set(choices) <= options, f"something that could not be chosen: {line}")
        check(len(set(choices)) == len(choices) <= limit, f"too many choices: {line}")
        check(("choices" in line) == seal["paired"], f"a line of another kind: {line}")
    singles = sum("choice" in line for line in log)
    check(seal["paired"] or ballots <= singles <= ballots * limit, f"{singles} choices by {ballots} ballots")


def count(options, log, voids):
    """The result is a function of the log and the voids, of nothing else."""
    voided = {line["receipt"] for line in voids if "receipt" in line}
    votes = Counter(dict.fromkeys(options, 0))
    for line in log:
        if "choice" in line:
            votes[line["choice"]] += 1
        elif line["receipt"] not in voided:
            votes.update(line.get("choices", []))
    votes.subtract(line["choice"] for line in voids if "choice" in line)
    return votes


def verify(seal, log_text, voids_text, superseded_text=None, result=None):
    """Raise Wrong, or return (votes by option, number of voided ballots)."""
    log, receipts = check_log(seal, log_text)
    voids = read_lines(voids_text)
    voided = [line["receipt"] for line in voids if "receipt" in line]
    check(len(voided) == len(set(voided)), "a ballot is set aside twice")
    check(set(voided) <= receipts, "a ballot is set aside that is not in the log")
    if superseded_text is not None:
        replaced = superseded_text.split()
        check(len(set(replaced)) == len(replaced) == seal["superseded"], "the replaced ballots are not all there")
        check(not receipts & set(replaced), "a replaced ballot is counted")
    votes = count(seal["options"], log, voids)
    check(min(votes.values(), default=0) >= 0, "more is set aside than was cast")
    if result is not None:
        check(dict(result["counts"]) == dict(votes), f"the published result is another one: {dict(votes)}")
        check(result["voided"] == len(voided), "the published number of ballots set aside is another one")
    return votes, len(voided)


def load(arguments):
    """Texts by file name; the last two files may be missing."""
    paths = [Path(argument) for argument in arguments]
    if len(paths) == 1 and paths[0].is_dir():
        paths = [paths[0] / name for name in NAMES if name in NAMES[:3] or (paths[0] / name).exists()]
    by_name = {path.name: path.read_bytes().decode("utf-8") for path in paths}
    return [by_name[name] for name in NAMES[:3]] + [by_name.get(name) for name in NAMES[3:]]


def main(arguments):
    try:
        seal_text, log_text, voids_text, superseded_text, result_text = load(arguments)
        seal, result = json.loads(seal_text), json.loads(result_text) if result_text else None
    except (OSError, KeyError, ValueError) as error:
        print(f"cannot read: {error}\n\n{__doc__}", file=sys.stderr)
        return 2
    try:
        votes, voided = verify(seal, log_text, voids_text, superseded_text, result)
    except DISAGREES as error:
        print(f"NG  {error}")
        return 1
    for option, number in sorted(votes.items(), key=lambda pair: -pair[1]):
        print(f"{number:>8}  {option}")
    print(f"OK  {seal['counted']} ballots, {voided} set aside, {seal['superseded']} replaced, root {seal['root']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
