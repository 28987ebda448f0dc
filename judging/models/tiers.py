"""What the committee talks over and decides about each idea."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Tier
from ideas.models import Idea


class Placement(TimeStamped):
    """The tier the committee put an idea in, and why; the world sees the tier only after the release."""

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="placement", verbose_name=_("アイデア"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="placements", verbose_name=_("層"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人")
    )
    decided_at = models.DateTimeField(_("決めた日時"))

    class Meta:
        verbose_name = _("層の決定")
        verbose_name_plural = pgettext_lazy("plural", "層の決定")
        ordering = ["tier", "idea"]

    def __str__(self) -> str:
        return f"{self.idea.number} {self.tier}"


class TierRelease(models.Model):
    """The act that lets the world see a cycle's tiers."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="tier_release", verbose_name=_("年度"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("公開した人")
    )
    released_at = models.DateTimeField(_("公開した日時"))

    class Meta:
        verbose_name = _("審査結果の公開")
        verbose_name_plural = pgettext_lazy("plural", "審査結果の公開")

    def __str__(self) -> str:
        return str(self.cycle)
