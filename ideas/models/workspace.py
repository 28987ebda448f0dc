"""What a team works with beside the text: sources it cites, private notes, hypotheses it tests."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models.ideas import Idea
from municipalities.models import DataResource


class Citation(TimeStamped):
    """A source of the idea: data of the challenge, or something from outside; where it comes from is always said."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="citations", verbose_name=_("アイデア"))
    resource = models.ForeignKey(
        DataResource, models.SET_NULL, null=True, blank=True, related_name="citations", verbose_name=_("課題のデータ")
    )
    title = models.CharField(_("データの名前"), max_length=100)
    source = models.CharField(_("出典"), max_length=200, help_text=_("だれが、いつ出したものか。"))
    url = models.URLField(_("アドレス"), max_length=1000, blank=True)
    note = models.CharField(_("そこから分かったこと"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("使ったデータ")
        verbose_name_plural = pgettext_lazy("plural", "使ったデータ")
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="citation_has_a_source")]

    def __str__(self) -> str:
        return self.title


class Note(TimeStamped):
    """An interview or a persona, for the team alone: never shown to anybody else."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("聞き取り")
        PERSONA = "persona", _("人物像")
        OTHER = "other", _("メモ")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="notes", verbose_name=_("アイデア"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    title = models.CharField(_("見出し"), max_length=100)
    text = models.TextField(_("内容"), max_length=4000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )

    class Meta:
        verbose_name = _("チームのメモ")
        verbose_name_plural = pgettext_lazy("plural", "チームのメモ")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Hypothesis(TimeStamped):
    """One round of learning: what the team believed, how it tested it, what came out, what it learned."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="hypotheses", verbose_name=_("アイデア"))
    belief = models.CharField(_("仮説"), max_length=300)
    test = models.CharField(_("検証"), max_length=300, blank=True)
    result = models.CharField(_("結果"), max_length=300, blank=True)
    learning = models.CharField(_("学び"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("仮説のカード")
        verbose_name_plural = pgettext_lazy("plural", "仮説のカード")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.belief
