"""The Merkle tree hash of RFC 9162 section 2.1.1 (SHA-256), in one pass and logarithmic memory."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

BLOCK = 12  # leaves are hashed 2 to the power of so many at a time


def root(leaves: Iterable[bytes]) -> str:
    """The root over the leaves in their order, as hex; of no leaves the hash of nothing."""
    heights: list[tuple[int, bytes]] = []  # whole subtrees, each higher than the next
    for height, node in _subtrees(iter(leaves)):
        while heights and heights[-1][0] == height:
            node = _parent(heights.pop()[1], node)
            height += 1
        heights.append((height, node))
    if not heights:
        return sha256(b"").hexdigest()
    node = heights.pop()[1]
    while heights:
        node = _parent(heights.pop()[1], node)
    return node.hex()


def _subtrees(leaves: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """(height, root) of every whole block of leaves, then (0, hash) of each leaf that is left."""
    while level := [sha256(b"\x00" + leaf).digest() for leaf in islice(leaves, 1 << BLOCK)]:
        if len(level) < 1 << BLOCK:
            yield from ((0, node) for node in level)
            return
        while len(level) > 1:
            pairs = iter(level)
            level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        yield BLOCK, level[0]


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
