"""実行こそいのち: what became of an idea one and two years later, told by its team and its municipality."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from ideas.models import Idea


class ReportRefused(ContestError):
    """A report that cannot be taken now."""


class PlanQuerySet(models.QuerySet["Plan"]):
    def due_on(self, day: date):
        """Plans whose day has come."""
        return self.filter(due_on__lte=day)

    def unanswered(self):
        return self.filter(report__isnull=True)

    def for_report(self):
        """Everything the report's page and its mails need."""
        return self.select_related(
            "idea__cycle", "idea__team", "idea__challenge__cycle", "idea__challenge__participant", "report"
        ).prefetch_related("idea__challenge__participant__members__government__parent")


class Plan(TimeStamped):
    """A report that is due: one idea, one side, so many months after the final."""

    class Side(models.TextChoices):
        TEAM = "team", _("チーム")
        MUNICIPALITY = "municipality", _("自治体")

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="followup_plans", verbose_name=_("アイデア"))
    side = models.CharField(_("だれが"), max_length=12, choices=Side)
    months = models.PositiveSmallIntegerField(_("何か月後"))
    due_on = models.DateField(_("期日"))
    invited_at = models.DateTimeField(_("案内を送った日時"), null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("その後の報告の予定")
        verbose_name_plural = pgettext_lazy("plural", "その後の報告の予定")
        ordering = ["due_on", "idea", "side"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "side", "months"], name="plan_is_once_a_side_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.idea} {self.months} {self.get_side_display()}"


class Report(TimeStamped):
    """What became of the idea; public as soon as it is handed in."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("まだはじめていない")
        PREPARING = "preparing", _("準備中")
        TRIAL = "trial", _("試行")
        RUNNING = "running", _("実行中")
        ESTABLISHED = "established", _("定着")
        ENDED = "ended", _("中止")

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="report", verbose_name=_("予定"))
    state = models.CharField(_("いまの様子"), max_length=12, choices=State)
    done = models.TextField(_("したこと"), max_length=1000)
    learned = models.TextField(_("わかったこと・壁になったこと"), max_length=1000, blank=True)
    next_step = models.TextField(_("つぎにすること"), max_length=1000, blank=True)
    handed_in_at = models.DateTimeField(_("報告した日時"))

    class Meta:
        verbose_name = _("その後の報告")
        verbose_name_plural = pgettext_lazy("plural", "その後の報告")
        ordering = ["-handed_in_at"]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_state_display()}"
