"""QR codes as SVG, for paper and screen alike."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """A QR code that survives a crease (a quarter of it may be lost), as an SVG document without a size of its own."""
    drawn = BytesIO()
    segno.make_qr(text, error="q").save(drawn, kind="svg", border=0, omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()
