"""実行こそいのち: what became of an idea one and two years later, told by its team and its municipality."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from ideas.models import Idea

OVERDUE_AFTER = timedelta(days=42)  # since the day it was due


class ReportRefused(ContestError):
    """A report that cannot be taken now."""


class PlanQuerySet(models.QuerySet["Plan"]):
    def due_on(self, day: date):
        """Plans whose day has come."""
        return self.filter(due_on__lte=day)

    def unanswered(self):
        """Still waited for: not reported on, and not left out."""
        return self.filter(report__isnull=True).wanted()

    def wanted(self):
        """The twin of `Plan.is_left_out`: neither left out by the secretariat, nor of an idea that was withdrawn."""
        return self.filter(skipped_at__isnull=True).exclude(idea__status=Idea.Status.WITHDRAWN)

    def overdue_on(self, day: date):
        """Still waited for six weeks after their day."""
        return self.due_on(day - OVERDUE_AFTER).unanswered()

    def to_remind(self, at: datetime):
        """Invited two weeks ago or more, and reminded less than twice; `services.remind_of_report` looks closely."""
        early = self.unanswered().filter(invited_at__lt=at - timedelta(days=13), reminders__lt=2)
        return early.order_by("pk")

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
    reminders = models.PositiveSmallIntegerField(_("催促した回数"), default=0, editable=False)
    escalated_at = models.DateTimeField(_("事務局に知らせた日時"), null=True, editable=False)
    link_version = models.PositiveSmallIntegerField(_("リンクの版"), default=0, editable=False)
    draft = models.JSONField(_("下書き"), default=dict, editable=False)
    skipped_at = models.DateTimeField(_("求めないことにした日時"), null=True, editable=False)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("求めないことにした人"),
    )
    skip_reason = models.CharField(_("求めない理由"), max_length=300, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("その後の報告の予定")
        verbose_name_plural = pgettext_lazy("plural", "その後の報告の予定")
        ordering = ["due_on", "idea", "side"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "side", "months"], name="plan_is_once_a_side_and_year"),
            models.CheckConstraint(
                condition=models.Q(skipped_at__isnull=True) | ~models.Q(skip_reason=""),
                name="plan_skipped_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        said = {"idea": self.idea, "side": self.get_side_display(), "n": self.months}
        return str(_("%(idea)s（%(side)s、%(n)dか月後）") % said)

    @property
    def is_left_out(self) -> bool:
        """Asked for no more: the secretariat said so, or the idea was withdrawn."""
        return self.skipped_at is not None or self.idea.status == Idea.Status.WITHDRAWN


class Report(TimeStamped):
    """What became of the idea; public as soon as it is handed in."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("まだはじめていない")
        PREPARING = "preparing", _("準備中")
        TRIAL = "trial", _("試行")
        RUNNING = "running", _("実行中")
        ESTABLISHED = "established", _("定着")
        HANDED_OVER = "handed_over", _("引継")
        ENDED = "ended", _("中止")

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="report", verbose_name=_("予定"))
    state = models.CharField(_("いまの様子"), max_length=12, choices=State)
    reason = models.TextField(_("その理由"), max_length=1000, blank=True)
    done = models.TextField(_("したこと"), max_length=1000)
    figures = models.TextField(_("数でわかること"), max_length=1000, blank=True)
    evidence = models.TextField(_("たしかめられるもの"), max_length=1000, blank=True)
    learned = models.TextField(_("わかったこと・壁になったこと"), max_length=1000, blank=True)
    next_step = models.TextField(_("つぎにすること"), max_length=1000, blank=True)
    handed_in_at = models.DateTimeField(_("報告した日時"))
    followers_told_at = models.DateTimeField(_("フォローしている人に知らせた日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("その後の報告")
        verbose_name_plural = pgettext_lazy("plural", "その後の報告")
        ordering = ["-handed_in_at"]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_state_display()}"


# States of which the world wants to know why; the rest speak for themselves.
NEEDS_REASON = frozenset({Report.State.NOT_STARTED, Report.State.HANDED_OVER, Report.State.ENDED})
# States in which an idea is carried out, by its team or by whoever took it over.
CARRIED_OUT = frozenset({Report.State.TRIAL, Report.State.RUNNING, Report.State.ESTABLISHED, Report.State.HANDED_OVER})
TEXTS = ("reason", "done", "figures", "evidence", "learned", "next_step")


class ContactQuerySet(models.QuerySet["Contact"]):
    def agreed(self):
        """Those who said that they may be mailed."""
        return self.filter(agreed_at__isnull=False)


class Contact(TimeStamped):
    """つぎの連絡先: an address at which a team can still be reached once its members have left school.

    Mailed only after whoever reads it agreed; they may take it away at any time, and nothing of it stays.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="followup_contacts", verbose_name=_("アイデア"))
    email = models.EmailField(_("メールアドレス"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    agreed_at = models.DateTimeField(_("受け取ると答えた日時"), null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("つぎの連絡先")
        verbose_name_plural = pgettext_lazy("plural", "つぎの連絡先")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["idea", "email"], name="contact_is_once_an_idea")]

    def __str__(self) -> str:
        return f"{self.idea} {self.email}"


class Mentorship(models.Model):
    """That the secretariat named a mentor who advises a team and its municipality while they carry their idea out."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="mentorships", verbose_name=_("アイデア"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentorships", verbose_name=_("メンター")
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人"), editable=False
    )
    named_at = models.DateTimeField(_("決めた日時"), editable=False)

    class Meta:
        verbose_name = _("実行のメンター")
        verbose_name_plural = pgettext_lazy("plural", "実行のメンター")
        ordering = ["-named_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "user"],
                name="mentor_is_once_an_idea",
                violation_error_message=_("この人は、もうこのアイデアのメンターです。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea} {self.user}"


class MentoringPost(models.Model):
    """What team, municipality or mentor wrote to one another about carrying the idea out; read by them and the office."""

    class Voice(models.TextChoices):
        TEAM = "team", _("チーム")
        MUNICIPALITY = "municipality", _("自治体")
        MENTOR = "mentor", _("メンター")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="mentoring_posts", verbose_name=_("アイデア"))
    report = models.ForeignKey(
        Report,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentoring_posts",
        verbose_name=_("どの報告について"),
    )
    text = models.TextField(_("内容"), max_length=2000)
    voice = models.CharField(_("だれとして"), max_length=12, choices=Voice)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    created_at = models.DateTimeField(_("書いた日時"))

    class Meta:
        verbose_name = _("実行の相談")
        verbose_name_plural = pgettext_lazy("plural", "実行の相談")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.idea} {self.get_voice_display()}"
