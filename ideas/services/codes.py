"""Codes that people read from paper or hear on the telephone, and type: shown once, kept as a hash."""

import secrets
import unicodedata

from notifications.invitations import token_hash

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 that nobody mistakes for each other: 5 bits each
LENGTH, GROUP = 20, 4  # 100 bits, in groups
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A hundred bits, to be read and typed by people."""
    letters = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def code_hash(code: str, kind: str = "card") -> str:
    """Full width, small letters, spaces, O for 0: all the same code; one of another kind is another."""
    typed = unicodedata.normalize("NFKC", code).upper().translate(MISREAD)
    return token_hash(f"{kind}:" + "".join(letter for letter in typed if letter in LETTERS))
