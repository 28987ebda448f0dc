"""What the committee decides about each idea, and the one moment from which the world sees it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Tier
from ideas.models import Idea


class PlacementQuerySet(models.QuerySet["Placement"]):
    def out_at(self, moment: datetime):
        """Those the world may see: the moment of their cycle has come."""
        return self.filter(idea__cycle__tier_release__releases_at__lte=moment)


class Placement(TimeStamped):
    """The tier the committee put an idea in, and why; the world sees the tier only from the moment of the release on."""

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="placement", verbose_name=_("アイデア"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="placements", verbose_name=_("層"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人")
    )
    decided_at = models.DateTimeField(_("決めた日時"))

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("層の決定")
        verbose_name_plural = pgettext_lazy("plural", "層の決定")
        ordering = ["tier", "idea"]

    def __str__(self) -> str:
        return f"{self.idea.number} {self.tier}"


class TierReleaseQuerySet(models.QuerySet["TierRelease"]):
    def out_at(self, moment: datetime):
        """The twin of `TierRelease.is_out_at`."""
        return self.filter(releases_at__lte=moment)


class TierRelease(models.Model):
    """The moment from which the world sees a cycle's tiers, read off the clock; without a row none is set.

    It may be moved or taken back until it comes. `told_at` says that the mails were written afterwards.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="tier_release", verbose_name=_("年度"))
    releases_at = models.DateTimeField(_("公開する日時"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人"))
    set_at = models.DateTimeField(_("決めた日時"))
    told_at = models.DateTimeField(_("メールを用意した日時"), null=True, editable=False)

    objects = TierReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("審査結果の公開")
        verbose_name_plural = pgettext_lazy("plural", "審査結果の公開")

    def __str__(self) -> str:
        return str(self.cycle)

    def is_out_at(self, moment: datetime) -> bool:
        """The twin of `TierReleaseQuerySet.out_at`."""
        return self.releases_at <= moment
