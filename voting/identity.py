"""Aliases of one mailbox are one voter. Plain Python: an address goes in, its identity or a keyed hash comes out."""

import hashlib
import hmac
import unicodedata

GMAIL = {"gmail.com", "googlemail.com"}


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


def voter_key(pepper: str, method: str, identifier: str) -> str:
    """All that is kept of an identity in one poll; without the poll's pepper it says nothing."""
    message = f"{method}\x00{identifier}".encode()
    return hmac.new(bytes.fromhex(pepper), message, hashlib.sha256).hexdigest()


def _ascii_domain(domain: str) -> str:
    folded = unicodedata.normalize("NFKC", domain.casefold()).rstrip(".")
    try:
        return folded.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("no domain") from error
