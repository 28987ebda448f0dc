"""People: e-mail is the login; what they agreed to; what they decided."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.decided import choices

NOWHERE = ".invalid"  # RFC 6761: no address there can ever be; people who enter by a card have theirs there


class UserManager(BaseUserManager["User"]):
    """Makes people from an e-mail address; passwords are unusable unless one is given."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Knows names and language; what they may do in a contest is each room's to say."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    family_name = models.CharField(_("姓"), max_length=50, blank=True)
    given_name = models.CharField(_("名"), max_length=50, blank=True)
    family_kana = models.CharField(_("セイ"), max_length=50, blank=True)
    given_kana = models.CharField(_("メイ"), max_length=50, blank=True)
    language = models.CharField(_("ことば"), max_length=2, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    is_staff = models.BooleanField(_("事務局"), default=False, help_text=_("事務局の画面に入れます。"))
    is_active = models.BooleanField(_("有効"), default=True)
    is_sample = models.BooleanField(_("見本の人"), default=False, help_text=_("リハーサルのための架空の人です。"))
    erases_at = models.DateTimeField(_("消す日時"), null=True, blank=True, editable=False)  # asked for, and not undone
    erased_at = models.DateTimeField(_("消した日時"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(
        _("登録日時"),
        default=timezone.now,  # noqa: TID251  # the clock has a table; checks make a User before there is one
        editable=False,
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("人")
        verbose_name_plural = _("人")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return str(_("アカウントを消した人")) if self.erased_at else self.full_name or self.email

    @property
    def full_name(self) -> str:
        """Family name first, as written in Japan; empty until the person tells it."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def has_mail(self) -> bool:
        """Somebody who entered by a card has an address that cannot exist."""
        return not self.email.endswith(NOWHERE)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.family_name or self.email


class Consent(models.Model):
    """That a person agreed to one version of one text, at one moment."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("利用のきまり")
        PRIVACY = "privacy", _("個人情報の扱い")

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name=_("人"))
    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    version = models.CharField(_("版"), max_length=20)
    given_at = models.DateTimeField(_("同意した日時"))

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = pgettext_lazy("plural", "同意")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "version"], name="consent_is_given_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def unlinked(self) -> "AuditEntryQuerySet":
        """Not yet in the chain; oldest first."""
        return self.filter(link__isnull=True).order_by("at", "pk")


class AuditEntry(models.Model):
    """What a person decided, on what, and when; written by services, insert-only (a trigger refuses change)."""

    actor = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("した人"))
    action = models.CharField(_("したこと"), max_length=60, choices=choices)  # the code is what is kept
    subject = models.CharField(_("対象"), max_length=120, help_text=_("例: ideas.idea:17"))
    detail = models.JSONField(_("内容"), default=dict, blank=True)
    at = models.DateTimeField(_("日時"))

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("決定の記録")
        verbose_name_plural = pgettext_lazy("plural", "決定の記録")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return self.get_action_display()


class AuditLinkQuerySet(models.QuerySet["AuditLink"]):
    def in_order(self) -> "AuditLinkQuerySet":
        """From the first link on, each with what it holds."""
        return self.order_by("number").select_related("entry")


class AuditLink(models.Model):
    """A link of the chain over the decisions: its digest follows from its entry and the link before it; insert-only."""

    number = models.PositiveBigIntegerField(_("番号"), primary_key=True)  # 1, 2, 3 … without a gap
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="link", verbose_name=_("決定の記録"))
    linked_at = models.DateTimeField(_("つないだ日時"))
    digest = models.CharField(_("しるし"), max_length=64)

    objects = AuditLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("記録のつながり")
        verbose_name_plural = pgettext_lazy("plural", "記録のつながり")

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}"
