"""Meetings: kick-offs, symposiums, finals; who appears, and where it can be seen."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Organization, Translated


class EventQuerySet(models.QuerySet["Event"]):
    def public(self):
        """Events the world may see; one of a cycle that is not public yet is not."""
        return self.filter(Q(cycle__isnull=True) | Q(cycle__is_public=True), is_public=True)

    def for_cards(self):
        """What a list shows, in a fixed number of queries."""
        return self.select_related("cycle", "host").prefetch_related("host__names")

    def for_page(self):
        """One event with its programme, in a fixed number of queries."""
        return self.for_cards().prefetch_related("sessions__appearances")


class Event(Translated, TimeStamped):
    """A meeting over [starts_at, ends_at), in a place, online, or both."""

    class Kind(models.TextChoices):
        KICKOFF = "kickoff", _("キックオフ")
        AGORA = "agora", _("アゴラ")
        FINAL = "final", _("最終公開審査")
        SYMPOSIUM = "symposium", _("公開シンポジウム")
        BRIEFING = "briefing", _("説明会")
        WORKSHOP = "workshop", _("ワークショップ")

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("会場")
        ONLINE = "online", _("オンライン")
        HYBRID = "hybrid", _("会場とオンライン")

    slug = models.SlugField(_("記号"), unique=True)
    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("年度")
    )
    host = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("主催")
    )
    title_ja = models.CharField(_("題"), max_length=150)
    title_en = models.CharField(_("題（英語）"), max_length=150, blank=True)
    theme_ja = models.CharField(_("テーマ"), max_length=150, blank=True)
    starts_at = models.DateTimeField(_("はじまり"))
    ends_at = models.DateTimeField(_("おわり"), null=True, blank=True)
    mode = models.CharField(_("形式"), max_length=10, choices=Mode, blank=True)
    place = models.CharField(_("場所"), max_length=150, blank=True)
    summary_ja = models.TextField(_("趣旨"), blank=True)
    view_url = models.URLField(_("視聴用のアドレス"), blank=True)
    source = models.CharField(_("出典"), max_length=300, blank=True)
    is_public = models.BooleanField(_("公開"), default=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("催し")
        verbose_name_plural = pgettext_lazy("plural", "催し")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.in_language("title")

    @property
    def host_name(self) -> str:
        """The host as it was called on the day."""
        return self.host.name_on(timezone.localdate(self.starts_at)) if self.host else ""

    @property
    def has_times(self) -> bool:
        """Past meetings are recorded from midnight where only their day is known."""
        return timezone.localtime(self.starts_at).time() != time()

    def is_over_at(self, moment: datetime) -> bool:
        """After its end; without a known end, after the day it began."""
        return moment >= (self.ends_at or self.starts_at + timedelta(days=1))


class Session(models.Model):
    """A part of an event's programme."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name=_("催し"))
    order = models.PositiveSmallIntegerField(_("順"))
    title_ja = models.CharField(_("題"), max_length=150)

    class Meta:
        verbose_name = _("プログラム")
        verbose_name_plural = pgettext_lazy("plural", "プログラム")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["event", "order"], name="session_order_is_once_an_event")]

    def __str__(self) -> str:
        return self.title_ja


class Appearance(models.Model):
    """Who appears in a session, with the title held at the time; an office may appear without a name."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances", verbose_name=_("プログラム"))
    role = models.CharField(_("役"), max_length=30, help_text=_("例: 講師、モデレータ、パネリスト"))
    name = models.CharField(_("氏名"), max_length=50, blank=True)
    kana = models.CharField(_("ふりがな"), max_length=80, blank=True)
    title = models.CharField(_("肩書"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("登壇")
        verbose_name_plural = pgettext_lazy("plural", "登壇")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.role} {self.name or self.title}"
