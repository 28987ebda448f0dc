"""Pictures and documents over HTTP: chosen, described, ordered, refused, and served to those who may see them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import Attachment, Idea
from ideas.public import public_documents, public_pictures
from ideas.services import attach_document, submit_idea
from ideas.tasks import make_thumbnails
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import windows
from tests.files.tables import document
from tests.ideas.pages import as_leader, at, read, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
PUBLISHES = windows(2026)["ideas"][2]


def upload(content: bytes, name: str = "山田太郎.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def typed(client, idea) -> dict:
    """What the page shows, as a browser sends it back."""
    form = client.get(at("idea_picture", idea.pk)).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name not in ("picture", "document")}


def working(idea) -> list[tuple[str, str]]:
    return [(row.alt, row.caption) for row in Idea.objects.get(pk=idea.pk).working_attachments]


@pytest.fixture
def idea(client):
    made = make.draft()
    as_leader(client, made)
    return made


def test_a_picture_is_chosen_described_and_shown(client, idea):
    url = at("idea_picture", idea.pk)
    chosen = {"picture": upload(make.photo().getvalue()), "alt": "明かり", "caption": "出典"}
    page = client.post(url, {**chosen, "then": "next"})
    assert page.url == at("idea_edit", idea.pk, "english")
    row = Attachment.objects.get()
    client.post(url, {**typed(client, idea), f"alt_{row.pk}": "新しい説明"})
    assert working(idea) == [("新しい説明", "出典")]


def test_every_button_saves_what_was_typed_and_moves_or_removes(client, idea):
    url, first, second = at("idea_picture", idea.pk), make.picture(idea, alt="一"), make.picture(idea, alt="二")
    page = client.post(url, {**typed(client, idea), f"alt_{first.pk}": "いち", "then": f"up-{second.pk}"})
    assert page.url == f"{url}#file-{second.pk}"
    assert working(idea) == [("二", ""), ("いち", "")]
    client.post(url, {**typed(client, idea), f"caption_{first.pk}": "下", "then": f"down-{second.pk}"})
    assert working(idea) == [("いち", "下"), ("二", "")]
    client.post(url, {**typed(client, idea), "then": f"remove-{first.pk}"})
    assert working(idea) == [("二", "")]
    assert "はずしたもの" in text_of(client.get(url))
    client.post(url, {**typed(client, idea), "then": f"restore-{first.pk}"})
    assert working(idea) == [("いち", "下"), ("二", "")]


@pytest.mark.parametrize("then", ["up-", "up-x", "remove-999999", "restore-999999", "down-999999", "nonsense-1"])
def test_a_button_nobody_made_changes_nothing(client, idea, then):
    make.picture(idea)
    assert client.post(at("idea_picture", idea.pk), {**typed(client, idea), "then": then}).status_code in (200, 302)
    assert working(idea) == [("明かりの絵", "")]


def test_a_picture_without_words_is_kept_and_asked_about(client, idea):
    url = at("idea_picture", idea.pk)
    page = client.post(url, {"picture": upload(make.photo().getvalue()), "caption": "出典", "then": "next"})
    row = Attachment.objects.get()
    assert page.context["form"].errors == {
        f"alt_{row.pk}": ["図1の説明を書いてください。画面を見ずに読む人のためです。"]
    }
    assert working(idea) == [("", "出典")]


def test_a_picture_is_kept_although_its_words_are_too_long(client, idea):
    sent = {"picture": upload(make.photo().getvalue()), "alt": "あ" * 121}
    page = client.post(at("idea_picture", idea.pk), sent)
    row = Attachment.objects.get()
    assert "120字以内" in page.context["form"].errors[f"alt_{row.pk}"][0]
    assert "あ" * 121 in text_of(page)
    assert row.alt == ""


def test_words_without_a_file_ask_for_one(client, idea):
    page = client.post(at("idea_picture", idea.pk), {"alt": "絵", "title": "スライド"})
    assert page.context["form"].errors == {
        "picture": ["画像をえらんでください。"],
        "document": ["PDFをえらんでください。"],
    }
    assert "スライド" in text_of(page)


def test_what_another_member_wrote_meanwhile_is_shown_before_it_is_replaced(client, idea):
    row, url = make.picture(idea), at("idea_picture", idea.pk)
    stale = typed(client, idea)
    client.post(url, {**stale, f"alt_{row.pk}": "ほかの人の説明"})
    page = client.post(url, {**stale, f"alt_{row.pk}": "わたしの説明"})
    assert "ほかの人の説明" in page.context["form"].errors[f"alt_{row.pk}"][0]
    assert "わたしの説明" in text_of(page)
    assert working(idea) == [("ほかの人の説明", "")]
    form = page.context["form"]
    client.post(url, {name: form[name].value() or "" for name in form.fields if name not in ("picture", "document")})
    assert working(idea) == [("わたしの説明", "")]


def test_a_document_is_added_under_its_title(client, idea):
    sent = {"document": upload(document(), "山田太郎.pdf"), "title": "発表スライド", "then": "add-document"}
    assert client.post(at("idea_picture", idea.pk), sent).status_code == 302
    assert working(idea) == [("発表スライド", "")]
    address = public_documents(Idea.objects.get(pk=idea.pk).working_documents)[0].url
    served = client.get(address)
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert served["Content-Disposition"] == f'attachment; filename="document-{Attachment.objects.get().pk}.pdf"'
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["Cache-Control"] == "private, no-store"
    assert read(served)[:4] == b"%PDF"


def test_after_the_deadline_the_page_shows_what_was_typed(client, idea, clock_at):
    row = make.picture(idea)
    sent = {**typed(client, idea), f"alt_{row.pk}": "まにあわなかった"}
    clock_at(windows(2026)["ideas"][1])
    page = client.post(at("idea_picture", idea.pk), sent)
    assert (page.status_code, "まにあわなかった" in text_of(page)) == (403, True)
    assert working(idea) == [("明かりの絵", "")]


def test_the_page_wants_its_csrf_token(client, idea):
    client.handler.enforce_csrf_checks = True
    assert client.post(at("idea_picture", idea.pk), {"alt": "x"}).status_code == 403


def test_a_placeholder_stands_until_the_small_pictures_are_there(client, idea):
    make.picture(idea)
    url = at("idea_picture", idea.pk)
    assert "data-waiting" in client.get(url).content.decode()
    make_thumbnails()
    page = client.get(url).content.decode()
    assert "data-waiting" not in page
    assert page.count(" 320w") == 2
    assert 'sizes="12rem"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(client, idea, django_assert_num_queries, count):
    for _ in range(count):
        make.picture(idea)
    url = at("idea_picture", idea.pk)
    client.get(url)
    with django_assert_num_queries(QUERIES):
        client.get(url)


QUERIES = 18


def test_public_files_may_be_kept_for_ever_and_hidden_ones_are_not_there(client, idea, clock_at):
    row = make.picture(idea)
    attach_document(idea, upload=BytesIO(document()), title="案", by=make.leader_of(idea.team), at=make.AUTUMN)
    make_thumbnails()
    submit_idea(Idea.objects.get(pk=idea.pk), by=make.leader_of(idea.team), at=make.AUTUMN)
    kept = Idea.objects.get(pk=idea.pk)
    (shown,), (slides,) = public_pictures(kept.pictures), public_documents(kept.documents)
    addresses = [
        shown.url,
        slides.url,
        *(one.webp for one in shown.renditions),
        *(one.jpeg for one in shown.renditions),
    ]
    assert len(addresses) == 8
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {404}
    clock_at(PUBLISHES)
    for address in addresses:
        served = client.get(address)
        assert served["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in served
        assert "Cookie" not in served.get("Vary", "")  # so that one copy serves everybody
        assert read(served)
    for wrong in (shown.url.replace("-", "-0"), shown.url.replace(".webp", ".jpg"), shown.url.replace(".webp", ".pdf")):
        assert client.get(wrong).status_code == 404
    Idea.objects.filter(pk=row.idea_id).update(status=Idea.Status.WITHDRAWN)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_a_hidden_picture_asks_for_the_second_factor_its_reader_needs(client, idea):
    (shown,) = public_pictures([make.picture(idea)])
    client.force_login(staff())
    assert read(client.get(shown.url))[:4] == b"RIFF"
    client.force_login(staff(second_factor=False))
    assert client.get(shown.url).status_code == 404
