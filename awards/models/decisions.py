"""Who got a prize, and the act of two people that makes it public at a moment they chose."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.awards import CITATION_LENGTH, Award
from common.models import TimeStamped
from contest.models import Cycle, Translated
from ideas.models import Idea
from municipalities.models import bodies


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
    returned_at = models.DateTimeField(_("辞退の日時"), null=True, blank=True, editable=False)
    returned_reason = models.CharField(_("辞退の理由"), max_length=300, blank=True, editable=False)

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


class PublicationQuerySet(models.QuerySet["Publication"]):
    def published(self):
        """What the world sees."""
        return self.filter(published_at__isnull=False)

    def due(self, moment: datetime):
        """Agreed by two people for a moment that has come, and not carried out yet."""
        return self.filter(agreed_at__isnull=False, published_at__isnull=True, goes_public_at__lte=moment)

    def to_tell(self):
        """Published, and those who follow the challenges have not all been told."""
        return self.published().filter(followers_told_at__isnull=True)


class Publication(models.Model):
    """The act that shows a cycle's awards to the world: one person proposes a moment, another agrees to it.

    Until `published_at` is written, in one transaction with everything else, the world sees nothing of it.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="publication", verbose_name=_("年度"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    proposed_at = models.DateTimeField(_("申し出た日時"))
    digest = models.CharField(
        _("決定の要約値"), max_length=64, help_text=_("申し出たあとに決定が変わると、公開できません。")
    )
    goes_public_at = models.DateTimeField(
        _("公開する日時"), null=True, blank=True, help_text=_("空なら、もう一人が認めたときに公開します。")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("認めた人")
    )
    agreed_at = models.DateTimeField(_("認めた日時"), null=True, blank=True)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True)
    followers_told_at = models.DateTimeField(_("フォローする人に知らせた日時"), null=True, blank=True, editable=False)

    objects = PublicationQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(agreed_by__isnull=False),
                name="publication_agreement_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.cycle)
