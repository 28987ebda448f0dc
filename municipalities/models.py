"""Local governments, the entries they take part as, and the challenges they post."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle, Stage, Theme


def check_digit(five: str) -> str:
    """The check digit of a five-digit local government code (modulus 11, weights 6 to 2; docs/data.md)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str(11 - total)[-1] if total < 11 else str((11 - total % 11) % 10)


def validate_code(code: str) -> None:
    """Refuse anything but six ASCII digits whose last one checks the others."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()) or check_digit(code[:5]) != code[5]:
        raise ValidationError(_("%(code)s は正しい全国地方公共団体コードではありません。"), params={"code": code})


class LocalGovernment(models.Model):
    """A local government (or ward) with its 6-digit code, kept as text, over [valid_from, valid_to)."""

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", _("都道府県")
        DESIGNATED_CITY = "designated_city", _("政令指定都市")
        WARD = "ward", _("行政区")
        SPECIAL_WARD = "special_ward", _("特別区")
        CITY = "city", _("市")
        TOWN = "town", _("町")
        VILLAGE = "village", _("村")

    code = models.CharField(_("コード"), max_length=6, primary_key=True, validators=[validate_code])
    name = models.CharField(_("名前"), max_length=50)
    kana = models.CharField(_("よみ"), max_length=80, help_text=_("ひらがな"))
    name_en = models.CharField(_("名前（英語）"), max_length=80, blank=True)
    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    prefecture = models.CharField(_("都道府県"), max_length=10)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("属する市"))
    region = models.CharField(_("地方"), max_length=10)
    latitude = models.FloatField(_("緯度"), null=True, blank=True)
    longitude = models.FloatField(_("経度"), null=True, blank=True)
    valid_from = models.DateField(_("はじまり"), null=True, blank=True)
    valid_to = models.DateField(_("おわり"), null=True, blank=True)
    is_sample = models.BooleanField(_("見本"), default=False)

    class Meta:
        verbose_name = _("地方公共団体")
        verbose_name_plural = pgettext_lazy("plural", "地方公共団体")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="local_government_code_is_six_digits"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Prefecture first; a ward carries its city; 森町 exists twice, so a bare name is never shown."""
        if self.kind == self.Kind.PREFECTURE:
            return self.name
        inside = f"{self.parent.name}{self.name}" if self.parent else self.name
        return f"{self.prefecture} {inside}"


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


class Participant(models.Model):
    """One numbered entry of the list of participating municipalities: a single body or a union of several."""

    number = models.PositiveSmallIntegerField(_("番号"), unique=True)
    is_sample = models.BooleanField(_("見本"), default=False)
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

    def knows_domain_of(self, email: str) -> bool:
        """Whether an address is one of this municipality's; any is where no domain is listed (not all are lg.jp)."""
        domains = self.email_domains.lower().split()
        return not domains or email.lower().rsplit("@", 1)[-1] in domains


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


class Participation(models.Model):
    """That an entry takes part in one cycle."""

    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="participations", verbose_name=_("参加自治体")
    )
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="participations", verbose_name=_("年度"))

    class Meta:
        verbose_name = _("参加")
        verbose_name_plural = pgettext_lazy("plural", "参加")
        constraints = [models.UniqueConstraint(fields=["participant", "cycle"], name="participation_is_once_a_cycle")]

    def __str__(self) -> str:
        return f"{self.participant} {self.cycle}"


class Officer(TimeStamped):
    """A person who writes for a participant over [since, until)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offices", verbose_name=_("人"))
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="officers", verbose_name=_("参加自治体"))
    department = models.CharField(_("部署"), max_length=80)
    since = models.DateTimeField(_("はじまり"))
    until = models.DateTimeField(_("おわり"), null=True, blank=True)

    class Meta:
        verbose_name = _("自治体の担当者")
        verbose_name_plural = pgettext_lazy("plural", "自治体の担当者")
        ordering = ["participant", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "participant"], condition=Q(until__isnull=True), name="officer_serves_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.department}"


class ChallengeRefused(ContestError):
    """A step a challenge cannot take as things stand."""


class ChallengeClosed(ChallengeRefused):
    """STEP1 is not open, or the challenge is out of the officer's hands."""


class ChallengeIncomplete(ChallengeRefused):
    """Handing in found something missing or too long; `municipalities.completeness` says what."""


class ChangedElsewhere(ChallengeRefused):
    """What is about to be saved or handed in was written over in the meantime, in another tab or by a colleague."""


class DoesNotFit(ChallengeRefused):
    """A text longer than its column."""


class OfficerRefused(ContestError):
    """A person who cannot be appointed."""


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def public(self, moment: datetime):
        """Accepted challenges of public cycles whose publication moment has come."""
        return self.filter(
            status=Challenge.Status.ACCEPTED,
            cycle__is_public=True,
            cycle__stages__kind=Stage.Kind.CHALLENGES,
            cycle__stages__publishes_at__lte=moment,
        )

    def written_by(self, user):
        """Challenges of the municipalities this person serves now."""
        return self.filter(participant__officers__user=user, participant__officers__until__isnull=True)

    def for_desk(self):
        """A challenge with everything its officer's pages and its completeness need, in a fixed number of queries."""
        return self.for_cards().prefetch_related("cycle__stages", "cycle__form_sections")

    def for_cards(self):
        """What a list of cards shows, in a fixed number of queries."""
        return self.select_related("cycle", "theme", "participant").prefetch_related(
            bodies("participant__members"), "resources"
        )


class Challenge(TimeStamped):
    """A local problem a municipality puts up, with data: draft → submitted → accepted, or sent back and again."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("下書き")
        SUBMITTED = "submitted", _("応募ずみ")
        RETURNED = "returned", _("差戻し")
        ACCEPTED = "accepted", _("受理")

    class Origin(models.TextChoices):
        CITIZENS = "citizens", _("市民の声")
        STAFF = "staff", _("職員")
        TOGETHER = "together", _("いっしょに")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="challenges", verbose_name=_("年度"))
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="challenges", verbose_name=_("参加自治体")
    )
    serial = models.PositiveIntegerField(_("番号"), null=True, editable=False)
    status = models.CharField(_("状態"), max_length=10, choices=Status, default=Status.DRAFT)
    # Columns are wider than the limits people are held to (completeness.LIMITS): a draft keeps what is too long.
    title = models.CharField(_("課題の名前"), max_length=300, blank=True)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, verbose_name=_("分野"))
    origin = models.CharField(_("この課題に気づいたのは"), max_length=10, choices=Origin, blank=True)
    answers = models.JSONField(_("内容"), default=dict, blank=True)
    department = models.CharField(_("担当部署"), max_length=300, blank=True)
    contact_name = models.CharField(_("担当者氏名"), max_length=300, blank=True)
    contact_email = models.EmailField(_("メールアドレス"), max_length=300, blank=True)
    contact_phone = models.CharField(_("電話番号"), max_length=300, blank=True)
    title_en = models.CharField(_("課題の名前（英語）"), max_length=300, blank=True)
    summary_en = models.TextField(_("英語の要約"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    submitted_at = models.DateTimeField(_("応募日時"), null=True, editable=False)
    decided_at = models.DateTimeField(_("受理・差戻しの日時"), null=True, editable=False)
    remarks = models.TextField(_("差戻しの理由"), max_length=1000, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("課題")
        verbose_name_plural = pgettext_lazy("plural", "課題")
        ordering = ["cycle", "serial", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "serial"], name="challenge_serial_is_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(serial__isnull=False, submitted_at__isnull=False),
                name="challenge_handed_in_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("（名前のない課題）"))

    @property
    def number(self) -> str:
        """COG2026-C-0012; empty before it is handed in."""
        return f"{self.cycle.code}-C-{self.serial:04d}" if self.serial else ""


class DataResource(models.Model):
    """A piece of public data or knowledge a challenge comes with."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="resources", verbose_name=_("課題"))
    title = models.CharField(_("データの名前"), max_length=300, blank=True)
    url = models.URLField(_("アドレス"), max_length=1000, blank=True)
    publisher = models.CharField(_("公開しているところ"), max_length=300, blank=True)
    format = models.CharField(_("形式"), max_length=300, blank=True)
    licence = models.CharField(_("利用条件"), max_length=300, blank=True)
    note = models.CharField(_("説明"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("データ")
        verbose_name_plural = pgettext_lazy("plural", "データ")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title
