"""Letters of names that paper cannot show, or that somebody should look at before it is printed."""

import re
from functools import cache

import typst

from printing.typesetting import sets_letter

VARIANT = re.compile(r".[\U000E0100-\U000E01EF]")  # 異体字: a letter with an ideographic variation selector
PRIVATE = re.compile(r"[\uE000-\uF8FF\U000F0000-\U0010FFFD]")  # 外字: every machine shows something else


def missing_letters(text: str) -> str:
    """Letters none of our fonts has, or that mean something else on every machine (外字); each once, in their order."""
    return "".join(letter for letter in dict.fromkeys(text) if not _is_shown(letter))


def variant_letters(text: str) -> list[str]:
    """異体字 (葛󠄀): set where the font knows the form, else as the usual letter, which only eyes can tell."""
    return list(dict.fromkeys(VARIANT.findall(text)))


@cache
def _is_shown(letter: str) -> bool:
    try:
        letter.encode("iso2022_jp")  # what every Japanese font has
    except UnicodeEncodeError:
        return not PRIVATE.fullmatch(letter) and (letter.isspace() or letter >= "\U000e0100" or _is_set(letter))
    return True


def _is_set(letter: str) -> bool:
    try:
        sets_letter(letter)
    except typst.TypstError:
        return False
    return True
