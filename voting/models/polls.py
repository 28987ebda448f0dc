"""The online vote itself: polls, voters, insert-only ballots, mailed codes, and the seal."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Tier
from ideas.models import Idea

KEYS_KEPT = timedelta(days=90)  # how long after the publication a result may be appealed


def new_pepper() -> str:
    return secrets.token_hex(32)


class PollQuerySet(models.QuerySet["Poll"]):
    def open_at(self, moment: datetime):
        """Polls whose window [opens_at, closes_at) holds `moment` and which are not sealed."""
        return self.filter(opens_at__lte=moment, closes_at__gt=moment, sealed_at__isnull=True)

    def unsealed(self):
        """Polls whose log is not fixed yet."""
        return self.filter(sealed_at__isnull=True)

    def to_seal(self, moment: datetime):
        """Closed by the clock and not sealed yet."""
        return self.unsealed().filter(closes_at__lte=moment)

    def to_anonymise(self, moment: datetime):
        """Published so long ago that nobody needs to tell its voters apart any more."""
        return self.filter(published_at__lte=moment - KEYS_KEPT, anonymised_at__isnull=True)


class Poll(TimeStamped):
    """One tier's vote: draft → open → closed (the clock) → sealed → published → anonymised; no way back."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="polls", verbose_name=_("年度"))
    tier = models.OneToOneField(Tier, models.PROTECT, related_name="poll", verbose_name=_("層"))
    slug = models.SlugField(_("アドレス"), unique=True, help_text="cog2026-finalist")
    opens_at = models.DateTimeField(_("はじまり"))
    closes_at = models.DateTimeField(_("しめきり"))
    max_choices = models.PositiveSmallIntegerField(_("一人がえらべる数"), default=3)
    prizes = models.PositiveSmallIntegerField(_("何位まで賞を出すか"), default=3, help_text=_("3 なら金・銀・銅。"))
    pepper = models.CharField(max_length=64, default=new_pepper, editable=False)
    sealed_at = models.DateTimeField(_("封印した日時"), null=True, editable=False)
    published_at = models.DateTimeField(_("結果を公開した日時"), null=True, editable=False)
    result = models.JSONField(_("公開した結果"), null=True, editable=False, help_text=_("公開するまで空です。"))
    anonymised_at = models.DateTimeField(_("手がかりを消した日時"), null=True, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("オンライン投票")
        verbose_name_plural = pgettext_lazy("plural", "オンライン投票")
        ordering = ["tier__order"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="poll_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(max_choices__gte=1), name="poll_lets_choose_at_least_one"),
            models.CheckConstraint(condition=Q(prizes__gte=1), name="poll_has_a_first_prize"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.tier}"

    def is_open_at(self, moment: datetime) -> bool:
        """The twin of `PollQuerySet.open_at`."""
        return self.sealed_at is None and self.opens_at <= moment < self.closes_at

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Choice(models.Model):
    """An idea that can be chosen in a poll."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices", verbose_name=_("投票"))
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="choices", verbose_name=_("アイデア"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("えらべるアイデア")
        verbose_name_plural = pgettext_lazy("plural", "えらべるアイデア")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["poll", "idea"], name="choice_is_once_a_poll")]

    def __str__(self) -> str:
        return f"{self.poll} {self.idea}"


class Channel(models.TextChoices):
    """How a voter was verified."""

    EMAIL = "email", _("メール")
    LINE = "line", "LINE"
    GOOGLE = "google", "Google"
    CARD = "card", _("会場カード")


class Voter(models.Model):
    """A proven identity in one poll, kept only as a keyed hash (HMAC with the poll's pepper)."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="voters", verbose_name=_("投票"))
    voter_key = models.CharField(max_length=64, null=True, editable=False)
    channel = models.CharField(_("確かめ方"), max_length=20, default=Channel.EMAIL, choices=Channel)
    created_at = models.DateTimeField(_("確かめた日時"))

    class Meta:
        verbose_name = _("投票する人")
        verbose_name_plural = pgettext_lazy("plural", "投票する人")
        constraints = [models.UniqueConstraint(fields=["poll", "voter_key"], name="voter_is_once_a_poll")]

    def __str__(self) -> str:
        return f"{self.poll} #{self.pk}"


class Ballot(models.Model):
    """A cast ballot; insert-only (a trigger refuses change); each voter's last one counts.

    The poll is held by the voter's own row and by the cast: a constraint here too would lock one row for every ballot of
    the evening. The two columns stand first in the indexes below. A receipt is unique by a constraint: `unique=True`
    would add an index for searching by beginnings, written with every ballot and read by nobody.
    """

    poll = models.ForeignKey(
        Poll, models.PROTECT, db_constraint=False, db_index=False, related_name="ballots", verbose_name=_("投票")
    )
    voter = models.ForeignKey(
        Voter, models.PROTECT, db_index=False, related_name="ballots", verbose_name=_("投票した人")
    )
    choices = models.JSONField(_("えらんだもの"), help_text=_("アイデアの番号、並べ替えずみ"))
    receipt = models.CharField(_("控え番号"), max_length=16)
    request_id = models.UUIDField(default=uuid.uuid4)
    cast_at = models.DateTimeField(_("投票した日時"))

    class Meta:
        verbose_name = _("票")
        verbose_name_plural = pgettext_lazy("plural", "票")
        constraints = [
            models.UniqueConstraint(fields=["voter", "request_id"], name="ballot_request_is_cast_once"),
            models.UniqueConstraint(fields=["receipt"], name="ballot_receipt_is_handed_out_once"),
        ]
        indexes = [models.Index(fields=["poll", "voter", "-id"], name="ballot_last_of_voter")]

    def __str__(self) -> str:
        return self.receipt


class MailCode(models.Model):
    """A code mailed to prove an address: single use, hashed, short-lived, bound to one browser."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+", verbose_name=_("年度"))
    identity = models.CharField(max_length=64, editable=False, help_text="keyed hash of the normalised address")
    code_hash = models.CharField(max_length=64, editable=False)
    browser = models.CharField(max_length=64, editable=False)
    network = models.CharField(max_length=64, editable=False, blank=True, help_text="keyed hash of the prefix")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("確認コード")
        verbose_name_plural = pgettext_lazy("plural", "確認コード")
        indexes = [models.Index(fields=["identity", "sent_at"]), models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Seal(models.Model):
    """What a closed poll's log was, fixed before anyone sees a tally."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="seal", verbose_name=_("投票"))
    root = models.CharField(_("封印の値"), max_length=64, help_text=_("RFC 9162 の Merkle 木の根（SHA-256）"))
    counted = models.PositiveIntegerField(_("数える票"))
    superseded = models.PositiveIntegerField(_("えらび直された票"))
    options = models.JSONField(_("えらべたもの"))
    channels = models.JSONField(_("確かめ方ごとの票"))
    is_paired = models.BooleanField(_("控え番号と選択を並べて公開する"))
    sealed_at = models.DateTimeField(_("封印した日時"))

    class Meta:
        verbose_name = _("封印")
        verbose_name_plural = pgettext_lazy("plural", "封印")

    def __str__(self) -> str:
        return self.root[:12]
