"""Pictures for paper: data of a layout are texts alone, so a picture travels inside an SVG."""

from base64 import b64encode
from io import BytesIO

from PIL import Image


def picture_svg(content: bytes, *, longest: int) -> str:
    """A picture the site encoded itself, no larger than `longest` pixels, as an SVG document of its shape."""
    with Image.open(BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((longest, longest))
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=85)
    data, (width, height) = b64encode(encoded.getvalue()).decode(), picture.size
    shown = f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shown}</svg>'
