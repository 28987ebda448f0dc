"""A team's second version: handed in after it was advised, beside the idea that was judged and never in its place."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models.ideas import Idea


class SecondVersion(TimeStamped):
    """The texts once more. The row is the leave to write them until `until`; what was judged stays as it is.

    `texts` holds what was handed in, `draft` what was saved since, both by the names of their questions.
    """

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="second_version", verbose_name=_("アイデア"))
    until = models.DateTimeField(_("いつまで"))  # exclusive
    texts = models.JSONField(_("応募した文章"), default=dict, blank=True)
    draft = models.JSONField(_("下書き"), default=dict, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("応募した人")
    )
    handed_in_at = models.DateTimeField(_("応募日時"), null=True)

    class Meta:
        verbose_name = _("2回目の案")
        verbose_name_plural = pgettext_lazy("plural", "2回目の案")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | ~Q(texts={}), name="second_version_handed_in_says_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.idea)

    def is_open_at(self, moment: datetime) -> bool:
        """Its team may write: in time, and the idea was not taken back."""
        return self.idea.status == Idea.Status.SUBMITTED and moment < self.until
