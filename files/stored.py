"""Files that were made clean, kept under names made from their bytes."""

import hashlib
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def store(folder: str, content: bytes, extension: str) -> str:
    """Keep the bytes and give their name; the same bytes twice are one file."""
    name = f"{folder}/{digest_of(content)}.{extension}"
    if default_storage.exists(name):
        return name
    saved = default_storage.save(name, ContentFile(content))
    if saved != name:  # another process was faster: theirs are the same bytes
        default_storage.delete(saved)
    return name


def mark_of(name: str) -> str:
    """What tells one file from another in an address: the head of the hash it is named by."""
    return PurePosixPath(name).stem[:16]
