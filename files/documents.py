"""PDFs, written anew."""

from dataclasses import dataclass

from files import child
from files.refusals import FileRefused, sentence


@dataclass(frozen=True)
class Document:
    """A PDF without anything that acts, hides or tells on its author."""

    content: bytes
    pages: int


def clean_document(content: bytes, *, pages: int) -> Document:
    """PDF bytes of at most so many pages, made clean; FileRefused with a reason otherwise."""
    if not content.startswith(b"%PDF-"):
        raise FileRefused(sentence("document" if content.strip() else "empty", {}))
    made = child.clean("document", content, broken="pdf-broken", pages=pages)
    return Document(made.content, made.facts["pages"])
