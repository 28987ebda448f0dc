"""Venue cards: printed in batches, one a person."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle

CARDS_AT_ONCE = 500  # cards of one batch: fifty sheets of A4, set while somebody waits


class CardBatchQuerySet(models.QuerySet["CardBatch"]):
    def in_use(self):
        """Batches whose cards can still be taken."""
        return self.filter(closed_at__isnull=True)

    def with_taken(self):
        """Each with `taken`: how many of its cards were used."""
        return self.annotate(taken=Count("cards", filter=Q(cards__taken_at__isnull=False)))


class CardBatch(TimeStamped):
    """Venue cards printed together; their codes were on the sheet once and are known to nobody here."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="card_batches", verbose_name=_("年度"))
    label = models.CharField(_("名前"), max_length=60, help_text=_("例：会場の受付。紙にも出ます。"))
    count = models.PositiveSmallIntegerField(_("枚数"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("作った人"))
    closed_at = models.DateTimeField(_("止めた日時"), null=True, blank=True)

    objects = CardBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("会場カードの束")
        verbose_name_plural = pgettext_lazy("plural", "会場カードの束")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=CARDS_AT_ONCE), name="card_batch_has_one_to_five_hundred_cards"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Card(models.Model):
    """One person's card: an 80-bit code kept as a keyed hash, taken once, by one browser."""

    batch = models.ForeignKey(CardBatch, models.CASCADE, related_name="cards", verbose_name=_("会場カードの束"))
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    browser = models.CharField(max_length=64, blank=True, editable=False, help_text="keyed hash, for a day")
    taken_at = models.DateTimeField(_("使った日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("会場カード")
        verbose_name_plural = pgettext_lazy("plural", "会場カード")

    def __str__(self) -> str:
        return f"{self.batch} #{self.pk}"


class WrongCard(models.Model):
    """A code no card has, typed somewhere: counted by network, kept for a day."""

    network = models.CharField(max_length=64, blank=True, editable=False, help_text="keyed hash of the prefix")
    tried_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ちがうカード番号")
        verbose_name_plural = pgettext_lazy("plural", "ちがうカード番号")
        indexes = [models.Index(fields=["network", "tried_at"], name="wrong_cards_of_a_network")]

    def __str__(self) -> str:
        return f"#{self.pk}"
