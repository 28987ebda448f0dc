"""An idea's pictures and documents: chosen, ordered, described, removed, handed in, made small."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from ideas.models import Attachment, ChangedElsewhere, Idea, IdeaIncomplete, IdeasClosed, PictureRefused
from ideas.services import (
    attach_document,
    attach_picture,
    describe_attachment,
    move_attachment,
    remove_attachment,
    restore_attachment,
    submit_idea,
)
from ideas.services.attachments import MOST, SET_ASIDE, words_mark
from ideas.tasks import make_thumbnails
from tests.factories import ideas as make
from tests.factories.contest import windows
from tests.files.tables import document

AUTUMN = make.AUTUMN
DEADLINE = windows(2026)["ideas"][1]


def fresh(idea: Idea) -> Idea:
    return Idea.objects.for_desk().get(pk=idea.pk)


def act(idea: Idea, at=AUTUMN) -> dict:
    return {"by": make.leader_of(idea.team), "at": at}


def hand_in(idea: Idea) -> Idea:
    return submit_idea(idea, **act(idea))


def small(idea: Idea, alt: str, width: int = 50) -> Attachment:
    return attach_picture(idea, upload=make.photo(width, 50), alt=alt, **act(idea))


def state(idea: Idea) -> tuple:
    """Everything an act could change."""
    return fresh(idea).draft, list(Attachment.objects.filter(idea=idea).values())


@pytest.mark.django_db
def test_attaching_names_the_file_by_its_bytes(stored):
    idea = make.draft()
    picture = make.picture(idea)
    assert stored(idea) == {picture.file.name}
    assert picture.file.name.startswith(f"ideas/{idea.pk}/")
    assert (picture.width, picture.height, picture.alt, picture.is_handed_in) == (800, 600, "明かりの絵", False)


@pytest.mark.django_db
def test_what_is_added_stands_after_what_is_there():
    idea = make.draft()
    rows = [
        small(idea, "一"),
        small(idea, "二"),
        attach_document(idea, upload=BytesIO(document()), title="案", **act(idea)),
    ]
    assert fresh(idea).working_attachments == rows
    assert [row.alt for row in fresh(idea).working_documents] == ["案"]
    assert (rows[2].kind, rows[2].pages, rows[2].file.name[-4:]) == ("document", 1, ".pdf")


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_in_is_a_snapshot(stored):
    idea = make.submitted()
    first, second = small(idea, "一"), small(idea, "二", 60)
    idea = fresh(idea)
    assert (idea.pictures, idea.working_pictures, idea.has_unsent_changes) == ([], [first, second], True)
    idea = hand_in(idea)
    assert (idea.pictures, idea.has_unsent_changes) == ([first, second], False)
    move_attachment(idea, second.pk, step=-1, **act(idea))
    describe_attachment(idea, first.pk, alt="新しい", caption="出典", **act(idea))
    third = small(idea, "三", 70)
    idea = fresh(idea)
    assert [row.alt for row in idea.pictures] == ["一", "二"]
    assert [(row.alt, row.caption) for row in idea.working_pictures] == [("二", ""), ("新しい", "出典"), ("三", "")]
    remove_attachment(idea, second.pk, **act(idea))
    assert stored(idea) == {row.file.name for row in (first, second, third)}
    idea = hand_in(fresh(idea))
    assert [(row.alt, row.caption) for row in idea.pictures] == [("新しい", "出典"), ("三", "")]
    assert (stored(idea), idea.set_aside) == ({first.file.name, third.file.name}, [])


@pytest.mark.django_db
def test_changes_taken_back_leave_nothing_to_hand_in():
    idea = make.draft()
    first, second = small(idea, "一"), small(idea, "二", 60)
    idea = hand_in(fresh(idea))
    move_attachment(idea, first.pk, step=1, **act(idea))
    move_attachment(idea, first.pk, step=-1, **act(idea))
    describe_attachment(idea, second.pk, alt="別", caption="", **act(idea))
    describe_attachment(idea, second.pk, alt="二", caption="", **act(idea))
    remove_attachment(idea, first.pk, **act(idea))
    restore_attachment(idea, first.pk, **act(idea))
    assert (fresh(idea).has_unsent_changes, fresh(idea).draft) == (False, {})


@pytest.mark.django_db
@pytest.mark.parametrize("is_handed_in", [True, False])
def test_removing_is_undone_where_it_was_and_with_its_words(is_handed_in):
    idea = make.draft()
    rows = [small(idea, name, 50 + place) for place, name in enumerate("一二三")]
    if is_handed_in:
        idea = hand_in(fresh(idea))
    describe_attachment(idea, rows[1].pk, alt="直した二", caption="下", **act(idea))
    for _ in range(2):
        remove_attachment(idea, rows[1].pk, **act(idea))
    assert fresh(idea).working_pictures == [rows[0], rows[2]]
    for _ in range(2):
        restore_attachment(idea, rows[1].pk, **act(idea))
    assert [(row.alt, row.caption) for row in fresh(idea).working_pictures] == [
        ("一", ""),
        ("直した二", "下"),
        ("三", ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_what_was_removed_only_the_last_few_stay(stored):
    idea = make.draft()
    rows = [small(idea, "絵", 50 + place) for place in range(SET_ASIDE + 1)]
    for row in rows:
        remove_attachment(idea, row.pk, **act(idea))
    assert fresh(idea).set_aside == rows[1:]
    assert stored(idea) == {row.file.name for row in rows[1:]}
    with pytest.raises(PictureRefused, match="もどせません"):
        restore_attachment(idea, rows[0].pk, **act(idea))


@pytest.mark.django_db(transaction=True)
def test_a_file_another_row_needs_is_not_deleted(stored):
    idea = make.draft()
    first, second = small(idea, "一"), small(idea, "同じ")
    assert first.file.name == second.file.name
    remove_attachment(idea, first.pk, **act(idea))
    idea = hand_in(fresh(idea))
    assert (stored(idea), idea.pictures) == ({second.file.name}, [second])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["picture", "document"])
def test_nothing_without_words_is_handed_in(kind):
    idea = make.draft()
    if kind == "picture":
        small(idea, "")
    else:
        attach_document(idea, upload=BytesIO(document()), title="", **act(idea))
    before = state(idea)
    with pytest.raises(IdeaIncomplete):
        hand_in(idea)
    assert (state(idea), fresh(idea).status) == (before, "draft")


@pytest.mark.django_db
def test_two_who_describe_the_same_picture_are_told():
    idea = make.draft()
    row = small(idea, "一")
    seen = words_mark(row)
    describe_attachment(idea, row.pk, alt="わたしの", caption="", seen=seen, **act(idea))
    before = state(idea)
    with pytest.raises(ChangedElsewhere, match="わたしの"):
        describe_attachment(idea, row.pk, alt="ほかの人の", caption="", seen=seen, **act(idea))
    assert state(idea) == before
    describe_attachment(
        idea, row.pk, alt="わたしの", caption="", seen=seen, **act(idea)
    )  # the same words are no conflict


@pytest.mark.django_db
@pytest.mark.parametrize("step", [-1, 1])
def test_at_the_ends_moving_changes_nothing(step):
    idea = make.draft()
    row = small(idea, "一")
    attach_document(idea, upload=BytesIO(document()), title="案", **act(idea))
    before = state(idea)
    move_attachment(idea, row.pk, step=step, **act(idea))
    assert state(idea) == before


REFUSED = {
    "no picture": (attach_picture, {"upload": b"no picture", "alt": "x"}),
    "words too long": (attach_picture, {"upload": make.photo().getvalue(), "alt": "あ" * 121}),
    "a caption too long": (attach_picture, {"upload": make.photo().getvalue(), "alt": "x", "caption": "あ" * 201}),
    "too large": (attach_picture, {"upload": b"x" * (10 * 1024 * 1024 + 1), "alt": "x"}),
    "no PDF": (attach_document, {"upload": make.photo().getvalue(), "title": "x"}),
    "a PDF too large": (attach_document, {"upload": b"%PDF-" + b"x" * (10 * 1024 * 1024), "title": "x"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_file_leaves_everything_as_it_was(case, stored):
    attach, fields = REFUSED[case]
    idea = make.draft()
    first = make.picture(idea)
    before = state(idea)
    with pytest.raises(PictureRefused):
        attach(idea, **{**fields, "upload": BytesIO(fields["upload"])}, **act(idea))
    assert (state(idea), stored(idea)) == (before, {first.file.name})


@pytest.mark.django_db
def test_there_is_room_for_so_many(stored):
    idea = make.draft()
    for _ in range(MOST["picture"]):
        row = small(idea, "絵")
    remove_attachment(idea, row.pk, **act(idea))
    small(idea, "絵")
    before = state(idea)
    with pytest.raises(PictureRefused, match="9枚まで"):
        small(idea, "もう1枚")
    with pytest.raises(PictureRefused, match="9枚まで"):
        restore_attachment(idea, row.pk, **act(idea))
    assert state(idea) == before
    attach_document(idea, upload=BytesIO(document()), title="案", **act(idea))


@pytest.mark.django_db
def test_from_the_deadline_on_nothing_changes():
    idea = make.draft()
    row, aside = small(idea, "一"), small(idea, "二", 60)
    remove_attachment(idea, aside.pk, **act(idea))
    before, late = state(idea), act(idea, DEADLINE)
    for attempt in (
        lambda: attach_picture(idea, upload=make.photo(), alt="x", **late),
        lambda: attach_document(idea, upload=BytesIO(document()), title="x", **late),
        lambda: describe_attachment(idea, row.pk, alt="x", caption="", **late),
        lambda: move_attachment(idea, row.pk, step=1, **late),
        lambda: remove_attachment(idea, row.pk, **late),
        lambda: restore_attachment(idea, aside.pk, **late),
    ):
        with pytest.raises(IdeasClosed):
            attempt()
    assert state(idea) == before


@pytest.mark.django_db
def test_a_picture_of_another_idea_is_not_touched():
    idea, other = make.draft(), make.draft()
    row = small(other, "よそ")
    before = state(other)
    for service, words in ((describe_attachment, {"alt": "x", "caption": ""}), (move_attachment, {"step": 1})):
        with pytest.raises(PictureRefused):
            service(idea, row.pk, **words, **act(idea))
    remove_attachment(idea, row.pk, **act(idea))
    with pytest.raises(PictureRefused):
        restore_attachment(idea, row.pk, **act(idea))
    assert state(other) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "made"),
    [
        ((1600, 800), [(320, 160), (640, 320), (1280, 640)]),
        ((800, 600), [(320, 240), (640, 480), (800, 600)]),
        ((200, 300), [(200, 300)]),
        ((640, 1), [(320, 1), (640, 1)]),
    ],
)
def test_small_pictures_are_made_once_in_both_formats(size, made, stored):
    idea = make.draft()
    picture = attach_picture(idea, upload=make.photo(*size), alt="絵", **act(idea))
    assert [make_thumbnails(), make_thumbnails()] == [1, 0]
    picture.refresh_from_db()
    for kind, name in (("webp", "WEBP"), ("jpeg", "JPEG")):
        opened = [Image.open(default_storage.path(one[kind])) for one in picture.renditions]
        assert [(image.format, image.size) for image in opened] == [(name, shape) for shape in made]
        for image in opened:
            image.close()
    assert stored(idea) == picture.files


@pytest.mark.django_db
def test_a_missing_file_keeps_no_other_waiting():
    lost, there = make.picture(make.draft()), make.picture(make.draft())
    default_storage.delete(lost.file.name)
    made = [make_thumbnails() for _ in range(7)]
    lost.refresh_from_db()
    there.refresh_from_db()
    assert (made, bool(there.renditions)) == ([1, 0, 0, 0, 0, 0, 0], True)
    assert (lost.rendition_tries, lost.is_given_up) == (5, True)


@pytest.mark.django_db
def test_documents_wait_for_no_small_pictures():
    idea = make.draft()
    attach_document(idea, upload=BytesIO(document()), title="案", **act(idea))
    assert make_thumbnails() == 0
