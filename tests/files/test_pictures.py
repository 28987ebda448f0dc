"""Pictures: what is taken, what is refused, what is stripped."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from files import child, pictures
from files.refusals import FileRefused
from tests.factories import ideas as make
from tests.files.pictures import archive, bomb, with_place


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_kinds_are_taken_and_become_webp(kind):
    made = pictures.reencode(make.photo(2400, 1200, kind).getvalue())
    image = Image.open(BytesIO(made.content))
    assert (image.format, image.size, (made.width, made.height)) == ("WEBP", (2000, 1000), (2000, 1000))


def test_nothing_the_camera_wrote_is_kept_and_the_picture_stands_upright():
    made = pictures.reencode(with_place())
    image = Image.open(BytesIO(made.content))
    assert image.size == (200, 300)
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
    assert b"COGSECRET" not in made.content


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_every_way_to_store_pixels_is_read(mode):
    out = BytesIO()
    Image.new("L", (40, 30), 200).convert("L").convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert pictures.reencode(out.getvalue()).width == 40


def test_the_same_bytes_have_the_same_name():
    content = make.photo().getvalue()
    assert pictures.reencode(content).digest == pictures.reencode(content).digest


KINDS, BROKEN, PIXELS = "JPEG・PNG・WebP", "読み取れません", "4000万画素まで"
BAD = {
    "nothing": (b"", KINDS),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', KINDS),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", KINDS),
    "an archive": (archive(), KINDS),
    "a program": (b"MZ" + b"\0" * 500, KINDS),
    "a GIF": (make.photo(kind="GIF").getvalue(), KINDS),
    "a TIFF": (make.photo(kind="TIFF").getvalue(), KINDS),
    "a bomb": (bomb, PIXELS),
    "a little too many pixels": (lambda: bomb(7000, 6000), PIXELS),
    "a JPEG cut short": (make.photo().getvalue()[:2000], BROKEN),
    "a PNG cut short": (make.photo(kind="PNG").getvalue()[:300], BROKEN),
    "a WebP cut short": (make.photo(kind="WEBP").getvalue()[:200], f"{BROKEN}|{KINDS}"),
}


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused_with_a_sentence(name):
    content, words = BAD[name]
    with pytest.raises(FileRefused, match=words):
        pictures.reencode(content() if callable(content) else content)


def test_what_hides_behind_a_picture_is_gone():
    made = pictures.reencode(make.photo().getvalue() + archive() + b"<script>alert(1)</script>")
    assert b"<script>" not in made.content
    assert not zipfile.is_zipfile(BytesIO(made.content))


def test_a_child_that_exhausts_memory_is_contained(monkeypatch):
    big = make.photo(6000, 5000, "PNG").getvalue()
    assert pictures.reencode(big).width == 2000  # the control: with the usual limit it is an ordinary picture
    monkeypatch.setattr(child, "MEMORY", 120 * 1024 * 1024)
    with pytest.raises(FileRefused, match="読み取れません"):
        pictures.reencode(big)
