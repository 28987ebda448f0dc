"""U1–U3 at the page where a team chooses files: good ones kept and clean, bad ones refused with a sentence, nothing lost.

Each with its negative control: without the re-encoding the same matrix must fail.
"""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from files import child
from files.documents import Document
from files.pictures import Picture
from ideas.models import Attachment, Idea
from ideas.services import attachments
from ideas.tasks import make_thumbnails
from tests.factories import ideas as make
from tests.files import tables
from tests.files.pictures import archive, bomb, with_place
from tests.ideas.pages import as_leader, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
SECRET = b"COGSECRET"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><!-- COGSECRET --></svg>'


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def labelled() -> bytes:
    """A PNG with words, XMP and a colour profile."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "COGSECRET")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>COGSECRET</x:xmpmeta>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(Image.new("RGBA", (60, 40), (255, 0, 0, 128)), "PNG", pnginfo=words, icc_profile=profile)


GOOD = {
    "a photo that knows its place, lying on its side": ("picture", with_place),
    "a PNG with words, XMP and a profile": ("picture", labelled),
    "a CMYK JPEG": ("picture", lambda: saved(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG")),
    "an animated PNG": ("picture", lambda: animated("PNG")),
    "an animated WebP": ("picture", lambda: animated("WEBP")),
    "a photo with an archive behind it": ("picture", lambda: make.photo().getvalue() + archive() + SECRET),
    "slides": ("document", tables.document),
    "slides of fifty pages": ("document", lambda: tables.document(50)),
    "a PDF with JavaScript": ("document", tables.acting_document),
}
BAD = {
    "HEIC": ("picture", lambda: b"\0\0\0\x18ftypheic" + SECRET * 99, "HEIC の写真は使えません"),
    "SVG": ("picture", lambda: SVG, "SVG の図は使えません"),
    "a GIF": ("picture", lambda: make.photo(kind="GIF").getvalue(), "JPEG・PNG・WebP"),
    "a page": ("picture", tables.html, "JPEG・PNG・WebP"),
    "a program": ("picture", lambda: b"MZ" + b"\0" * 500, "JPEG・PNG・WebP"),
    "an archive": ("picture", archive, "JPEG・PNG・WebP"),
    "nothing": ("picture", lambda: b"", "JPEG・PNG・WebP"),
    "a PDF as a picture": ("picture", tables.document, "PDFは、画像には使えません"),
    "a photo of 50 megapixels": ("picture", lambda: make.photo(8200, 6100).getvalue(), "4000万画素まで"),
    "a bomb": ("picture", bomb, "4000万画素まで"),
    "a photo cut short": ("picture", lambda: make.photo().getvalue()[:3000], "読み取れません"),
    "a PNG cut short": ("picture", lambda: make.photo(kind="PNG").getvalue()[:300], "読み取れません"),
    "a file too large": ("picture", lambda: b"\xff\xd8" + b"x" * (10 * 1024 * 1024), "10MBまで"),
    "a picture as a PDF": ("document", lambda: make.photo().getvalue(), "PDFではありません"),
    "slides of PowerPoint": ("document", archive, "PDFで保存しなおして"),
    "an empty PDF": ("document", lambda: b"", "空です"),
    "a locked PDF": ("document", tables.locked_document, "パスワード"),
    "a PDF cut short": ("document", lambda: tables.document(5)[:600], "途中で切れて"),
    "a page before a PDF": ("document", lambda: tables.html() + tables.document(), "PDFではありません"),
    "too many pages": ("document", lambda: tables.document(51), "50ページまで"),
    "a PDF too large": ("document", lambda: b"%PDF-" + b"x" * (10 * 1024 * 1024), "10MBまで"),
}
TYPED = {"alt": "のこる説明", "caption": "のこることば", "title": "のこる名前"}


def choose(client, idea: Idea, field: str, content: bytes):
    """Choose the file with its words, while other words of the page are changed as well."""
    row = idea.working_attachments[0]
    words = {f"alt_{row.pk}": "直した説明", f"caption_{row.pk}": "直したことば"}
    own = {"title": TYPED["title"]} if field == "document" else {"alt": TYPED["alt"], "caption": TYPED["caption"]}
    upload = SimpleUploadedFile("../yamada-taro.jpg", content)
    return client.post(at("idea_picture", idea.pk), {field: upload, **own, **words})


@pytest.fixture
def idea(client) -> Idea:
    """A draft that has a picture, and its leader at the page."""
    made = make.draft()
    make.picture(made)
    as_leader(client, made)
    return Idea.objects.get(pk=made.pk)


@pytest.fixture
def _undefended(monkeypatch):
    """The negative control: whatever comes is kept as it came."""
    monkeypatch.setattr(attachments, "reencode", lambda content: Picture(content, 60, 40))
    monkeypatch.setattr(attachments, "clean_document", lambda content, pages: Document(content, 1))


def sentence_for(client, idea: Idea, name: str) -> str:
    """What the page says by the field of a bad file; empty when the file was taken."""
    field, content, _words = BAD[name]
    page = choose(client, idea, field, content())
    assert page.status_code < 500
    return "" if page.status_code == 302 else " ".join(page.context["form"].errors.get(field, []))


@pytest.mark.parametrize("name", BAD)
def test_u1_a_bad_file_is_refused_and_nothing_else_is_lost(client, idea, name, stored):
    field, content, words = BAD[name]
    files, rows = stored(idea), Attachment.objects.count()
    page = choose(client, idea, field, content())
    form = page.context["form"]
    assert (page.status_code, list(form.errors)) == (200, [field])
    assert words in form.errors[field][0]
    asked = ("title",) if field == "document" else ("alt", "caption")
    assert {own: form[own].value() for own in asked} == {own: TYPED[own] for own in asked}
    (kept,) = Idea.objects.get(pk=idea.pk).working_attachments
    assert (kept.alt, kept.caption) == ("直した説明", "直したことば")
    assert (stored(idea), Attachment.objects.count()) == (files, rows)


@pytest.mark.usefixtures("_undefended")
def test_control_without_reencoding_bad_files_are_taken(client, idea):
    taken = [name for name in ("SVG", "a program", "a locked PDF") if not sentence_for(client, idea, name)]
    assert taken == ["SVG", "a program", "a locked PDF"]


def served(client, idea: Idea, name: str) -> dict[str, bytes]:
    """Everything stored of a good file, by its name."""
    field, content = GOOD[name]
    assert choose(client, idea, field, content()).status_code == 302
    make_thumbnails()
    row = Attachment.objects.latest("pk")
    outputs = {}
    for file in row.files:
        with default_storage.open(file) as opened:
            outputs[file] = opened.read()
    return outputs


@pytest.mark.parametrize("name", GOOD)
def test_u1_u3_a_good_file_is_taken_and_tells_nothing(client, idea, name):
    outputs = served(client, idea, name)
    assert len(outputs) == 1 + 2 * len(Attachment.objects.latest("pk").renditions)
    assert [file for file, content in outputs.items() if SECRET in content or b"JavaScript" in content] == []
    assert not [file for file in outputs if "yamada" in file]
    for file, content in outputs.items():
        if file.endswith(".pdf"):
            continue
        with Image.open(BytesIO(content)) as image:
            assert (dict(image.getexif()), getattr(image, "n_frames", 1)) == ({}, 1)
            assert not {"exif", "xmp", "icc_profile", "comment", "Author"} & set(image.info)
            assert image.mode in ("RGB", "RGBA")


@pytest.mark.usefixtures("_undefended")
def test_control_without_reencoding_places_leave(client, idea):
    outputs = served(client, idea, "a photo that knows its place, lying on its side")
    assert [file for file, content in outputs.items() if SECRET in content] != []


def test_a_photo_lying_on_its_side_stands_upright_in_every_size(client, idea):
    outputs = served(client, idea, "a photo that knows its place, lying on its side")
    row = Attachment.objects.latest("pk")
    assert (row.width, row.height) == (200, 300)
    for content in outputs.values():
        with Image.open(BytesIO(content)) as image:
            assert image.size == (200, 300)


def test_colours_of_print_become_colours_of_screens(client, idea):
    for content in served(client, idea, "a CMYK JPEG").values():
        with Image.open(BytesIO(content)) as image:
            red, green, blue = image.convert("RGB").getpixel((30, 20))
            assert red > 180
            assert max(green, blue) < 90


def test_u2_a_picture_that_exhausts_its_reader_is_refused_and_the_page_goes_on(client, idea, monkeypatch):
    big = make.photo(6000, 5000, "PNG").getvalue()
    monkeypatch.setattr(child, "MEMORY", 120 * 1024 * 1024)
    page = choose(client, idea, "picture", big)
    assert "読み取れません" in page.context["form"].errors["picture"][0]
    monkeypatch.undo()  # the control: with the usual room it is an ordinary picture
    assert choose(client, idea, "picture", big).status_code == 302


@pytest.mark.promise
def test_u1_figures(client, idea, record_property):
    wrong = [name for name in BAD if not sentence_for(client, idea, name)]
    record_property(
        "figure",
        f"U1 an idea's files: {len(BAD)} bad ones, wrongly taken {len(wrong)}; {len(GOOD)} honest ones; "
        "U3 planted places, names and scripts left in what is served: 0",
    )
    assert wrong == []
