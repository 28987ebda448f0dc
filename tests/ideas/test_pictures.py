"""Pictures: what is taken, what is refused, what is stripped, what a broken one can do to us (nothing)."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from ideas import pictures
from ideas.models import Attachment, Idea, IdeasClosed, PictureRefused
from ideas.services import attach_picture, describe_picture, remove_picture, submit_idea
from ideas.tasks import make_thumbnails
from tests.factories import ideas as make
from tests.factories.contest import windows

AUTUMN = make.AUTUMN
DEADLINE = windows(2026)["ideas"][1]


def with_place() -> bytes:
    """A JPEG that knows where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "COGSECRETCAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 39.0, 31.0), 3: "E", 4: (139.0, 44.0, 43.0)})
    return make.photo(300, 200, exif=exif.tobytes(), comment=b"COGSECRETCOMMENT").getvalue()


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of a few hundred kilobytes that unpacks to 400 million pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        files.writestr("a.txt", "x" * 100)
    return out.getvalue()


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
    with pytest.raises(PictureRefused, match=words):
        pictures.reencode(content)


def test_what_hides_behind_a_picture_is_gone():
    made = pictures.reencode(make.photo().getvalue() + archive() + b"<script>alert(1)</script>")
    assert b"<script>" not in made.content
    assert not zipfile.is_zipfile(BytesIO(made.content))


def test_a_child_that_exhausts_memory_is_contained(monkeypatch):
    big = make.photo(6000, 5000, "PNG").getvalue()
    assert pictures.reencode(big).width == 2000  # the control: with the usual limit it is an ordinary picture
    monkeypatch.setattr(pictures, "MEMORY", 120 * 1024 * 1024)
    with pytest.raises(PictureRefused, match="読み取れません"):
        pictures.reencode(big)


def test_a_child_that_spins_is_stopped(monkeypatch, tmp_path):
    spinning = tmp_path / "spinning.py"
    spinning.write_text("while True: pass\n")
    monkeypatch.setattr(pictures, "WORKER", spinning)
    monkeypatch.setattr(pictures, "SECONDS", 1)
    with pytest.raises(PictureRefused, match="読み取れません"):
        pictures.reencode(make.photo().getvalue())


def test_a_child_that_crashes_is_contained(monkeypatch, tmp_path):
    crashing = tmp_path / "crashing.py"
    crashing.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(pictures, "WORKER", crashing)
    with pytest.raises(PictureRefused, match="読み取れません"):
        pictures.reencode(make.photo().getvalue())


@pytest.mark.django_db
def test_attaching_names_the_file_by_its_bytes(stored):
    idea = make.draft()
    picture = make.picture(idea)
    assert stored(idea) == {picture.image.name}
    assert picture.image.name.startswith(f"ideas/{idea.pk}/")
    assert (picture.width, picture.height, picture.alt, picture.is_handed_in) == (800, 600, "明かりの絵", False)


@pytest.mark.django_db(transaction=True)
def test_another_picture_takes_the_place_of_the_first(stored):
    idea = make.draft()
    make.picture(idea)
    second = attach_picture(idea, upload=make.photo(50, 50), alt="小さい", by=make.leader_of(idea.team), at=AUTUMN)
    assert list(Attachment.objects.filter(idea=idea)) == [second]
    assert stored(idea) == {second.image.name}


@pytest.mark.django_db(transaction=True)
def test_a_picture_counts_once_it_is_handed_in(stored):
    idea = make.submitted()
    first = make.picture(idea)
    idea = Idea.objects.get(pk=idea.pk)
    assert (idea.pictures, idea.working_picture, idea.has_unsent_changes) == ([], first, True)
    idea = submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    second = attach_picture(idea, upload=make.photo(50, 50), alt="2枚目", by=make.leader_of(idea.team), at=AUTUMN)
    idea = Idea.objects.get(pk=idea.pk)
    assert (idea.pictures, idea.working_picture) == ([first], second)
    submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    idea = Idea.objects.get(pk=idea.pk)
    assert idea.pictures == [second]
    assert stored(idea) == {second.image.name}
    remove_picture(idea, by=make.leader_of(idea.team), at=AUTUMN)
    idea = Idea.objects.get(pk=idea.pk)
    assert (idea.pictures, idea.working_picture) == ([second], None)
    submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    assert stored(idea) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("alt", ["", "あ" * 121])
def test_a_handed_in_picture_keeps_its_words(alt):
    idea = make.submitted()
    make.picture(idea)
    idea = submit_idea(Idea.objects.get(pk=idea.pk), by=make.leader_of(idea.team), at=AUTUMN)
    with pytest.raises(PictureRefused, match="画像の説明"):
        describe_picture(idea, alt=alt, by=make.leader_of(idea.team), at=AUTUMN)
    assert Attachment.objects.get().alt == "明かりの絵"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "at", "refusal"),
    [
        ({"upload": BytesIO(b"no picture"), "alt": "x"}, AUTUMN, PictureRefused),
        ({"upload": make.photo(), "alt": "あ" * 121}, AUTUMN, PictureRefused),
        ({"upload": BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "alt": "x"}, AUTUMN, PictureRefused),
        ({"upload": make.photo(), "alt": "x"}, DEADLINE, IdeasClosed),
    ],
)
def test_a_refused_picture_leaves_everything_as_it_was(fields, at, refusal, stored):
    idea = make.draft()
    first = make.picture(idea)
    with pytest.raises(refusal):
        attach_picture(idea, by=make.leader_of(idea.team), at=at, **fields)
    assert list(Attachment.objects.filter(idea=idea)) == [first]
    assert stored(idea) == {first.image.name}


@pytest.mark.django_db
def test_thumbnails_are_made_once():
    picture = make.picture(make.draft())
    assert [make_thumbnails(), make_thumbnails()] == [1, 0]
    picture.refresh_from_db()
    with picture.thumbnail.open() as file:
        assert Image.open(file).size == (640, 480)


@pytest.mark.django_db
def test_a_missing_file_keeps_no_other_waiting():
    lost, there = make.picture(make.draft()), make.picture(make.draft())
    default_storage.delete(lost.image.name)
    made = [make_thumbnails() for _ in range(7)]
    lost.refresh_from_db()
    there.refresh_from_db()
    assert (made, bool(there.thumbnail), lost.thumbnail_tries) == ([1, 0, 0, 0, 0, 0, 0], True, 5)
