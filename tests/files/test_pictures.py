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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "JPEG・PNG・WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "JPEG・PNG・WebP"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "JPEG・PNG・WebP"),
        (archive(), "JPEG・PNG・WebP"),
        (b"MZ" + b"\0" * 500, "JPEG・PNG・WebP"),
        (make.photo(kind="GIF").getvalue(), "JPEG・PNG・WebP"),
        (make.photo(kind="TIFF").getvalue(), "JPEG・PNG・WebP"),
        (bomb(), "4000万画素まで"),
        (bomb(7000, 6000), "4000万画素まで"),
        (make.photo().getvalue()[:2000], "読み取れません"),
        (make.photo(kind="PNG").getvalue()[:300], "読み取れません"),
        (make.photo(kind="WEBP").getvalue()[:200], "読み取れません|JPEG・PNG・WebP"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(content, words):
    with pytest.raises(FileRefused, match=words):
        pictures.reencode(content)


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
