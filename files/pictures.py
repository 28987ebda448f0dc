"""Pictures, encoded anew."""

from dataclasses import dataclass

from django.conf import settings

from files import child
from files.stored import digest_of

LARGE, SMALL = 2000, 640  # the longer side of what is served, in pixels


@dataclass(frozen=True)
class Picture:
    """A picture encoded anew as WebP, without anything the camera wrote beside the pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return digest_of(self.content)


def reencode(content: bytes, *, longest: int = LARGE) -> Picture:
    """JPEG, PNG or WebP bytes as a new picture no larger than `longest`; FileRefused with a reason otherwise."""
    pixels = settings.UPLOAD_MAX_PIXELS
    made = child.clean("picture", content, broken="picture-broken", longest=longest, pixels=pixels)
    return Picture(made.content, made.facts["width"], made.facts["height"])
