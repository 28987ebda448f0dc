"""課題のたね: what citizens say is wrong in their town, and what its officers make of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from contest.hiding import AbstractReport, Hidable, HidableQuerySet
from contest.models import Cycle
from municipalities.models.challenges import Challenge
from municipalities.models.participants import Participant, bodies


class SeedRefused(ContestError):
    """A step a seed cannot take as things stand."""


class SeedQuerySet(HidableQuerySet["Seed"]):
    def public(self):
        """What anybody may read: seeds of public cycles that were not hidden."""
        return self.in_sight().filter(cycle__is_public=True)

    def visible_to(self, user):
        """Public ones, and one's own, hidden or not: the writer is told why."""
        if not user.is_authenticated:
            return self.public()
        return self.filter(Q(hidden_at__isnull=True, cycle__is_public=True) | Q(suggested_by=user))

    def written_by(self, user):
        """Those this person suggested."""
        return self.filter(suggested_by=user)

    def for_officer(self, user):
        """Seeds for the municipalities this person serves now; hidden ones are gone for them too."""
        serving = {"participant__officers__user": user, "participant__officers__until__isnull": True}
        return self.in_sight().filter(**serving)

    def waiting(self):
        """Those nobody has answered yet, hidden ones apart."""
        return self.in_sight().filter(status=Seed.Status.OPEN)

    def for_list(self):
        """What a list of seeds shows, in a fixed number of queries."""
        kept = ("cycle", "participant", "challenge__cycle", "merged_into")
        return self.select_related(*kept).prefetch_related(bodies("participant__members"), "cycle__stages")


class Seed(Hidable):
    """A local issue a citizen suggests to a municipality: adopted into a challenge, merged, or answered with a reason."""

    class Status(models.TextChoices):
        OPEN = "open", _("返事を待っています")
        ADOPTED = "adopted", _("課題に取り入れました")
        MERGED = "merged", _("ほかの課題のたねと合わせました")
        ANSWERED = "answered", _("返事がありました")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="seeds", verbose_name=_("年度"))
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="seeds", verbose_name=_("参加自治体"))
    # Columns are wider than the limits people are held to (common.text.length_of): a letter may be several characters.
    title = models.CharField(_("ひとことで言うと"), max_length=300)
    text = models.TextField(_("だれが、どこで、どう困っているか"))
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seeds", verbose_name=_("書いた人")
    )
    credit = models.CharField(_("公開する名前"), max_length=300, blank=True)
    status = models.CharField(_("状態"), max_length=10, choices=Status, default=Status.OPEN)
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="seeds", verbose_name=_("もとになった課題")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("合わせた先")
    )
    answer = models.TextField(_("自治体の返事"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("返事をした人"),
    )
    answered_at = models.DateTimeField(_("返事の日時"), null=True, blank=True)
    told_at = models.DateTimeField(_("担当者に知らせた日時"), null=True, blank=True, editable=False)

    objects = SeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("課題のたね")
        verbose_name_plural = pgettext_lazy("plural", "課題のたね")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(status="answered") | ~Q(answer=""), name="seed_answered_has_an_answer"),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(merged_into__isnull=False), name="seed_merged_has_a_target"
            ),
            *Hidable.Meta.constraints,
        ]

    def __str__(self) -> str:
        return self.title


class SeedReport(AbstractReport):
    """That a person finds a seed abusive or spam; the secretariat hides it or lets it stand."""

    seed = models.ForeignKey(Seed, models.CASCADE, related_name="reports", verbose_name=_("課題のたね"))

    class Meta(AbstractReport.Meta):
        verbose_name = _("課題のたねの知らせ")
        verbose_name_plural = pgettext_lazy("plural", "課題のたねの知らせ")
        constraints = [
            models.UniqueConstraint(fields=["seed", "reported_by"], name="seed_is_reported_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.seed}"
