"""The final day's running order, and what stands on the stage now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.awards import Award
from common.models import TimeStamped
from contest.models import Cycle
from ideas.models import Idea
from voting.models import Poll


class StageItem(TimeStamped):
    """One point of the running order: a talk, a presentation, a break, a poll, or an award that is announced."""

    class Kind(models.TextChoices):
        TALK = "talk", _("話")
        PRESENTATION = "presentation", _("発表")
        BREAK = "break", _("休憩")
        POLL = "poll", _("オンライン投票")
        AWARD = "award", _("賞の発表")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="stage_items", verbose_name=_("年度"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    title = models.CharField(
        _("見出し"), max_length=100, blank=True, help_text=_("空なら、アイデア・投票・賞の名前です。")
    )
    idea = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="stage_items", verbose_name=_("アイデア")
    )
    poll = models.ForeignKey(
        Poll, models.CASCADE, null=True, blank=True, related_name="stage_items", verbose_name=_("投票")
    )
    award = models.ForeignKey(
        Award, models.CASCADE, null=True, blank=True, related_name="stage_items", verbose_name=_("賞")
    )
    minutes = models.PositiveSmallIntegerField(_("時間（分）"), default=5)
    script = models.TextField(_("読みあげる文"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("当日の進行")
        verbose_name_plural = pgettext_lazy("plural", "当日の進行")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title or str(self.idea or self.poll or self.award or self.get_kind_display())


class HallState(models.Model):
    """What is on now. Every act makes the version one higher; an act upon an older one is refused."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="hall", verbose_name=_("年度"))
    item = models.ForeignKey(
        StageItem, models.SET_NULL, null=True, related_name="+", verbose_name=_("いま"), editable=False
    )
    timer_began_at = models.DateTimeField(_("時計を動かした日時"), null=True, editable=False)
    elapsed = models.PositiveIntegerField(_("それまでの秒"), default=0, editable=False)
    revealed = models.PositiveSmallIntegerField(_("発表した数"), default=0, editable=False)
    version = models.PositiveIntegerField(_("版"), default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("進めた人"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("進めた日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("会場のいま")
        verbose_name_plural = pgettext_lazy("plural", "会場のいま")

    def __str__(self) -> str:
        return f"{self.cycle} {self.version}"
