"""JPEG, PNG or WebP as a new WebP of its pixels alone."""

import io
import struct
import warnings
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from files.workers.refusing import Refused

FORMATS = ("JPEG", "PNG", "WEBP")


def in_srgb(image: Image.Image) -> Image.Image:
    """Colours as every screen shows them, whatever profile the camera named; RGB or RGBA."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    return image.convert(mode)


def small(image: Image.Image, longest: int) -> Image.Image:
    """The picture upright and no larger than `longest`; made small first, so that turning costs little."""
    if image.mode not in {"RGB", "RGBA", "L", "CMYK"}:  # a palette cannot be scaled
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(image)


def encode(image: Image.Image) -> bytes:
    """WebP of the pixels alone: a new image carries no EXIF, XMP, profile or comment."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=84, method=4)
    return out.getvalue()


def work(content: bytes, longest: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """The new picture and its width and height."""
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > pixels:
            raise Refused("pixels")
        image = in_srgb(small(image, longest))
        return {"width": image.width, "height": image.height}, encode(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("pixels") from None
    except UnidentifiedImageError:
        raise Refused("picture") from None
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError):
        raise Refused("picture-broken") from None
