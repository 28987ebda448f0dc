"""Pictures over HTTP: chosen, described, refused, and served to those who may see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import Attachment
from ideas.public import public_picture
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import windows
from tests.ideas.pages import as_leader, at, read, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
PUBLISHES = windows(2026)["ideas"][2]


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_picture_is_chosen_shown_and_taken_away(client):
    idea = make.draft()
    as_leader(client, idea)
    url = at("idea_picture", idea.pk)
    page = client.post(url, {"picture": upload(make.photo().getvalue()), "alt": "明かり", "then": "next"})
    assert page.url == at("idea_edit", idea.pk, "english")
    picture = Attachment.objects.get()
    address = client.get(url).context["picture"]["public"].url
    served = client.get(address)
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert served["Cache-Control"] == "private, no-store"
    assert read(served)[:4] == b"RIFF"
    client.post(url, {"alt": "新しい説明"})
    picture.refresh_from_db()
    assert picture.alt == "新しい説明"
    client.post(url, {"then": "remove", "alt": "あ" * 200})
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg onload=alert(1)>", "JPEG・PNG・WebP"),
        (b"", "JPEG・PNG・WebP"),
        (b"x" * (10 * 1024 * 1024 + 1), "10MBまで"),
        (make.photo().getvalue()[:3000], "読み取れません"),
    ],
)
def test_a_bad_file_is_refused_and_the_words_stay(client, content, says):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(at("idea_picture", idea.pk), {"picture": upload(content), "alt": "のこる説明"})
    assert says in page.context["form"].errors["picture"][0]
    assert "のこる説明" in text_of(page)
    assert not Attachment.objects.exists()


def test_a_picture_is_kept_although_its_words_are_too_long(client):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(at("idea_picture", idea.pk), {"picture": upload(make.photo().getvalue()), "alt": "あ" * 121})
    assert "120字以内" in page.context["form"].errors["alt"][0]
    assert "あ" * 121 in text_of(page)
    assert Attachment.objects.get().alt == ""


def test_words_without_a_picture_ask_for_one(client):
    idea = make.draft()
    as_leader(client, idea)
    assert client.post(at("idea_picture", idea.pk), {"alt": "絵"}).context["form"].errors["picture"] == [
        "画像をえらんでください。"
    ]


def test_the_pictures_page_wants_its_csrf_token(client):
    idea = make.draft()
    client.handler.enforce_csrf_checks = True
    as_leader(client, idea)
    assert client.post(at("idea_picture", idea.pk), {"alt": "x"}).status_code == 403


def test_a_public_picture_may_be_kept_for_ever_and_a_hidden_one_is_not_there(client, clock_at):
    idea = make.draft()
    make.picture(idea)
    as_leader(client, idea)
    address = client.get(at("idea_picture", idea.pk)).context["picture"]["public"].url
    client.post(at("idea_confirm", idea.pk))
    client.logout()
    assert client.get(address).status_code == 404
    clock_at(PUBLISHES)
    served = client.get(address)
    assert served["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in served
    assert "Cookie" not in served.get("Vary", "")  # so that one copy serves everybody
    assert read(served)[:4] == b"RIFF"
    assert client.get(address.replace("-", "-0")).status_code == 404


def test_a_hidden_picture_asks_for_the_second_factor_its_reader_needs(client):
    idea = make.draft()
    address = public_picture(make.picture(idea)).url
    client.force_login(staff())
    assert read(client.get(address))[:4] == b"RIFF"
    client.force_login(staff(second_factor=False))
    assert client.get(address).status_code == 404
