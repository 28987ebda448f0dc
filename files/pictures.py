"""Pictures, encoded anew."""

from dataclasses import dataclass

from django.conf import settings

from files import child
from files.refusals import FileRefused, sentence
from files.stored import digest_of

LARGE = 2000  # the longer side of the largest we keep, in pixels
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
WIDTHS = [320, 640, 1280]  # of what pages show


@dataclass(frozen=True)
class Picture:
    """A picture encoded anew as WebP, without anything the camera wrote beside the pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return digest_of(self.content)


@dataclass(frozen=True)
class Rendition:
    """A picture in one width, in two formats: every browser opens JPEG, most want the smaller WebP."""

    width: int
    height: int
    webp: bytes
    jpeg: bytes


def reencode(content: bytes, *, longest: int = LARGE) -> Picture:
    """JPEG, PNG or WebP bytes as a new picture no larger than `longest`; FileRefused with a reason otherwise."""
    if code := _known_stranger(content):
        raise FileRefused(sentence(code, {}))
    pixels = settings.UPLOAD_MAX_PIXELS
    made = child.clean("picture", content, broken="picture-broken", longest=longest, pixels=pixels)
    return Picture(made.content, made.facts["width"], made.facts["height"])


def render(content: bytes) -> list[Rendition]:
    """A picture of ours in every width it is large enough for, smallest first; FileRefused when it cannot be read."""
    made = child.clean("renditions", content, broken="picture-broken", widths=WIDTHS)
    renditions, place = [], 0
    for facts in made.facts["made"]:
        middle, end = place + facts["webp"], place + facts["webp"] + facts["jpeg"]
        parts = made.content[place:middle], made.content[middle:end]
        renditions.append(Rendition(facts["width"], facts["height"], *parts))
        place = end
    return renditions


def _known_stranger(content: bytes) -> str:
    """The code for a kind of file people often choose and we do not take, so that they hear what to do about it."""
    head = content[:1024]
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return "picture-heic"
    if head.startswith(b"%PDF"):
        return "picture-pdf"
    return "picture-svg" if b"<svg" in head.lower() else ""
