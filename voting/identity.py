"""Aliases of one person are one voter. Plain Python: an identifier goes in, its normal form or a keyed hash comes out."""

import hashlib
import hmac
import re
import unicodedata

GMAIL = {"gmail.com", "googlemail.com"}
CARD_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U to mistake
CARD_LENGTH = 16  # of five bits each: 80
MISREAD = str.maketrans("OIL", "011")
RECEIPT_LENGTH = 16  # of base32, which has no 0, 1 and 8
RECEIPT_MISREAD = str.maketrans("018", "OIB")
RECEIPT = re.compile(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}")


def deliverable(address: str) -> str:
    """The address as typed, in a form a mail server takes: NFKC, no spaces around, the domain in ASCII.

    Raises ValueError for what is no address.
    """
    local, at, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    if not (at and local and domain):
        raise ValueError("no address")
    return f"{local}@{_ascii_domain(domain)}"


def normalise(address: str) -> str:
    """The mailbox behind an address: lower case, no +tag, no dots and one name at Gmail. Raises ValueError."""
    local, _, domain = deliverable(address).rpartition("@")
    local = unicodedata.normalize("NFKC", local.casefold())
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def card_code(text: str) -> str:
    """A venue card's code as typed or scanned, in the form it was made in. Raises ValueError for what is none."""
    code = _letters(text).translate(MISREAD)
    if len(code) != CARD_LENGTH or not set(code) <= set(CARD_LETTERS):
        raise ValueError("no card")
    return code


def mailed_code(text: str) -> str:
    """The digits of a mailed code as typed or pasted, whatever stands between or around them."""
    return "".join(char for char in _letters(text) if char.isdigit())


def receipt_code(text: str) -> str:
    """A receipt as typed, in the form it was made in; digits it cannot hold are the letters they look like."""
    whole = RECEIPT.search(unicodedata.normalize("NFKC", text).upper())
    return _letters(whole[0] if whole else text).translate(RECEIPT_MISREAD)[:RECEIPT_LENGTH]


def normal_form(method: str, identifier: str) -> str:
    """What makes two identifiers of one method the same person. Raises ValueError."""
    return {"email": normalise, "card": card_code}.get(method, str)(identifier)


def voter_key(pepper: str, method: str, identifier: str) -> str:
    """All that is kept of an identity in one poll; without the poll's pepper it says nothing. Raises ValueError."""
    message = f"{method}\x00{normal_form(method, identifier)}".encode()
    return hmac.new(bytes.fromhex(pepper), message, hashlib.sha256).hexdigest()


def _letters(text: str) -> str:
    """Letters and digits alone, narrow and in capitals: no dash of any kind, no space."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isascii() and char.isalnum())


def _ascii_domain(domain: str) -> str:
    folded = unicodedata.normalize("NFKC", domain.casefold()).rstrip(".")
    try:
        return folded.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("no domain") from error
