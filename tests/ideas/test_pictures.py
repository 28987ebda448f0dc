"""The picture of an idea: chosen, handed in, replaced, described, made small."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from ideas.models import Attachment, Idea, IdeasClosed, PictureRefused
from ideas.services import attach_picture, describe_picture, remove_picture, submit_idea
from ideas.tasks import make_thumbnails
from tests.factories import ideas as make
from tests.factories.contest import windows

AUTUMN = make.AUTUMN
DEADLINE = windows(2026)["ideas"][1]


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
