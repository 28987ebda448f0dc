"""What changed between two texts, word by word: written in Japanese, where no spaces say where a word ends.

Sentences first, so that a moved or rewritten one stands whole; inside the sentences that differ, runs of one script
(漢字, ひらがな, カタカナ, letters and digits), which is near enough to words to be read aloud.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
Step = tuple[str, int, int, int, int]  # as difflib says it: what happened to before[i:j], which became after[k:m]

SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[」』）)]*\n*|[^。！？!?\n]*\n+|[^。！？!?\n]+")
WORD = re.compile(
    r"[一-龠々〆ヶ]+|[ぁ-ゖー]+|[ァ-ヺー]+|[A-Za-zＡ-Ｚａ-ｚ]+|[0-9０-９]+(?:[.,．，][0-9０-９]+)*|\s+|.", re.DOTALL
)
ALIKE = 0.25  # below it two passages have little in common: struck out and written anew reads better than confetti
ISLAND = 1
MOST = 150_000  # pairs of words compared; beyond it the whole passage counts as rewritten


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def pieces_of(before: str, after: str) -> list[Piece]:
    """`after` with what went from `before`; the pieces that stayed and came make `after` again, stayed and went `before`."""
    return _joined(_sentences(SENTENCE.findall(before), SENTENCE.findall(after)))


def _sentences(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in _steps(before, after):
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            yield Piece("same", new)
        else:
            yield from _words(WORD.findall(old), WORD.findall(new))


def _words(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    steps = _without_islands(before, _steps(before, after))
    stayed = sum(len("".join(before[i:j])) for tag, i, j, _k, _m in steps if tag == "equal")
    if stayed < ALIKE * min(len("".join(before)), len("".join(after))):
        steps = [("replace", 0, len(before), 0, len(after))]
    for tag, i, j, k, m in steps:
        if tag == "equal":
            yield Piece("same", "".join(after[k:m]))
        else:
            yield Piece("gone", "".join(before[i:j]))
            yield Piece("new", "".join(after[k:m]))


def _without_islands(before: Sequence[str], steps: list[Step]) -> list[Step]:
    """A single letter that stayed between two changes (の, は) counts as changed: one change reads better than two."""
    kept: list[Step] = []
    for place, (tag, i, j, k, m) in enumerate(steps):
        is_island = tag == "equal" and 0 < place < len(steps) - 1 and len("".join(before[i:j])) <= ISLAND
        tag = "replace" if is_island else tag
        if kept and "equal" not in (tag, kept[-1][0]):
            _tag, i, _j, k, _m = kept.pop()
        kept.append((tag, i, j, k, m))
    return kept


def _steps(before: Sequence[str], after: Sequence[str]) -> list[Step]:
    if len(before) * len(after) > MOST:
        return [("replace", 0, len(before), 0, len(after))]
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, the empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined
