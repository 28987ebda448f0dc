"""How much interest a challenge meets: who follows it and how often it was looked at."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.models.challenges import Challenge


class Follow(models.Model):
    """That a person wants to hear what becomes of a challenge; only how many do is ever shown."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed_challenges", verbose_name=_("人")
    )
    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="follows", verbose_name=_("課題"))
    since = models.DateTimeField(_("はじまり"))
    told_at = models.DateTimeField(_("アイデアの公開を知らせた日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("フォロー")
        verbose_name_plural = pgettext_lazy("plural", "フォロー")
        constraints = [models.UniqueConstraint(fields=["user", "challenge"], name="challenge_is_followed_once")]

    def __str__(self) -> str:
        return f"{self.challenge}"


class ViewCount(models.Model):
    """How often a challenge's page was looked at on one day (JST); knows nobody."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="view_counts", verbose_name=_("課題"))
    day = models.DateField(_("日"))
    views = models.PositiveIntegerField(_("見られた回数"), default=0)

    class Meta:
        verbose_name = _("見られた回数")
        verbose_name_plural = pgettext_lazy("plural", "見られた回数")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["challenge", "day"], name="challenge_views_are_counted_by_day")]

    def __str__(self) -> str:
        return f"{self.challenge} {self.day} {self.views}"
