"""Rounds, criteria, judges and their scores; the tiers that come of them; advice."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Tier, Translated
from ideas.models import Idea
from municipalities.models import bodies

MAX_WORDS = 2000  # characters of a comment and of an advice


class JudgingRefused(ContestError):
    """An act of judging that cannot be done now, or not by this person."""


class SheetIncomplete(JudgingRefused):
    """A sheet that lacks points; `criteria` are those without any."""

    def __init__(self, message: str, criteria: list["Criterion"]) -> None:
        super().__init__(message)
        self.criteria = criteria


class Round(TimeStamped):
    """One round of judging over [opens_at, closes_at); blind rounds hide teams and people from judges."""

    class Kind(models.TextChoices):
        SCREENING = "screening", _("一次審査")
        FINAL = "final", _("最終公開審査")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rounds", verbose_name=_("年度"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    opens_at = models.DateTimeField(_("はじまり"))
    closes_at = models.DateTimeField(_("しめきり"))
    is_blind = models.BooleanField(_("チームと人を伏せる"), default=True)

    class Meta:
        verbose_name = _("審査")
        verbose_name_plural = pgettext_lazy("plural", "審査")
        ordering = ["opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="round_kind_is_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
                violation_error_message=_("しめきりは、はじまりより後にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.get_kind_display()}"

    def is_open_at(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.closes_at


class Criterion(Translated, models.Model):
    """One measure of a round: a scale from 1 to `max_points` and a weight; totals are weighted means of 0–1."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria", verbose_name=_("審査"))
    key = models.SlugField(_("記号"))
    name_ja = models.CharField(_("名前"), max_length=60)
    name_en = models.CharField(_("名前（英語）"), max_length=60, blank=True)
    help_ja = models.CharField(_("見るところ"), max_length=300, blank=True)
    help_en = models.CharField(_("見るところ（英語）"), max_length=300, blank=True)
    weight = models.DecimalField(
        _("重み"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    max_points = models.PositiveSmallIntegerField(
        _("満点"), default=5, validators=[MinValueValidator(2), MaxValueValidator(100)]
    )
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("審査基準")
        verbose_name_plural = pgettext_lazy("plural", "審査基準")
        ordering = ["round", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="criterion_key_is_once_a_round"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="criterion_weight_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.in_language("name")


class Judge(TimeStamped):
    """A person who judges one cycle."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="judges", verbose_name=_("年度"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judgeships", verbose_name=_("人"))
    title = models.CharField(_("肩書"), max_length=120, blank=True)
    is_chair = models.BooleanField(_("審査委員長"), default=False)

    class Meta:
        verbose_name = _("審査委員")
        verbose_name_plural = pgettext_lazy("plural", "審査委員")
        ordering = ["cycle", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="judge_is_once_a_cycle")]

    def __str__(self) -> str:
        return str(self.user)


class Conflict(TimeStamped):
    """That a judge has a stake in an idea and may neither see nor score it."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts", verbose_name=_("審査委員"))
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="conflicts", verbose_name=_("アイデア"))
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("利益相反")
        verbose_name_plural = pgettext_lazy("plural", "利益相反")
        constraints = [models.UniqueConstraint(fields=["judge", "idea"], name="conflict_is_declared_once")]

    def __str__(self) -> str:
        return f"{self.judge} × {self.idea.number}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of_judge(self, user):
        """A person's own sheets, without ideas withdrawn or in conflict."""
        return self.filter(judge__user=user, idea__status=Idea.Status.SUBMITTED).exclude(
            idea__conflicts__judge=F("judge")
        )

    def begun_by(self, moment: datetime):
        """Sheets of rounds whose window has opened; judges see nothing of an idea before."""
        return self.filter(round__opens_at__lte=moment)

    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)

    def for_list(self):
        """What the judge's list shows, in a fixed number of queries and in an order no score touches."""
        return (
            self.select_related("round__cycle", "idea__cycle", "idea__challenge__cycle", "idea__challenge__participant")
            .prefetch_related(bodies("idea__challenge__participant__members"))
            .order_by("round__opens_at", "round", "idea__serial", "id")
        )


class Assignment(TimeStamped):
    """One judge's sheet for one idea in one round; handed in as a whole."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments", verbose_name=_("審査"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments", verbose_name=_("審査委員"))
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="assignments", verbose_name=_("アイデア"))
    comment = models.TextField(_("審査委員会へのことば（公開されません）"), max_length=MAX_WORDS, blank=True)
    advice = models.TextField(_("チームへの改善アドバイス"), max_length=MAX_WORDS, blank=True)
    handed_in_at = models.DateTimeField(_("採点を終えた日時"), null=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("採点")
        verbose_name_plural = pgettext_lazy("plural", "採点")
        ordering = ["round", "idea", "judge"]
        constraints = [
            models.UniqueConstraint(fields=["round", "judge", "idea"], name="sheet_is_once_a_judge_and_idea"),
        ]

    def __str__(self) -> str:
        return f"{self.idea.number} {self.idea}"


class Score(models.Model):
    """Points for one criterion on one sheet."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores", verbose_name=_("採点"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("審査基準"))
    points = models.PositiveSmallIntegerField(_("点"))

    class Meta:
        verbose_name = _("点")
        verbose_name_plural = pgettext_lazy("plural", "点")
        ordering = ["criterion__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_is_once_a_criterion"),
            models.CheckConstraint(condition=Q(points__gte=1), name="score_is_at_least_one"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class Placement(TimeStamped):
    """The tier the committee put an idea in; the world sees it only after the release."""

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="placement", verbose_name=_("アイデア"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="placements", verbose_name=_("層"))
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
