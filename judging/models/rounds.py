"""Rounds of judging and their rubric."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Translated


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
    judges_per_idea = models.PositiveSmallIntegerField(
        _("アイデア1件を採点する人数"), default=0, help_text=_("0なら、審査委員全員で採点します。")
    )
    rubric_hash = models.CharField(_("審査基準のしるし"), max_length=64, blank=True, editable=False)
    rubric_frozen_at = models.DateTimeField(_("審査基準が決まった日時"), null=True, editable=False)
    locked_at = models.DateTimeField(_("採点を締めた日時"), null=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("締めた人"),
    )

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
        """Takes scores: the clock is inside the window, and nobody has locked the sheets."""
        return self.locked_at is None and self.opens_at <= moment < self.closes_at


class Reopening(models.Model):
    """That a locked round takes scores again until a new deadline: asked by one person, agreed to by another."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reopenings", verbose_name=_("審査"))
    reason = models.CharField(_("理由"), max_length=300)
    closes_at = models.DateTimeField(_("新しいしめきり"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("求めた人"))
    asked_at = models.DateTimeField(_("求めた日時"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("認めた人")
    )
    agreed_at = models.DateTimeField(_("認めた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("採点のやりなおし")
        verbose_name_plural = pgettext_lazy("plural", "採点のやりなおし")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")), name="reopening_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="reopening_agreed_has_a_moment",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(agreed_at__isnull=True), name="reopening_waits_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.reason}"


class Criterion(Translated, models.Model):
    """One measure of a round: a scale from 1 to `max_points` and a weight; totals are weighted means of 0–1."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria", verbose_name=_("審査"))
    key = models.SlugField(_("記号"))
    name_ja = models.CharField(_("名前"), max_length=60)
    name_en = models.CharField(_("名前（英語）"), max_length=60, blank=True)
    help_ja = models.CharField(_("見るところ"), max_length=300, blank=True)
    help_en = models.CharField(_("見るところ（英語）"), max_length=300, blank=True)
    labels_ja = models.TextField(
        _("点のことば"),
        max_length=2000,
        blank=True,
        help_text=_("1点から順に、1行に1つ。書くなら、満点の数だけ書きます。"),
    )
    labels_en = models.TextField(_("点のことば（英語）"), max_length=2000, blank=True)
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

    def clean(self):
        """A word for every point, or none."""
        for name in ("labels_ja", "labels_en"):
            labels = getattr(self, name).splitlines()
            if labels and self.max_points and len(labels) != self.max_points:
                said = _("点のことばは、1行に1つずつ、満点と同じ%(max)d行にしてください（いまは%(n)d行です）。")
                raise ValidationError({name: ValidationError(said, params={"max": self.max_points, "n": len(labels)})})

    @property
    def labels(self) -> list[str]:
        """What each point means, from 1 up, in the reader's language; empty where nobody wrote it."""
        return self.in_language("labels").splitlines()
