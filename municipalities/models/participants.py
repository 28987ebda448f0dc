"""The entries local governments take part as, one body or a union of several, and their part in each cycle."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from contest.models import Cycle
from municipalities.domains import domain_of
from municipalities.models.register import LocalGovernment, words_of


class ParticipationRefused(ContestError):
    """An entry that cannot take part as it stands, or cannot withdraw."""


def bodies(path: str) -> models.Prefetch:
    """A participant's bodies with what their names need, prefetched along `path` in one query."""
    return models.Prefetch(path, ParticipantMember.objects.select_related("government__parent"))


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def with_members(self):
        """Everything a participant's name needs, in one more query."""
        return self.prefetch_related(bodies("members"))

    def served_by(self, user):
        """The municipalities this person writes for now."""
        return self.filter(officers__user=user, officers__until__isnull=True)

    def with_domain_of(self, email):
        """Those that list the domain of this address; none for an address without one."""
        domain = re.escape(domain_of(email))
        return self.filter(email_domains__iregex=rf"(^|\s){domain}(\s|$)") if "@" in email else self.none()

    def matching(self, query: str):
        """Those with a body that `LocalGovernmentQuerySet.matching` finds, in their own order."""
        if not words_of(query):
            return self
        found = LocalGovernment.objects.matching(query).order_by().values("pk")
        return self.filter(Exists(ParticipantMember.objects.filter(participant=OuterRef("pk"), government__in=found)))

    def listed(self):
        """Those the world may see: of the list of past years, or standing in a public cycle. The others wait."""
        standing = Participation.objects.standing().filter(cycle__is_public=True, participant=OuterRef("pk"))
        return self.filter(Q(is_on_record=True) | Exists(standing))


class Participant(models.Model):
    """One numbered entry of the list of participating municipalities: a single body or a union of several."""

    number = models.PositiveSmallIntegerField(_("番号"), unique=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    is_on_record = models.BooleanField(
        _("過去の一覧にある"), default=False, help_text=_("どの年に参加したかの記録がなくても、一覧に出します。")
    )
    email_domains = models.CharField(
        _("職員のメールのドメイン"), max_length=200, blank=True, help_text=_("空白で区切ります。")
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加自治体")
        verbose_name_plural = pgettext_lazy("plural", "参加自治体")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The bodies' names in order, joined by a middle dot."""
        return "・".join(member.government.full_name for member in self.members.all())

    def lists_domain_of(self, email: str) -> bool:
        """Whether an address has one of the domains kept for this municipality."""
        return domain_of(email) in self.email_domains.lower().split()

    @property
    def lead(self) -> LocalGovernment | None:
        """The first body: the only one, or the one that leads a union."""
        member = next(iter(self.members.all()), None)
        return member.government if member else None

    @property
    def is_union(self) -> bool:
        return len(self.members.all()) > 1

    def knows_domain_of(self, email: str) -> bool:
        """Whether an address may be an officer's: one that is listed, or any where nothing is listed."""
        return not self.email_domains.strip() or self.lists_domain_of(email)


class ParticipantMember(models.Model):
    """A body inside an entry."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="members", verbose_name=_("参加自治体"))
    government = models.ForeignKey(LocalGovernment, models.PROTECT, related_name="memberships", verbose_name=_("団体"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("参加自治体の団体")
        verbose_name_plural = pgettext_lazy("plural", "参加自治体の団体")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "government"], name="body_is_once_in_an_entry"),
        ]

    def __str__(self) -> str:
        return str(self.government)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def served_by(self, user):
        """Those of the entries this person writes for now."""
        return self.filter(participant__officers__user=user, participant__officers__until__isnull=True)

    def for_desk(self):
        """With their names and years, newest first, in a fixed number of queries."""
        rows = self.select_related("cycle", "participant").prefetch_related(bodies("participant__members"))
        return rows.order_by("-cycle__fiscal_year", "participant__number")


class Participation(models.Model):
    """That an entry takes part in one cycle, until it withdraws."""

    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="participations", verbose_name=_("参加自治体")
    )
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="participations", verbose_name=_("年度"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("申し込んだ人"),
    )
    applied_at = models.DateTimeField(_("申し込んだ日時"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("参加をやめた日時"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("やめる理由"), max_length=300, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加")
        verbose_name_plural = pgettext_lazy("plural", "参加")
        constraints = [models.UniqueConstraint(fields=["participant", "cycle"], name="participation_is_once_a_cycle")]

    def __str__(self) -> str:
        return f"{self.participant} {self.cycle}"


class ExtensionRefused(ContestError):
    """More time that cannot be given, or not so."""


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def counting(self):
        """Newest first: of several for one entry and cycle, the first of these counts."""
        return self.order_by("-granted_at", "-pk")


@dataclass(frozen=True)
class Window:
    """When the challenges of one entry are taken: in the stage's window, or longer where the secretariat gave more time."""

    opens_at: datetime
    stage_closes_at: datetime
    publishes_at: datetime | None
    extended_to: datetime | None = None

    @property
    def closes_at(self) -> datetime:
        """The exclusive end; an extension that ends before the stage does takes nothing away."""
        return max(self.stage_closes_at, self.extended_to or self.stage_closes_at)

    @property
    def is_extended(self) -> bool:
        return self.closes_at > self.stage_closes_at

    def is_open_at(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.closes_at

    def is_published_at(self, moment: datetime) -> bool:
        return self.publishes_at is not None and self.publishes_at <= moment


class Extension(models.Model):
    """More time for one entry's challenges of a cycle, given by the secretariat; the latest one counts, all are kept."""

    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="extensions", verbose_name=_("参加自治体")
    )
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="extensions", verbose_name=_("年度"))
    closes_at = models.DateTimeField(
        _("のばしたしめきり"), help_text=_("この瞬間から受け付けません（9月7日23:59までなら8日0:00）。")
    )
    reason = models.CharField(_("理由"), max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人")
    )
    granted_at = models.DateTimeField(_("決めた日時"))

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("しめきりの延長")
        verbose_name_plural = pgettext_lazy("plural", "しめきりの延長")
        ordering = ["granted_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.participant} {self.cycle}"
