"""What people do about a vote: its rules in words, traces of verifying, groups, voids, appeals, the confirmation."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle
from voting.models.polls import Poll, Voter

APPEAL_DAYS = 60  # the longest an appeal period may be: who is who is still known then


class Rules(TimeStamped):
    """One year's rules of the vote in words: edited until they are published, then frozen; no poll opens without them."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="vote_rules", verbose_name=_("年度"))
    text_ja = models.TextField(_("決まり"))
    text_en = models.TextField(_("決まり（英語）"))
    appeal_days = models.PositiveSmallIntegerField(
        _("異議を申し立てられる日数"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(APPEAL_DAYS)],
        help_text=_("結果を公開した日から数えます。"),
    )
    digest = models.CharField(_("決まりの値（SHA-256）"), max_length=64, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("公開した人"),
    )
    published_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("投票の決まり")
        verbose_name_plural = pgettext_lazy("plural", "投票の決まり")
        ordering = ["-cycle__fiscal_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(appeal_days__gte=1, appeal_days__lte=APPEAL_DAYS), name="rules_give_days_to_appeal"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, digest="") | Q(published_at__isnull=False) & ~Q(digest=""),
                name="rules_are_hashed_when_published",
            ),
        ]

    def __str__(self) -> str:
        return str(self.cycle)


class Trace(models.Model):
    """How a voter was verified, for the review: keyed hashes alone, never an address; gone when the keys are forgotten."""

    voter = models.OneToOneField(Voter, models.CASCADE, related_name="trace", verbose_name=_("投票する人"))
    network = models.CharField(max_length=32, blank=True, editable=False)
    device = models.CharField(max_length=32, blank=True, editable=False)
    domain = models.CharField(max_length=32, blank=True, editable=False)
    shape = models.CharField(max_length=32, blank=True, editable=False)
    is_disposable = models.BooleanField(default=False, editable=False)
    is_institution = models.BooleanField(default=False, editable=False)
    seconds = models.FloatField(null=True, editable=False)

    class Meta:
        verbose_name = _("確認のようす")
        verbose_name_plural = pgettext_lazy("plural", "確認のようす")

    def __str__(self) -> str:
        return f"#{self.voter_id}"


class VoidRule(models.TextChoices):
    """Published before the poll (`Rules`); nothing else is a reason to set a ballot aside."""

    MANY_ADDRESSES = "many-addresses", _("一人がいくつものアドレスで投票した")
    BORROWED_ADDRESS = "borrowed-address", _("他人のアドレスで投票した、または投票させた")
    MACHINE = "machine", _("機械が投票した")


class Group(models.Model):
    """What was decided on voters who were verified alike: leave them, or ask that their ballots be set aside."""

    class Verdict(models.TextChoices):
        LEAVE = "leave", _("そのまま数える")
        VOID = "void", _("除外する")

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="groups", verbose_name=_("投票"))
    voters = models.ManyToManyField(Voter, related_name="groups", editable=False, verbose_name=_("投票する人"))
    signs = models.JSONField(_("手がかり"), editable=False, help_text=_("手がかりごとの人数"))
    verdict = models.CharField(_("決めたこと"), max_length=10, choices=Verdict)
    rule = models.CharField(_("決まり"), max_length=20, choices=VoidRule, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    asked_at = models.DateTimeField(_("申し出た日時"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("認めた人")
    )
    agreed_at = models.DateTimeField(_("認めた日時"), null=True)

    class Meta:
        verbose_name = _("まとまりの判断")
        verbose_name_plural = pgettext_lazy("plural", "まとまりの判断")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="void") | ~Q(rule=""), name="group_void_names_a_rule"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")), name="group_void_needs_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll} #{self.pk}"

    @property
    def is_settled(self) -> bool:
        """Left by one person, or set aside by two."""
        return self.verdict == self.Verdict.LEAVE or self.agreed_at is not None


class VoidQuerySet(models.QuerySet["Void"]):
    def agreed(self):
        """Voids two people stand behind and no appeal has lifted: only these count."""
        return self.filter(agreed_at__isnull=False, lifted_at__isnull=True)


class Void(TimeStamped):
    """A ballot set aside by a published rule: one person asks, a second one agrees; the line stays in the log."""

    Rule = VoidRule

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voids", verbose_name=_("投票"))
    receipt = models.CharField(_("控え番号"), max_length=16)
    rule = models.CharField(_("決まり"), max_length=20, choices=Rule)
    reason = models.CharField(_("理由"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("認めた人")
    )
    agreed_at = models.DateTimeField(_("認めた日時"), null=True, blank=True)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, editable=False, related_name="voids", verbose_name=_("まとまり")
    )
    lifted_at = models.DateTimeField(_("異議を認めて数えた日時"), null=True, editable=False)

    objects = VoidQuerySet.as_manager()

    class Meta:
        verbose_name = _("票の除外")
        verbose_name_plural = pgettext_lazy("plural", "票の除外")
        constraints = [
            models.UniqueConstraint(fields=["poll", "receipt"], name="void_is_once_a_receipt"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")), name="void_needs_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class Appeal(models.Model):
    """What a voter says against a void, by the receipt alone, and what the secretariat answers; a line for each void."""

    void = models.OneToOneField(Void, models.PROTECT, related_name="appeal", verbose_name=_("票の除外"))
    text = models.TextField(_("申し立て"), max_length=1000)
    asked_at = models.DateTimeField(_("申し立てた日時"))
    is_accepted = models.BooleanField(_("認める"), null=True)
    answer = models.CharField(_("返事"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("答えた人")
    )
    answered_at = models.DateTimeField(_("答えた日時"), null=True)

    class Meta:
        verbose_name = _("異議の申し立て")
        verbose_name_plural = pgettext_lazy("plural", "異議の申し立て")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(is_accepted__isnull=False) & ~Q(answer=""),
                name="appeal_answer_says_yes_or_no_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.void)


class Confirmation(models.Model):
    """確定: a provisional result becomes final after the appeal period; one person proposes, another agrees."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="confirmation", verbose_name=_("投票"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    proposed_at = models.DateTimeField(_("申し出た日時"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("認めた人")
    )
    confirmed_at = models.DateTimeField(_("確定した日時"), null=True)

    class Meta:
        verbose_name = _("結果の確定")
        verbose_name_plural = pgettext_lazy("plural", "結果の確定")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="confirmation_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(agreed_by__isnull=False),
                name="confirmation_is_agreed_before_it_stands",
            ),
        ]

    def __str__(self) -> str:
        return str(self.poll)
