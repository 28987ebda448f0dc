"""The outbox: a mail exists when its row is committed, and not before; and what every invitation by mail is."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import NOWHERE
from common import clock
from common.models import TimeStamped


class OutboxMail(models.Model):
    """One mail to one person: pending → sending → sent, or failed after the last try."""

    class State(models.TextChoices):
        PENDING = "pending", _("送る前")
        SENDING = "sending", _("送っている")
        SENT = "sent", _("送った")
        FAILED = "failed", _("送れなかった")

    kind = models.CharField(_("種類"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("宛先の人")
    )
    to = models.EmailField(_("宛先"))
    subject = models.CharField(_("件名"), max_length=200)
    body = models.TextField(_("本文"), help_text=_("秘密のコードを含むものは、送ったあとで消します。"))
    is_secret = models.BooleanField(_("秘密のコードを含む"), default=False)
    dedupe_key = models.CharField(_("二重送信を防ぐ鍵"), max_length=200, unique=True)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(_("送る日時"))
    created_at = models.DateTimeField(_("作成日時"), default=clock.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("試した回数"), default=0)
    claimed_at = models.DateTimeField(_("取りかかった日時"), null=True, editable=False)
    sent_at = models.DateTimeField(_("送った日時"), null=True, editable=False)
    last_error = models.CharField(_("最後の失敗"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("送信箱のメール")
        verbose_name_plural = pgettext_lazy("plural", "送信箱のメール")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"]), models.Index(fields=["to", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(to__endswith=NOWHERE), name="mail_goes_to_an_address_that_can_exist"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Heartbeat(models.Model):
    """When a process last did its round: `worker` by the drain task, `beat` by the message it got from beat."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("動いているしるし")
        verbose_name_plural = pgettext_lazy("plural", "動いているしるし")

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        """Neither used nor cancelled; the clock may have run out."""
        return self.filter(accepted_at__isnull=True, cancelled_at__isnull=True)

    def open_at(self, moment: datetime):
        """Links that still let someone in."""
        return self.waiting().filter(expires_at__gt=moment)


class MailedInvitation(TimeStamped):
    """A mailed link that lets one person in, once; only the token's hash is kept. A room says into what."""

    email = models.EmailField(_("メールアドレス"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("招待した人")
    )
    expires_at = models.DateTimeField(_("有効期限"))
    accepted_at = models.DateTimeField(_("受けた日時"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.email

    def is_open_at(self, moment: datetime) -> bool:
        """The twin of `InvitationQuerySet.open_at`."""
        return self.accepted_at is None and self.cancelled_at is None and self.expires_at > moment
