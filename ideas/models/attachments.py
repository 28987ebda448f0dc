"""Pictures and documents beside an idea's text: the ones handed in, and the ones its team works on."""

from copy import copy

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped

RENDITION_TRIES = 5


class Attachment(TimeStamped):
    """A file of an idea, written anew by us. What is said of it here was handed in, or will be with the row.

    Which rows the team shows now, in which order, and new words for rows that were handed in, are in `Idea.draft`.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("画像")
        DOCUMENT = "document", _("資料")

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="attachments", verbose_name=_("アイデア"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind, default=Kind.PICTURE, editable=False)
    file = models.FileField(_("ファイル"), upload_to="ideas/", max_length=200)
    size = models.PositiveIntegerField(_("大きさ"), editable=False, default=0)  # bytes
    width = models.PositiveIntegerField(_("幅"), editable=False, default=0)
    height = models.PositiveIntegerField(_("高さ"), editable=False, default=0)
    pages = models.PositiveIntegerField(_("ページ数"), editable=False, default=0)
    renditions = models.JSONField(_("小さな画像"), default=list, blank=True, editable=False)  # of files.pictures
    rendition_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    is_handed_in = models.BooleanField(_("応募ずみ"), default=False, editable=False)
    place = models.PositiveSmallIntegerField(_("順番"), default=0, editable=False)  # among those handed in
    alt = models.CharField(
        _("説明"), max_length=120, blank=True, help_text=_("画面を見ずに読む人のために、何が写っているか。")
    )
    caption = models.CharField(_("図の下のことば"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("画像と資料")
        verbose_name_plural = pgettext_lazy("plural", "画像と資料")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_handed_in=False) | ~Q(alt=""), name="attachment_handed_in_is_described"
            ),
        ]

    def __str__(self) -> str:
        return self.alt or str(self.get_kind_display())

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE

    @property
    def is_given_up(self) -> bool:
        """No small pictures could be made of it, and nobody tries any more."""
        return self.rendition_tries >= RENDITION_TRIES

    @property
    def files(self) -> set[str]:
        """Names of everything stored for this row."""
        return {str(self.file.name)} | {made[kind] for made in self.renditions for kind in ("webp", "jpeg")}


class WithAttachments(models.Model):
    """What an idea says of its pictures and documents; reads prefetched rows where there are."""

    class Meta:
        abstract = True

    @property
    def pictures(self) -> list[Attachment]:
        """What was handed in, in order; never a picture that is only proposed."""
        return [row for row in self._handed_in if row.is_picture]

    @property
    def documents(self) -> list[Attachment]:
        return [row for row in self._handed_in if not row.is_picture]

    @property
    def working_attachments(self) -> list[Attachment]:
        """Pictures and documents as they stand, with the words as they stand; copies, not to be saved."""
        rows = {row.pk: row for row in self._rows}
        return [self._reworded(rows[pk]) for pk in self.attachment_order if pk in rows]

    @property
    def working_pictures(self) -> list[Attachment]:
        return [row for row in self.working_attachments if row.is_picture]

    @property
    def working_documents(self) -> list[Attachment]:
        return [row for row in self.working_attachments if not row.is_picture]

    @property
    def set_aside(self) -> list[Attachment]:
        """What was removed and may be put back until the idea is handed in."""
        shown = set(self.attachment_order)
        return [self._reworded(row) for row in self._rows if row.pk not in shown]

    @property
    def attachment_order(self) -> list[int]:
        """Keys of what is shown now."""
        return list(self.draft.get("attachments", [row.pk for row in self._handed_in]))  # type: ignore[attr-defined]

    @property
    def _rows(self) -> list[Attachment]:
        return list(self.attachments.all())  # type: ignore[attr-defined]

    @property
    def _handed_in(self) -> list[Attachment]:
        return [row for row in self._rows if row.is_handed_in]

    def _reworded(self, row: Attachment) -> Attachment:
        words = self.draft.get("words", {}).get(str(row.pk))  # type: ignore[attr-defined]
        shown = copy(row)
        if words:
            shown.alt, shown.caption = words
        return shown
