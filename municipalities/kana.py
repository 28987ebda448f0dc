"""Kana as people and files write them, brought to the hiragana the register stores."""

from unicodedata import normalize

KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
BETWEEN = ord("ァ") - ord("ぁ")


def to_hiragana(text: str) -> str:
    """Full- and half-width katakana as hiragana; every other character in its usual width, spaces left out."""
    wide = "".join(normalize("NFKC", text).split())
    return "".join(chr(ord(letter) - BETWEEN) if ord(letter) in KATAKANA else letter for letter in wide)
