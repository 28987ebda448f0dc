"""Prizes, who got them, and the act of two people that makes them public."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Organization, Tier, Translated
from ideas.models import Idea, Team
from municipalities.models import bodies

CITATION_LENGTH = 400  # characters


class AwardRefused(ContestError):
    """An act on awards that cannot be done now, for this idea, or by this person."""


class Award(Translated, TimeStamped):
    """One prize of one cycle: who decides it, and which ideas may get it."""

    class DecidedBy(models.TextChoices):
        COMMITTEE = "committee", _("審査委員会")
        PARTNER = "partner", _("連携団体")
        SPONSOR = "sponsor", _("協賛団体")
        VIEWERS = "viewers", _("オンライン投票")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="awards", verbose_name=_("年度"))
    key = models.SlugField(_("記号"), max_length=60)
    name_ja = models.CharField(_("賞の名前"), max_length=80)
    name_en = models.CharField(_("賞の名前（英語）"), max_length=120, blank=True)
    aliases = models.JSONField(_("ほかの呼び名"), default=list, blank=True)
    decided_by = models.CharField(_("決める人"), max_length=10, choices=DecidedBy)
    sponsor = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="awards", verbose_name=_("協賛団体")
    )
    tier = models.ForeignKey(
        Tier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("対象の層"),
        help_text=_("空なら全部の層。オンライン投票賞は層ごとに作ります。"),
    )
    team_attribute = models.CharField(
        _("チーム属性"),
        max_length=10,
        choices=Team.Attribute,
        blank=True,
        help_text=_("学生賞は「学生」。空ならどのチームも。"),
    )
    places = models.PositiveSmallIntegerField(_("何位まで"), default=1, help_text=_("3 なら金・銀・銅。"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    is_withheld = models.BooleanField(_("今年は受賞なし"), default=False)
    withheld_reason = models.CharField(_("受賞なしの理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("賞")
        verbose_name_plural = pgettext_lazy("plural", "賞")
        ordering = ["cycle", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="award_key_is_once_a_cycle"),
            models.CheckConstraint(
                condition=~Q(decided_by="sponsor") | Q(sponsor__isnull=False),
                name="sponsor_award_names_its_sponsor",
                violation_error_message=_("協賛団体賞には、協賛団体をえらんでください。"),
            ),
            models.CheckConstraint(
                condition=Q(is_withheld=False) | ~Q(withheld_reason=""),
                name="withheld_award_says_why",
                violation_error_message=_("受賞なしの理由を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.in_language("name")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def for_public(self):
        """What `awards.public` needs, in a fixed number of queries, in the order of giving."""
        return (
            self.select_related(
                "award__cycle__publication", "award__tier", "idea__cycle", "idea__team", "idea__challenge__participant"
            )
            .prefetch_related(bodies("idea__challenge__participant__members"))
            .order_by("award__order", "award", "place", "idea__serial")
        )


class Decision(Translated, TimeStamped):
    """That an idea gets an award, at a place; the team and its municipality receive it together."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="decisions", verbose_name=_("賞"))
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="award_decisions", verbose_name=_("アイデア"))
    place = models.PositiveSmallIntegerField(_("順位"), default=1)
    citation_ja = models.CharField(_("授賞のことば"), max_length=CITATION_LENGTH, blank=True)
    citation_en = models.CharField(_("授賞のことば（英語）"), max_length=CITATION_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("記録した人")
    )
    decided_at = models.DateTimeField(_("決めた日時"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("賞の決定")
        verbose_name_plural = pgettext_lazy("plural", "賞の決定")
        ordering = ["award__order", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["award", "idea"], name="award_is_given_once_to_an_idea"),
            models.CheckConstraint(condition=Q(place__gte=1), name="award_place_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.idea}"


class Publication(models.Model):
    """The act that shows a cycle's awards to the world: one person proposes, another agrees."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="publication", verbose_name=_("年度"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    proposed_at = models.DateTimeField(_("申し出た日時"))
    digest = models.CharField(
        _("決定の要約値"), max_length=64, help_text=_("申し出たあとに決定が変わると、公開できません。")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("認めた人")
    )
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("賞の公開")
        verbose_name_plural = pgettext_lazy("plural", "賞の公開")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="publication_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(agreed_by__isnull=False),
                name="publication_is_agreed_before_it_is_public",
            ),
        ]

    def __str__(self) -> str:
        return str(self.cycle)
