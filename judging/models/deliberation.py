"""The committee's meeting after the lock of the screening: what is talked over in which order, and what was said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ideas.models import Idea


class Topic(models.Model):
    """The place of an idea in the order of the meeting, and whether it was talked over. The decision is its `Placement`."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="topic", verbose_name=_("アイデア"))
    order = models.PositiveSmallIntegerField(_("順"))
    discussed_at = models.DateTimeField(_("話し合った日時"), null=True, blank=True)
    discussed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("話し合ったことにした人"),
    )

    class Meta:
        verbose_name = _("審査会の議題")
        verbose_name_plural = pgettext_lazy("plural", "審査会の議題")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discussed_at__isnull=True, discussed_by__isnull=True)
                | Q(discussed_at__isnull=False, discussed_by__isnull=False),
                name="topic_discussed_has_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.idea.number}"


class MeetingNote(models.Model):
    """What the meeting said about an idea. Notes are added and never changed; nobody outside the secretariat reads them."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="meeting_notes", verbose_name=_("アイデア"))
    text = models.TextField(_("メモ"), max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"))

    class Meta:
        verbose_name = _("審査会のメモ")
        verbose_name_plural = pgettext_lazy("plural", "審査会のメモ")
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="meeting_note_says_something")]

    def __str__(self) -> str:
        return self.text
