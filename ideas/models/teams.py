"""Teams, the people in them, and the ways in."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Stage
from ideas.models.classes import SchoolClass
from municipalities.models import Challenge, bodies
from notifications.models import MailedInvitation


class TeamRefused(ContestError):
    """A team, a membership or an invitation that cannot be."""


class InvitationRefused(TeamRefused):
    """A link that is wrong, used, cancelled or too old."""


def people(path: str) -> models.Prefetch:
    """A team's members with their names, prefetched along `path` in one query, with how many guardians said yes."""
    return models.Prefetch(path, _members())


def answerable(path: str) -> models.Prefetch:
    """The same with what eligibility asks of each: guardians' consents and recommendations."""
    return models.Prefetch(path, _members().prefetch_related("guardian_consents", "recommendations"))


def _members() -> models.QuerySet:
    given = Q(guardian_consents__given_at__isnull=False, guardian_consents__refused_at__isnull=True)
    counted = Member.objects.select_related("user").annotate(consents=models.Count("guardian_consents", filter=given))
    return counted.order_by("role", "id")  # grouping drops the model's own order


def _ideas() -> models.QuerySet:
    """The ideas of teams; their model stands in a file above this one."""
    return Team._meta.get_field("ideas").related_model._default_manager.all()


class TeamQuerySet(models.QuerySet["Team"]):
    def of_member(self, user):
        return self.filter(members__user=user)

    def calling_at(self, moment: datetime):
        """Teams on the board: they call for members, for a published challenge, while ideas are still taken."""
        return self.filter(
            is_recruiting=True,
            recruiting_for__in=Challenge.objects.public(moment),
            cycle__stages__kind=Stage.Kind.IDEAS,
            cycle__stages__closes_at__gt=moment,
        )

    def for_board(self):
        """What `ideas.public.public_calls` needs."""
        about = ("recruiting_for__cycle", "recruiting_for__theme", "recruiting_for__participant")
        return self.select_related("cycle", *about).prefetch_related(
            bodies("recruiting_for__participant__members"), "members"
        )

    def for_desk(self):
        """Everything the team's own pages need."""
        ideas = _ideas().select_related("challenge__cycle", "challenge__participant")
        return self.select_related("cycle").prefetch_related(
            "cycle__stages",
            "cycle__entry_classes",
            "eligibility_remarks",
            answerable("members"),
            "invitations",
            "join_links",
            models.Prefetch("join_requests", JoinRequest.objects.select_related("user")),
            models.Prefetch("ideas", ideas.prefetch_related("leaves", bodies("challenge__participant__members"))),
        )

    def for_list(self):
        """What the list of my teams shows."""
        ideas = models.Prefetch("ideas", _ideas().select_related("cycle"))
        return self.select_related("cycle").prefetch_related("members", ideas)


class Team(TimeStamped):
    """Two or more people who answer challenges together; nobody enters alone."""

    class Attribute(models.TextChoices):
        CITIZENS = "citizens", _("市民")
        STUDENTS = "students", _("学生")
        MIXED = "mixed", _("混成")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="teams", verbose_name=_("年度"))
    name = models.CharField(_("チーム名"), max_length=60)
    kana = models.CharField(_("チーム名のよみ"), max_length=80, blank=True)
    attribute = models.CharField(
        _("チーム属性"), max_length=10, choices=Attribute, default=Attribute.CITIZENS, editable=False
    )  # follows from the members
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("クラス")
    )
    is_recruiting = models.BooleanField(_("仲間を募集している"), default=False)
    recruiting_text = models.TextField(_("募集のことば"), max_length=600, blank=True)
    recruiting_for = models.ForeignKey(
        Challenge,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recruiting_teams",
        verbose_name=_("取り組む課題"),
    )
    checked_at = models.DateTimeField(_("応募資格を確かめた日時"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("確かめた人")
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("チーム")
        verbose_name_plural = pgettext_lazy("plural", "チーム")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "name"], name="team_name_is_once_a_cycle")]

    def __str__(self) -> str:
        return self.name


class Member(TimeStamped):
    """A person in a team; their name is public only if they themselves agreed."""

    class Role(models.TextChoices):
        LEADER = "leader", _("代表")
        MEMBER = "member", _("メンバー")

    class AgeBand(models.TextChoices):
        UNDER_16 = "under16", _("15歳以下")
        TEENS = "16to17", _("16～17歳")
        YOUNG = "18to29", _("18～29歳")
        MIDDLE = "30to59", _("30～59歳")
        SENIOR = "60up", _("60歳以上")

    team = models.ForeignKey(Team, models.CASCADE, related_name="members", verbose_name=_("チーム"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teams", verbose_name=_("人"))
    role = models.CharField(_("役割"), max_length=10, choices=Role, default=Role.MEMBER)
    tie = models.CharField(
        _("地域とのつながり"), max_length=12, blank=True, help_text=_("年度の応募資格の記号。代表にはありません。")
    )
    leader_class = models.CharField(
        _("代表の資格"), max_length=10, blank=True, help_text=_("年度の応募資格の記号（A～E）。代表だけ。")
    )
    is_student = models.BooleanField(_("学生"), default=False)
    age_band = models.CharField(_("年代"), max_length=10, choices=AgeBand, blank=True)
    name_is_public = models.BooleanField(_("氏名を公開してよい"), default=False)
    public_name = models.CharField(
        _("公開する名前"), max_length=60, blank=True, help_text=_("書かなければ氏名が出ます。")
    )

    class Meta:
        verbose_name = _("メンバー")
        verbose_name_plural = pgettext_lazy("plural", "メンバー")
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="member_is_once_in_a_team"),
            models.UniqueConstraint(fields=["team"], condition=Q(role="leader"), name="team_has_one_leader"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def entry_class(self) -> str:
        """The key of the class this person enters by: a leader's for the leader, a member's for everyone else."""
        return self.leader_class if self.role == self.Role.LEADER else self.tie


class Invitation(MailedInvitation):
    """A mailed link that lets one person join."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations", verbose_name=_("チーム"))

    class Meta:
        verbose_name = _("招待")
        verbose_name_plural = pgettext_lazy("plural", "招待")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=Q(accepted_at__isnull=True, cancelled_at__isnull=True),
                name="invitation_is_open_once",
            ),
        ]


class JoinLink(TimeStamped):
    """A link, for a chat or a notice board, that lets people of the team's choice join until it is closed."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="join_links", verbose_name=_("チーム"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("作った人"))
    expires_at = models.DateTimeField(_("有効期限"))
    closed_at = models.DateTimeField(_("閉じた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("参加のリンク")
        verbose_name_plural = pgettext_lazy("plural", "参加のリンク")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.team}"

    def is_open_at(self, moment: datetime) -> bool:
        return self.closed_at is None and self.expires_at > moment


class JoinRequest(models.Model):
    """That a person answers a team's call for members; the leader decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("返事を待っています")
        ACCEPTED = "accepted", _("仲間になりました")
        DECLINED = "declined", _("見送られました")

    team = models.ForeignKey(Team, models.CASCADE, related_name="join_requests", verbose_name=_("チーム"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests", verbose_name=_("人")
    )
    tie = models.CharField(_("地域とのつながり"), max_length=12, blank=True)
    age_band = models.CharField(_("年代"), max_length=10, choices=Member.AgeBand)
    is_student = models.BooleanField(_("学生"), default=False)
    message = models.CharField(_("チームへのひとこと"), max_length=300)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("申し込んだ日時"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("決めた人")
    )
    decided_at = models.DateTimeField(_("決めた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("参加の申込み")
        verbose_name_plural = pgettext_lazy("plural", "参加の申込み")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], condition=Q(state="waiting"), name="join_request_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.team}"
