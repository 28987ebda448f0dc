"""Calm pictures for sample ideas: a gradient of three colours and a few shapes."""

from collections.abc import Callable
from io import BytesIO
from math import pi, sin

from PIL import Image, ImageDraw

SIZE = (1200, 675)
SCALE = 2  # drawn larger and made smaller: soft edges
Colour = tuple[int, int, int]


def draw(shape: str, colours: list[str]) -> bytes:
    """JPEG bytes of the named shape over a gradient of the three colours (#RRGGBB)."""
    dark, middle, light = (_colour(text) for text in colours)
    size = (SIZE[0] * SCALE, SIZE[1] * SCALE)
    picture = _gradient(size, dark, middle)
    SHAPES[shape](ImageDraw.Draw(picture, "RGBA"), *size, light)
    file = BytesIO()
    picture.reduce(SCALE).save(file, "JPEG", quality=85)
    return file.getvalue()


def _colour(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize((1, size[1])).resize(size, Image.Resampling.NEAREST)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def _lamps(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """Three lamps along a road at night."""
    pen.polygon(
        [(width * 0.42, height * 0.5), (width * 0.58, height * 0.5), (width, height), (0, height)], (0, 0, 0, 60)
    )
    for at, reach in ((0.22, 0.20), (0.5, 0.12), (0.74, 0.16)):
        for step in range(12, 0, -1):
            radius = reach * height * step / 12
            box = (width * at - radius, height * 0.45 - radius, width * at + radius, height * 0.45 + radius)
            pen.ellipse(box, (*light, 10 + (12 - step) * 4))
        pen.ellipse((width * at - 26, height * 0.45 - 26, width * at + 26, height * 0.45 + 26), (*light, 255))


def _road(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """A winding road and the light of one car."""
    points = [(width * (0.5 + 0.28 * sin(step / 40 * 2 * pi)), height * (1 - step / 44)) for step in range(41)]
    for index in range(40):
        pen.line(points[index : index + 2], (255, 255, 255, 70), round(110 * (1 - index / 44)))
    x, y = points[18]
    pen.ellipse((x - 120, y - 60, x + 120, y + 60), (*light, 70))
    pen.rounded_rectangle((x - 60, y - 46, x + 60, y + 20), 20, (*light, 255))


def _bench(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """One bench in evening light."""
    pen.ellipse((width * 0.62, height * 0.08, width * 0.82, height * 0.08 + width * 0.20), (*light, 150))
    pen.rectangle((0, height * 0.78, width, height), (255, 255, 255, 60))
    for top in (0.52, 0.60, 0.68):
        box = (width * 0.22, height * top, width * 0.56, height * (top + 0.045))
        pen.rounded_rectangle(box, 18, (*light, 255))
    for left in (0.26, 0.50):
        pen.rectangle((width * left, height * 0.72, width * left + 34, height * 0.84), (120, 72, 20, 255))


def _houses(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """Four houses joined by one line."""
    doors = []
    for index in range(4):
        left, top = width * (0.10 + 0.21 * index), height * (0.50 - 0.06 * (index % 2))
        right = left + width * 0.15
        pen.polygon([(left - 30, top), ((left + right) / 2, top - height * 0.17), (right + 30, top)], (*light, 235))
        pen.rectangle((left, top, right, height * 0.80), (*light, 200))
        doors.append(((left + right) / 2, height * 0.70))
    pen.line(doors, (255, 255, 255, 255), 18, joint="curve")
    for x, y in doors:
        pen.ellipse((x - 34, y - 34, x + 34, y + 34), (255, 255, 255, 255))


def _grid(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """Streets from above, one way through them bright."""
    xs, ys = [width * (index + 0.5) / 9 for index in range(9)], [height * (index + 0.5) / 5 for index in range(5)]
    for x in xs:
        pen.line((x, 0, x, height), (255, 255, 255, 50), 22)
    for y in ys:
        pen.line((0, y, width, y), (255, 255, 255, 50), 22)
    way = [(xs[0], ys[4]), (xs[2], ys[4]), (xs[2], ys[2]), (xs[5], ys[2]), (xs[5], ys[1]), (xs[8], ys[1])]
    pen.line(way, (*light, 255), 34, joint="curve")
    for x, y in (way[0], way[-1]):
        pen.ellipse((x - 48, y - 48, x + 48, y + 48), (*light, 255))


def _window(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """A dark street with one bright window."""
    for index in range(7):
        left = width * index / 7
        top = height * (0.34 + 0.05 * (index % 3))
        pen.rectangle((left + 12, top, left + width / 7 - 12, height), (0, 0, 0, 70))
    left, top = width * 3 / 7 + 70, height * 0.58
    pen.rounded_rectangle((left - 60, top - 60, left + width / 7 - 80, height * 0.86), 40, (*light, 70))
    pen.rounded_rectangle((left, top, left + width / 7 - 140, height * 0.80), 16, (*light, 255))


def _waves(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """Waves running up a beach."""
    pen.polygon([(0, height * 0.80), (width, height * 0.68), (width, height), (0, height)], (*light, 255))
    for row in range(5):
        level = height * (0.30 + 0.10 * row)
        line = [
            (x, level + 26 * sin(x / width * 6 * pi + row) - x / width * height * 0.08) for x in range(0, width + 1, 20)
        ]
        pen.line(line, (255, 255, 255, 90 + 30 * row), 12, joint="curve")


def _snow(pen: ImageDraw.ImageDraw, width: int, height: int, light: Colour) -> None:
    """Snow, a house, and a narrow path to its door."""
    pen.ellipse((-width * 0.2, height * 0.60, width * 1.2, height * 1.8), (*light, 255))
    left, top = width * 0.58, height * 0.36
    pen.polygon([(left - 60, top), (left + width * 0.09, top - 150), (left + width * 0.18 + 60, top)], (*light, 255))
    pen.rectangle((left, top, left + width * 0.18, height * 0.66), (60, 72, 96, 255))
    pen.rectangle((left + 150, height * 0.50, left + 250, height * 0.66), (255, 214, 130, 255))
    path = [(left + 150, height * 0.66), (left + 250, height * 0.66), (width * 0.46, height), (width * 0.32, height)]
    pen.polygon(path, (110, 130, 160, 120))
    for index in range(60):
        x, y = (index * 379) % width, (index * 263) % int(height * 0.55)
        pen.ellipse((x, y, x + 14, y + 14), (*light, 170))


SHAPES: dict[str, Callable[[ImageDraw.ImageDraw, int, int, Colour], None]] = {
    "lamps": _lamps,
    "road": _road,
    "bench": _bench,
    "houses": _houses,
    "grid": _grid,
    "window": _window,
    "waves": _waves,
    "snow": _snow,
}
