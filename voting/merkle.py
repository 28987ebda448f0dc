"""The Merkle tree hash of RFC 9162 section 2.1.1 (SHA-256), in one pass and logarithmic memory."""

import hashlib
from collections.abc import Iterable


def root(leaves: Iterable[bytes]) -> str:
    """The root over the leaves in their order, as hex; of no leaves the hash of nothing."""
    heights: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, _hash(b"\x00" + leaf)
        while heights and heights[-1][0] == height:
            node = _hash(b"\x01" + heights.pop()[1] + node)
            height += 1
        heights.append((height, node))
    if not heights:
        return _hash(b"").hex()
    node = heights.pop()[1]
    while heights:
        node = _hash(b"\x01" + heights.pop()[1] + node)
    return node.hex()


def _hash(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()
