"""Prizes of a cycle: who decides each, and which ideas may get it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Organization, Tier, Translated
from ideas.models import Team
from judging.models import Judge

CITATION_LENGTH = 400  # characters


class AwardRefused(ContestError):
    """An act on awards that cannot be done now, for this idea, or by this person."""


def knows_attributes(value: object) -> None:
    """Team attributes by their keys."""
    if not isinstance(value, list) or not set(map(str, value)) <= set(Team.Attribute.values):
        raise ValidationError(_("チーム属性は、市民・学生・混成からえらんでください。"))


class AwardQuerySet(models.QuerySet["Award"]):
    def to_select_by(self, user):
        """The awards a sponsor's or Harvard's selector decides alone; the committee's are not among them."""
        seats = Judge.objects.serving().filter(user=user, cycle=OuterRef("cycle"))
        of_sponsor = seats.filter(scope=Judge.Scope.SPONSOR, organization=OuterRef("sponsor"))
        of_harvard = seats.filter(scope=Judge.Scope.HARVARD)
        decided_by = self.model.DecidedBy
        return self.filter(
            Q(decided_by=decided_by.SPONSOR) & Exists(of_sponsor)
            | Q(decided_by=decided_by.PARTNER) & Exists(of_harvard)
        )


class Award(Translated, TimeStamped):
    """One prize of one cycle: who decides it, and which ideas may get it."""

    class DecidedBy(models.TextChoices):
        COMMITTEE = "committee", _("審査委員会")
        PARTNER = "partner", _("連携団体")
        SPONSOR = "sponsor", _("協賛団体")
        VIEWERS = "viewers", _("オンライン投票")
        COMBINED = "combined", _("審査と投票")

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
        related_name="+",
        verbose_name=_("投票の層"),
        help_text=_("投票で決まる賞だけ。この層の投票が決めます。層ごとに賞を作ります。"),
    )
    tiers = models.ManyToManyField(
        Tier,
        blank=True,
        related_name="awards",
        verbose_name=_("対象の層"),
        help_text=_("人が決める賞だけ。いくつでも。一つもえらばなければ、全部の層。"),
    )
    team_attributes = models.JSONField(
        _("対象のチーム属性"),
        default=list,
        blank=True,
        validators=[knows_attributes],
        help_text=_("学生賞は「学生」、年度によっては「混成」も。空ならどのチームも。"),
    )
    places = models.PositiveSmallIntegerField(_("何位まで"), default=1, help_text=_("3 なら金・銀・銅。"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    is_withheld = models.BooleanField(_("今年は受賞なし"), default=False)
    withheld_reason = models.CharField(_("受賞なしの理由"), max_length=200, blank=True)

    objects = AwardQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=~Q(decided_by="combined") | Q(tier__isnull=False),
                name="combined_award_names_its_tier",
                violation_error_message=_("審査と投票で決まる賞には、投票の層を一つえらんでください。"),
            ),
            models.CheckConstraint(
                condition=Q(tier__isnull=True) | Q(decided_by__in=("viewers", "combined")),
                name="tier_of_a_vote_is_of_an_award_by_votes",
                violation_error_message=_("投票の層は、投票で決まる賞だけのものです。「対象の層」でえらんでください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.in_language("name")

    @property
    def is_counted(self) -> bool:
        """Numbers decide it, and people only say so."""
        return self.decided_by in (self.DecidedBy.VIEWERS, self.DecidedBy.COMBINED)

    @property
    def eligible_tiers(self) -> list[Tier]:
        """Whose ideas may get it; none: those of every tier."""
        if self.is_counted:
            return [self.tier] if self.tier else []
        return list(self.tiers.all())

    @property
    def attribute_labels(self) -> list[str]:
        return [str(Team.Attribute(key).label) for key in self.team_attributes]
