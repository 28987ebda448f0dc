"""Acts on an idea's one picture."""

from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from files.pictures import SMALL, reencode
from files.refusals import FileRefused
from files.stored import store
from ideas.models import Attachment, Idea, IdeaRefused, PictureRefused
from ideas.services.windows import require_writable

ALT_LENGTH = 120
THUMBNAIL_TRIES = 5


def attach_picture(idea: Idea, *, upload: IO[bytes], alt: str, by: User, at: datetime) -> Attachment:
    """Choose a picture in place of the one there was; it counts once the idea is handed in (again).

    Only bytes encoded anew are kept. The decoding happens before the transaction: it takes seconds, and no lock.
    """
    _require_in_hands(idea, at)
    alt = _described(alt)
    content = upload.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise PictureRefused(too_big())
    try:
        picture = reencode(content)
    except FileRefused as refusal:
        raise PictureRefused(str(refusal)) from None
    name = store(f"ideas/{idea.pk}", picture.content, "webp")
    with transaction.atomic():
        kept = _lock(idea)
        _require_in_hands(kept, at)
        attachment = Attachment.objects.create(
            idea=kept, image=name, width=picture.width, height=picture.height, alt=alt, created_at=at
        )
        _choose(kept, attachment)
    return attachment


@transaction.atomic
def describe_picture(idea: Idea, *, alt: str, by: User, at: datetime) -> Attachment:
    """Change the words of the picture that is there, handed in or not; a handed-in one may not lose them."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    attachment = kept.working_picture
    if attachment is None:
        raise PictureRefused(_("画像をえらんでください。"))
    attachment.alt = _described(alt)
    if attachment.is_handed_in and not attachment.alt:
        raise PictureRefused(_("画像の説明を書いてください。画面を見ずに読む人のためです。"))
    attachment.save()
    return attachment


@transaction.atomic
def remove_picture(idea: Idea, *, by: User, at: datetime) -> Idea:
    """Choose to have no picture; none is no error."""
    kept = _lock(idea)
    _require_in_hands(kept, at)
    _choose(kept, None)
    return kept


def settle_picture(idea: Idea) -> None:
    """Inside the handing-in: the chosen picture becomes the one handed in, and the others go."""
    if "picture" in idea.draft:
        _forget(idea.attachments.exclude(pk=idea.draft["picture"]))
        idea.attachments.filter(pk=idea.draft["picture"]).update(is_handed_in=True)


def make_thumbnail(attachment: Attachment) -> bool:
    """Make the small picture unless it is there; twice or by two workers at once gives the same file."""
    waiting = Attachment.objects.filter(pk=attachment.pk, thumbnail="", image=attachment.image.name)
    try:
        with attachment.image.open("rb") as image:
            small = reencode(image.read(), longest=SMALL)
        name = store(f"ideas/{attachment.idea_id}", small.content, "webp")
    except (OSError, FileRefused):
        waiting.update(thumbnail_tries=attachment.thumbnail_tries + 1)
        raise
    return bool(waiting.update(thumbnail=name))


def too_big() -> str:
    return _("画像は%(n)dMBまでです。小さくしてから、もう一度えらんでください。") % {
        "n": settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    }


def _described(alt: str) -> str:
    alt = " ".join(alt.split())
    if len(alt) > ALT_LENGTH:
        counted = {"limit": ALT_LENGTH, "length": len(alt)}
        raise PictureRefused(_("画像の説明は%(limit)s字以内にしてください（いま %(length)s字）。") % counted)
    return alt


def _lock(idea: Idea) -> Idea:
    return Idea.objects.select_for_update().get(pk=idea.pk)


def _require_in_hands(idea: Idea, at: datetime) -> None:
    if idea.status == Idea.Status.WITHDRAWN:
        raise IdeaRefused(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(idea, at, whole=True)


def _choose(idea: Idea, attachment: Attachment | None) -> None:
    """Write the choice into the draft; a picture chosen before and never handed in goes."""
    pending = idea.attachments.filter(is_handed_in=False)
    _forget(pending.exclude(pk=attachment.pk) if attachment else pending)
    idea.draft = {name: value for name, value in idea.draft.items() if name != "picture"}
    if attachment or idea.attachments.filter(is_handed_in=True).exists():
        idea.draft["picture"] = attachment.pk if attachment else None
    idea.save()


def _forget(attachments: QuerySet[Attachment]) -> None:
    """Delete rows now, and their files once that is certain and no other row shows the same file."""
    names = {str(file.name) for row in attachments for file in (row.image, row.thumbnail) if file}
    attachments.delete()
    transaction.on_commit(lambda: _delete_unused(names))


def _delete_unused(names: set[str]) -> None:
    for name in names:
        if not Attachment.objects.filter(Q(image=name) | Q(thumbnail=name)).exists():
            default_storage.delete(name)
