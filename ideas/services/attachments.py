"""Acts on an idea's pictures and documents. Each changes the draft; the world sees it once it is handed in."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.sheet import fingerprint
from files.documents import clean_document
from files.pictures import reencode, render
from files.refusals import FileRefused, too_big
from files.stored import store
from ideas.models import Attachment, ChangedElsewhere, Idea, IdeaRefused, PictureRefused
from ideas.services.windows import require_writable

Kind = Attachment.Kind
MOST = {Kind.PICTURE: 9, Kind.DOCUMENT: 3}  # the picture on the card and eight more; slides, a plan, a sheet
PAGES = 50  # of one document
ALT_LENGTH, CAPTION_LENGTH = 120, 200
SET_ASIDE = 5  # how many removed ones may be put back


def attach_picture(idea: Idea, *, upload: IO[bytes], alt: str, by: User, at: datetime, caption: str = "") -> Attachment:
    """Add a picture after those there are; the first one stands on the card.

    Only bytes encoded anew are kept. The decoding happens before the transaction: it takes seconds, and no lock.
    """
    _require_in_hands(idea, at)
    _require_room(idea, Kind.PICTURE)
    words = _described(alt, caption)
    content = _read(upload)
    try:
        made = reencode(content)
    except FileRefused as refusal:
        raise PictureRefused(str(refusal)) from None
    name = store(f"ideas/{idea.pk}", made.content, "webp")
    shape = {"size": len(made.content), "width": made.width, "height": made.height}
    return _add(idea, Kind.PICTURE, at, file=name, **shape, **words)


def attach_document(idea: Idea, *, upload: IO[bytes], title: str, by: User, at: datetime) -> Attachment:
    """Add a PDF, such as slides, under its title; kept is what was written anew, before the transaction as above."""
    _require_in_hands(idea, at)
    _require_room(idea, Kind.DOCUMENT)
    words = _described(title, "")
    content = _read(upload)
    try:
        made = clean_document(content, pages=PAGES)
    except FileRefused as refusal:
        raise PictureRefused(str(refusal)) from None
    name = store(f"ideas/{idea.pk}", made.content, "pdf")
    return _add(idea, Kind.DOCUMENT, at, file=name, size=len(made.content), pages=made.pages, **words)


@transaction.atomic
def describe_attachment(
    idea: Idea, pk: int, *, alt: str, caption: str, by: User, at: datetime, seen: str | None = None
) -> Idea:
    """Change the words of one that is shown. `seen` is `words_mark` of what the writer saw before: ChangedElsewhere
    when somebody wrote other words since."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    shown, words = _shown(kept, pk), _described(alt, caption)
    if words == _words_of(shown):
        return kept
    if seen is not None and seen != words_mark(shown):
        stored = _("「%(alt)s」「%(caption)s」") % {"alt": shown.alt, "caption": shown.caption}
        said = _("別の画面か、ほかのメンバーが、ここを%(stored)sに書きかえました。よければ、もう一度保存してください。")
        raise ChangedElsewhere(said % {"stored": stored})
    if not shown.is_handed_in:
        Attachment.objects.filter(pk=pk).update(**words)
        return kept
    _arrange(kept, kept.attachment_order, {**kept.draft.get("words", {}), str(pk): list(words.values())})
    return kept


@transaction.atomic
def move_attachment(idea: Idea, pk: int, *, step: int, by: User, at: datetime) -> Idea:
    """Change places with the one before (-1) or after (1) among its kind; at the end of the row nothing happens."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    kind = _shown(kept, pk).kind
    row = [other.pk for other in kept.working_attachments if other.kind == kind]
    place = row.index(pk) + step
    if 0 <= place < len(row):
        swapped = {pk: row[place], row[place]: pk}
        _arrange(kept, [swapped.get(one, one) for one in kept.attachment_order])
    return kept


@transaction.atomic
def remove_attachment(idea: Idea, pk: int, *, by: User, at: datetime) -> Idea:
    """Take one out of the idea; it may be put back until the idea is handed in. Removing it twice is no error."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    order = kept.attachment_order
    if pk not in order:
        return kept
    Attachment.objects.filter(pk=pk, is_handed_in=False).update(place=order.index(pk))
    _arrange(kept, [one for one in order if one != pk])
    loose = [row.pk for row in kept.set_aside if not row.is_handed_in]
    _forget(kept, sorted(loose)[:-SET_ASIDE])
    return kept


@transaction.atomic
def restore_attachment(idea: Idea, pk: int, *, by: User, at: datetime) -> Idea:
    """Undo removing it: where it was, with its words. Doing so twice is no error."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    if pk in kept.attachment_order:
        return kept
    row = next((row for row in kept.set_aside if row.pk == pk), None)
    if row is None:
        raise PictureRefused(_("もう、もどせません。ファイルをもう一度えらんでください。"))
    _require_room(kept, row.kind)
    order = kept.attachment_order
    order.insert(row.place, pk)
    _arrange(kept, order)
    return kept


def settle_attachments(idea: Idea) -> None:
    """Inside the handing-in: what the team shows becomes what was handed in, in its order and words; the rest goes."""
    shown = idea.working_attachments
    _forget(idea, [row.pk for row in idea.set_aside])
    for place, row in enumerate(shown):
        row.place, row.is_handed_in = place, True
    Attachment.objects.bulk_update(shown, ["place", "is_handed_in", "alt", "caption"])


def make_renditions(attachment: Attachment) -> bool:
    """Make the small pictures unless they are there; twice or by two workers at once gives the same files."""
    waiting = Attachment.objects.filter(pk=attachment.pk, renditions=[], file=attachment.file.name)
    try:
        with attachment.file.open("rb") as file:
            made = render(file.read())
    except (OSError, FileRefused):
        waiting.update(rendition_tries=attachment.rendition_tries + 1)
        raise
    folder = f"ideas/{attachment.idea_id}"
    stored = [
        {
            "width": one.width,
            "height": one.height,
            "webp": store(folder, one.webp, "webp"),
            "jpeg": store(folder, one.jpeg, "jpg"),
        }
        for one in made
    ]
    return bool(waiting.update(renditions=stored))


def words_mark(row: Attachment) -> str:
    """A mark of the words somebody sees, to notice when another member changed them."""
    return fingerprint(_words_of(row))


def _words_of(row: Attachment) -> dict[str, str]:
    return {"alt": row.alt, "caption": row.caption}


def _described(alt: str, caption: str) -> dict[str, str]:
    """The words in one line each; PictureRefused when they are too long. None is no error before handing in."""
    words = {"alt": " ".join(alt.split()), "caption": " ".join(caption.split())}
    for name, limit in (("alt", ALT_LENGTH), ("caption", CAPTION_LENGTH)):
        if len(words[name]) > limit:
            counted = {"limit": limit, "length": len(words[name])}
            raise PictureRefused(_("説明は%(limit)s字以内にしてください（いま %(length)s字）。") % counted)
    return words


def _read(upload: IO[bytes]) -> bytes:
    content = upload.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise PictureRefused(too_big(settings.UPLOAD_MAX_BYTES))
    return content


def _lock(idea: Idea) -> Idea:
    rows = Idea.objects.select_related("cycle").prefetch_related("attachments", "cycle__stages", "leaves")
    return rows.select_for_update(of=("self",)).get(pk=idea.pk)


def _require_in_hands(idea: Idea, at: datetime) -> None:
    if idea.status == Idea.Status.WITHDRAWN:
        raise IdeaRefused(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(idea, at, whole=True)


def _require_room(idea: Idea, kind: str) -> None:
    if sum(row.kind == kind for row in idea.working_attachments) >= MOST[Kind(kind)]:
        words = {
            Kind.PICTURE: _("画像は%(n)d枚までです。どれかをはずしてから、足してください。"),
            Kind.DOCUMENT: _("資料は%(n)d個までです。どれかをはずしてから、足してください。"),
        }
        raise PictureRefused(words[Kind(kind)] % {"n": MOST[Kind(kind)]})


def _shown(idea: Idea, pk: int) -> Attachment:
    row = next((row for row in idea.working_attachments if row.pk == pk), None)
    if row is None:
        raise PictureRefused(_("ほかのメンバーがはずしたようです。いまの画面を見てください。"))
    return row


def _add(idea: Idea, kind: str, at: datetime, **fields: Any) -> Attachment:
    with transaction.atomic():
        kept = _lock(idea)
        _require_in_hands(kept, at)
        _require_room(kept, kind)
        order = kept.attachment_order
        attachment = Attachment.objects.create(idea=kept, kind=kind, created_at=at, **fields)
        _arrange(kept, [*order, attachment.pk])
    return attachment


def _arrange(idea: Idea, order: list[int], words: dict[str, list[str]] | None = None) -> None:
    """Write the order, and new words of rows that were handed in, into the draft: only what differs from those."""
    handed_in = {str(row.pk): row for row in idea.attachments.all() if row.is_handed_in}
    words = idea.draft.get("words", {}) if words is None else words
    changed = {
        pk: said for pk, said in words.items() if pk in handed_in and said != list(_words_of(handed_in[pk]).values())
    }
    draft = {name: value for name, value in idea.draft.items() if name not in ("attachments", "words")}
    if order != [row.pk for row in handed_in.values()]:
        draft["attachments"] = order
    idea.draft = draft | ({"words": changed} if changed else {})
    idea.save()


def forget_attachments(idea: Idea) -> None:
    """All of them, when their idea goes."""
    _forget(idea, idea.attachments.values_list("pk", flat=True))


def _forget(idea: Idea, keys: Iterable[int]) -> None:
    """Delete rows now, and their files once that is certain and no other row of the idea needs them."""
    gone = list(Attachment.objects.filter(idea=idea, pk__in=list(keys)))
    names = {name for row in gone for name in row.files}
    Attachment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    transaction.on_commit(lambda: _delete_unused(idea.pk, names))


def _delete_unused(idea_pk: int, names: set[str]) -> None:
    needed = {name for row in Attachment.objects.filter(idea=idea_pk) for name in row.files}
    for name in names - needed:
        default_storage.delete(name)
