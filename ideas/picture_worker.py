"""Reads a picture from stdin and writes it anew to stdout. Run as a program of its own by `ideas.pictures`.

Exit codes: 2 not JPEG, PNG or WebP; 3 too many pixels; 4 broken. Knows nothing of Django or of the site.
"""

import io
import resource
import struct
import sys
import warnings
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")


def limit(memory: int, seconds: int) -> None:
    """From here on this process may neither grow, run long, write files nor leave a core."""
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for name, bound in bounds.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (bound, bound))


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


def work(content: bytes, longest: int, pixels: int) -> bytes:
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > pixels:
            sys.exit(3)
        image = in_srgb(small(image, longest))
        return struct.pack(">II", *image.size) + encode(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        sys.exit(3)
    except UnidentifiedImageError:
        sys.exit(2)
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError):
        sys.exit(4)


if __name__ == "__main__":
    longest, pixels, memory, seconds = map(int, sys.argv[1:])
    limit(memory, seconds)
    sys.stdout.buffer.write(work(sys.stdin.buffer.read(), longest, pixels))
