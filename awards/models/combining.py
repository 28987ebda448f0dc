"""How jury and public are joined for one award: a rule that stands before the vote opens and can be recomputed by anyone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.awards import Award


class CombiningRule(models.Model):
    """Weights of an award that the final's points and the public's votes decide together. None by default.

    Once frozen, `text` is the canonical JSON that `digest` is the SHA-256 of, and nothing of it changes any more.
    """

    class TieOrder(models.TextChoices):
        JURY = "jury", _("審査の点が高いほう")
        VOTES = "votes", _("票が多いほう")

    award = models.OneToOneField(Award, models.CASCADE, related_name="combining", verbose_name=_("賞"))
    jury_weight = models.PositiveSmallIntegerField(_("審査の重み（%）"), default=70)
    votes_weight = models.PositiveSmallIntegerField(_("投票の重み（%）"), default=30)
    quorum = models.PositiveIntegerField(
        _("投票を数える最少の人数"), default=0, help_text=_("これより少なければ、審査の点だけで決めます。")
    )
    tie_order = models.CharField(
        _("同点のとき"),
        max_length=5,
        choices=TieOrder,
        default=TieOrder.JURY,
        help_text=_("それも同じなら、順位を分けます。"),
    )
    text = models.TextField(_("確定した決まり"), blank=True, editable=False)
    digest = models.CharField(_("決まりの要約値"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("確定した日時"), null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("確定した人"),
    )
    points = models.JSONField(_("公開した審査の点"), null=True, editable=False, help_text=_("公開するまで空です。"))

    class Meta:
        verbose_name = _("審査と投票を合わせる決まり")
        verbose_name_plural = pgettext_lazy("plural", "審査と投票を合わせる決まり")
        constraints = [
            models.CheckConstraint(
                condition=Q(jury_weight=100 - F("votes_weight")),
                name="combining_weights_make_a_hundred",
                violation_error_message=_("重みは、合わせて100になるようにしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | (~Q(digest="") & Q(frozen_by__isnull=False)),
                name="combining_rule_frozen_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return str(self.award)
