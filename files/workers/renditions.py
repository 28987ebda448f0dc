"""A clean picture in several widths, each as WebP and as JPEG of its pixels alone."""

import io
import struct
from typing import Any

from PIL import Image, UnidentifiedImageError

from files.workers.refusing import Refused

WHITE = (255, 255, 255)


def widths_for(width: int, wanted: list[int]) -> list[int]:
    """Those of the wanted widths that make the picture smaller, and its own where it is smaller than the largest."""
    smaller = [one for one in wanted if one < width]
    return smaller if len(smaller) == len(wanted) else [*smaller, width]


def work(content: bytes, widths: list[int]) -> tuple[dict[str, Any], bytes]:
    """What was made, smallest first, with the length of each file; the files one after the other, WebP before JPEG."""
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=("WEBP",))
        image.load()
        sizes = [(one, max(1, round(image.height * one / image.width))) for one in widths_for(image.width, widths)]
        made = [(size, *encoded(image.resize(size, Image.Resampling.LANCZOS))) for size in sizes]
    except UnidentifiedImageError:
        raise Refused("picture") from None
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError):
        raise Refused("picture-broken") from None
    facts = [{"width": size[0], "height": size[1], "webp": len(webp), "jpeg": len(jpeg)} for size, webp, jpeg in made]
    return {"made": facts}, b"".join(webp + jpeg for _, webp, jpeg in made)


def encoded(image: Image.Image) -> tuple[bytes, bytes]:
    """WebP and JPEG; JPEG knows no transparency, so what shines through is white."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    flat = Image.new("RGB", image.size, WHITE)
    flat.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    webp, jpeg = io.BytesIO(), io.BytesIO()
    bare.save(webp, "WEBP", quality=80, method=4)
    flat.save(jpeg, "JPEG", quality=82, optimize=True, progressive=True)
    return webp.getvalue(), jpeg.getvalue()
