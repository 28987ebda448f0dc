"""The words a public idea is known by, so that later teams find it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ideas.models.ideas import Idea


class Keyword(models.Model):
    """One word of a public idea; made again from its texts by a task, never typed."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="keywords", verbose_name=_("アイデア"))
    word = models.CharField(_("ことば"), max_length=32)

    class Meta:
        verbose_name = _("アイデアのことば")
        verbose_name_plural = pgettext_lazy("plural", "アイデアのことば")
        constraints = [models.UniqueConstraint(fields=["word", "idea"], name="keyword_is_once_an_idea")]

    def __str__(self) -> str:
        return self.word
