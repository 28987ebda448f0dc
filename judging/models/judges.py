"""Who judges, who was asked to, and who has a stake in what."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle, Organization, Theme, Tier
from ideas.models import Idea
from notifications.models import MailedInvitation


class Seat(models.Model):
    """What a judge and an invitation to be one have in common: for what, as who, for whom."""

    class Scope(models.TextChoices):
        COMMITTEE = "committee", _("審査委員会")
        SPONSOR = "sponsor", _("協賛団体の選考")
        HARVARD = "harvard", _("ハーバードの選考")

    title = models.CharField(_("肩書"), max_length=120, blank=True)
    affiliation = models.CharField(
        _("所属"), max_length=120, blank=True, help_text=_("学校・会社・自治体の名前。利益相反をさがすのに使います。")
    )
    scope = models.CharField(_("役割"), max_length=10, choices=Scope, default=Scope.COMMITTEE)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("選考する団体")
    )
    tier = models.ForeignKey(
        Tier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("選ぶ層"),
        help_text=_("賞の選考をする人に見せる層です。空なら、応募されたすべてのアイデアです。"),
    )

    class Meta:
        abstract = True

    @property
    def gets_sheets(self) -> bool:
        """Whether this is a seat of the committee, which scores; the twin of `JudgeQuerySet.committee`."""
        return self.scope == self.Scope.COMMITTEE


class JudgeQuerySet(models.QuerySet["Judge"]):
    def serving(self):
        """Those who have not stepped down."""
        return self.filter(left_at__isnull=True)

    def committee(self):
        """Those who score; selectors of a sponsor's or Harvard's award do not."""
        return self.filter(scope=Seat.Scope.COMMITTEE)


class Judge(Seat, TimeStamped):
    """A person who judges one cycle, or selects for one award of it."""

    class Reads(models.TextChoices):
        JAPANESE = "ja", _("日本語")
        ENGLISH = "en", _("英語")
        BOTH = "both", _("日本語と英語")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="judges", verbose_name=_("年度"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judgeships", verbose_name=_("人"))
    is_chair = models.BooleanField(_("審査委員長"), default=False)
    reads = models.CharField(_("読めることば"), max_length=4, choices=Reads, default=Reads.JAPANESE)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("くわしい分野"))
    max_load = models.PositiveSmallIntegerField(
        _("引き受けられる件数"), null=True, blank=True, help_text=_("空なら、ほかの審査委員と同じ件数です。")
    )
    left_at = models.DateTimeField(_("辞退した日時"), null=True, blank=True, editable=False)
    left_reason = models.CharField(_("辞退の理由"), max_length=300, blank=True, editable=False)

    objects = JudgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("審査委員")
        verbose_name_plural = pgettext_lazy("plural", "審査委員")
        ordering = ["cycle", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="judge_is_once_a_cycle")]

    def __str__(self) -> str:
        return str(self.user)


class JudgeInvitation(Seat, MailedInvitation):
    """A mailed link by which a person agrees to judge a cycle, or declines; used once, by whom it was sent to."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="judge_invitations", verbose_name=_("年度"))
    message = models.CharField(_("ひとこと"), max_length=500, blank=True)
    declined_at = models.DateTimeField(_("ことわった日時"), null=True, blank=True, editable=False)
    decline_reason = models.CharField(_("ことわった理由"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("審査委員の招待")
        verbose_name_plural = pgettext_lazy("plural", "審査委員の招待")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "email"],
                condition=Q(accepted_at__isnull=True, cancelled_at__isnull=True, declined_at__isnull=True),
                name="judge_invitation_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def standing(self):
        """Those that keep a judge away: also while nobody has looked at them."""
        return self.exclude(state=Conflict.State.DISMISSED)


def in_conflict(judge: str = "judge", idea: str = "idea") -> Exists:
    """Whether the judge and the idea of a row must not meet."""
    pairs = Conflict.objects.standing().filter(judge=OuterRef(judge), idea=OuterRef(idea))
    return Exists(pairs)


class Conflict(TimeStamped):
    """That a judge has, or may have, a stake in an idea: until it is dismissed they neither see nor score it."""

    class Kind(models.TextChoices):
        TEAM = "team", _("チームの一員")
        MUNICIPALITY = "municipality", _("自治体が同じ")
        SCHOOL = "school", _("学校が同じ")
        COMPANY = "company", _("会社・団体が同じ")
        FAMILY = "family", _("家族・保護者")
        MENTOR = "mentor", _("指導や推薦をした")
        PAST = "past", _("前に同じチームだった")
        OTHER = "other", _("そのほか")

    class Source(models.TextChoices):
        INFERRED = "inferred", _("記録から見つけた")
        JUDGE = "judge", _("審査委員が届け出た")
        TEAM = "team", _("チームが届け出た")
        OFFICE = "office", _("事務局が届け出た")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("確認待ち")
        CONFIRMED = "confirmed", _("認めた")
        DISMISSED = "dismissed", _("認めなかった")
        PINNED = "pinned", _("固定した")

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts", verbose_name=_("審査委員"))
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="conflicts", verbose_name=_("アイデア"))
    kind = models.CharField(_("種類"), max_length=12, choices=Kind, default=Kind.OTHER)
    source = models.CharField(_("届け出"), max_length=8, choices=Source, default=Source.OFFICE)
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("届け出た人")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("決めた人")
    )
    decided_at = models.DateTimeField(_("決めた日時"), null=True, blank=True)
    decision_reason = models.CharField(_("決めた理由"), max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("利益相反")
        verbose_name_plural = pgettext_lazy("plural", "利益相反")
        ordering = ["judge", "idea", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "idea", "kind", "source"], name="conflict_is_declared_once_a_kind_and_source"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False), name="conflict_decided_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} × {self.idea.number}"
