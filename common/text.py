"""Text as people count it, and free of what nobody can see. What is and is not changed: docs/text.md."""

import re
import unicodedata

import regex

ROOM = 5  # characters of a column for each that people count: an emoji or a letter with its marks is several
CLUSTER = regex.compile(r"\X")
BREAKS = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")
LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters and the marks that turn the direction of whatever follows. NUL is refused instead, with a sentence.
UNSEEN = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def count(text: str) -> int:
    """Characters as a person counts them: a letter with its marks, an emoji, a line break is one; static/js/counter.js agrees."""
    return len(CLUSTER.findall(unicodedata.normalize("NFC", BREAKS.sub("\n", text)).strip()))


def length_of(text: str) -> int:
    """Characters as people count them; one piled up of very many counts for more, so that columns hold what fits."""
    return max(count(text), -(-len(text) // ROOM))


def several_lines(text: str) -> str:
    """What was written, with one kind of line break and nothing unseen."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The same for a name or a title: every line break or tab, however many in a row, is one space."""
    return UNSEEN.sub("", LINE_BREAKS.sub(" ", text))
