"""Winners of the years before this site, as far as a source names them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Translated
from municipalities.models import Participant, bodies


class PastWinnerQuerySet(models.QuerySet["PastWinner"]):
    def public(self):
        """Of public cycles, newest year first, with what `awards.public` needs in a fixed number of queries."""
        rows = self.filter(cycle__is_public=True).select_related("cycle", "participant")
        return rows.prefetch_related(bodies("participant__members")).order_by("-cycle__fiscal_year", "key")


class PastWinner(Translated, TimeStamped):
    """That somebody won something in an earlier year, and who says so. An empty field is one that no source tells."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="past_winners", verbose_name=_("年度"))
    key = models.SlugField(_("記号"), max_length=60)
    award_ja = models.CharField(_("賞の名前"), max_length=80, blank=True, help_text=_("分からなければ空に。"))
    award_en = models.CharField(_("賞の名前（英語）"), max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(
        _("順位"), null=True, blank=True, help_text=_("金・銀・銅のある賞だけ。金は1。")
    )
    team = models.CharField(_("チーム"), max_length=100, blank=True, help_text=_("分からなければ空に。"))
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="past_wins", verbose_name=_("自治体")
    )
    idea_title = models.CharField(_("アイデア"), max_length=200, blank=True, help_text=_("分からなければ空に。"))
    source = models.CharField(_("出典"), max_length=300, help_text=_("どの資料で確かめたか。ページに出ます。"))

    objects = PastWinnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("過去の受賞")
        verbose_name_plural = pgettext_lazy("plural", "過去の受賞")
        ordering = ["-cycle__fiscal_year", "key"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="past_winner_key_is_once_a_cycle"),
            models.CheckConstraint(condition=~Q(source=""), name="past_winner_names_its_source"),
            models.CheckConstraint(
                condition=~Q(team="") | Q(participant__isnull=False),
                name="past_winner_is_somebody",
                violation_error_message=_("チームか自治体の、どちらかは書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle.code} {self.award_ja or _('賞の名前は不明')} {self.team or self.participant}"
