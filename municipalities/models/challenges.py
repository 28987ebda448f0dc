"""Challenges in each of their states, what they said at each handing-in, and what the secretariat asked of them."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest import sheet
from contest.models import Cycle, Stage, Theme
from municipalities.models.participants import Extension, Participant, Window, bodies


class ChallengeRefused(ContestError):
    """A step a challenge cannot take as things stand."""


class ChallengeClosed(ChallengeRefused, sheet.SheetClosed):
    """STEP1 is not open, or the challenge is out of the officer's hands."""


class ChallengeIncomplete(ChallengeRefused):
    """Handing in found something missing or too long; `municipalities.completeness` says what."""


class LastRowStays(ChallengeRefused):
    """A challenge handed in would be left without any data or knowledge."""


class RowIncomplete(ChallengeIncomplete):
    """A piece of data or knowledge of a challenge handed in lacks something; `problems` say what, by its own fields."""

    def __init__(self, message: str, problems: list[sheet.Problem]) -> None:
        super().__init__(message)
        self.problems = problems


class ChangedElsewhere(ChallengeRefused, sheet.ChangedElsewhere):
    """What is about to be saved or handed in was written over in the meantime, in another tab or by a colleague."""


class AlreadyDecided(ChallengeRefused):
    """A colleague decided on the same challenge first; the words say who, what and when."""


class PublicationRefused(ChallengeRefused):
    """A moment of publication that cannot be set as things stand."""


class DoesNotFit(ChallengeRefused, sheet.DoesNotFit):
    """A text longer than its column."""


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def public(self, moment: datetime):
        """Accepted challenges of public cycles whose publication moment has come."""
        return self.filter(
            status=Challenge.Status.ACCEPTED,
            cycle__is_public=True,
            cycle__stages__kind=Stage.Kind.CHALLENGES,
            cycle__stages__publishes_at__lte=moment,
        )

    def waiting(self):
        """Handed in and not answered yet."""
        return self.filter(status=Challenge.Status.SUBMITTED)

    def late_at(self, moment: datetime):
        """Waiting past the day an answer was promised for, as `waiting.days_late` counts."""
        return self.filter(is_late(moment))

    def for_queue(self):
        """The secretariat's list, in a fixed number of queries.

        `open_remarks` and `version_count` are numbers, `extended_to` the municipality's longer deadline, if it has one;
        `answered_versions` holds what was said of those that wait for a second answer.
        """
        told_apart = ChallengeVersion.objects.filter(
            challenge__status=Challenge.Status.SUBMITTED, challenge__decided_at__isnull=False
        )
        rows = (
            self.for_cards()
            .select_related("reviewer")
            .prefetch_related(
                "cycle__stages",
                "cycle__form_sections",
                "knowledge",
                models.Prefetch("versions", told_apart.order_by("number"), to_attr="answered_versions"),
            )
        )
        extensions = Extension.objects.filter(participant=OuterRef("participant"), cycle=OuterRef("cycle"))
        return rows.annotate(
            open_remarks=_number_of(Remark.objects.open()),
            version_count=_number_of(ChallengeVersion.objects.all()),
            extended_to=Subquery(extensions.order_by("-granted_at", "-pk").values("closes_at")[:1]),
        )

    def unpublished(self, moment: datetime):
        """Those the world does not see yet, drafts and all."""
        return self.exclude(pk__in=Challenge.objects.public(moment).values("pk"))

    def written_by(self, user):
        """Challenges of the municipalities this person serves now."""
        return self.filter(participant__officers__user=user, participant__officers__until__isnull=True)

    def for_desk(self):
        """A challenge with everything its officer's pages and its completeness need, in a fixed number of queries."""
        rows = self.for_page().with_window().select_related("written_by")
        return rows.prefetch_related("cycle__stages", "cycle__form_sections")

    def for_saving(self):
        """What keeping a page of the form needs, in one query: an autosave has six for everything."""
        return self.select_related("cycle", "written_by").with_window()

    def with_window(self):
        """Reads along what `Challenge.window` says."""
        stage = Stage.objects.filter(cycle=OuterRef("cycle"), kind=Stage.Kind.CHALLENGES)
        given = Extension.objects.counting().filter(participant=OuterRef("participant"), cycle=OuterRef("cycle"))
        return self.annotate(
            stage_opens_at=Subquery(stage.values("opens_at")[:1]),
            stage_closes_at=Subquery(stage.values("closes_at")[:1]),
            stage_publishes_at=Subquery(stage.values("publishes_at")[:1]),
            extended_to=Subquery(given.values("closes_at")[:1]),
        )

    def for_page(self):
        """What the page of one challenge shows: beside its card, all of its data and knowledge."""
        return self._with_names().prefetch_related("resources", "knowledge")

    def for_cards(self):
        """What a list of cards shows, in a fixed number of queries; of its data no more than that it is there."""
        rows = Challenge.resources.rel.related_model._default_manager.defer("preview")
        return self._with_names().prefetch_related(models.Prefetch("resources", rows))

    def _with_names(self):
        return self.select_related("cycle", "theme", "participant").prefetch_related(bodies("participant__members"))


def is_late(moment: datetime) -> Q:
    """Handed in, not answered, and the promised day is over; each cycle promises its own number of days."""
    late, today = Q(pk__in=[]), timezone.localdate(moment)
    for days in Cycle.objects.values_list("challenge_reply_days", flat=True).distinct():
        first = datetime.combine(today - timedelta(days=days), time.min, timezone.get_current_timezone())
        late |= Q(cycle__challenge_reply_days=days, submitted_at__lt=first)
    return Q(status=Challenge.Status.SUBMITTED) & late


def _number_of(rows: models.QuerySet) -> Coalesce:
    """How many of these belong to the challenge, beside other annotations."""
    counted = rows.filter(challenge=OuterRef("pk")).order_by().values("challenge").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


class Challenge(TimeStamped):
    """A local problem a municipality puts up, with data: draft → submitted → accepted, or sent back and again.

    The fields hold what was handed in; `draft` holds what was saved since, until the deadline, and not handed in yet.
    """

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
    name_is_public = models.BooleanField(_("担当者氏名を公開する"), default=True)
    contact_email = models.EmailField(_("メールアドレス"), max_length=300, blank=True)
    email_is_public = models.BooleanField(_("メールアドレスを公開する"), default=True)
    contact_phone = models.CharField(_("電話番号"), max_length=300, blank=True)
    phone_is_public = models.BooleanField(_("電話番号を公開する"), default=True)
    title_en = models.CharField(_("課題の名前（英語）"), max_length=300, blank=True)
    summary_en = models.TextField(_("英語の要約"), blank=True)
    draft = models.JSONField(
        _("応募したあとの下書き"), default=dict, blank=True, editable=False
    )  # values of the sheet saved since the handing-in and not handed in again
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("応募日時"), null=True, editable=False)
    decided_at = models.DateTimeField(_("受理・差戻しの日時"), null=True, editable=False)
    remarks = models.TextField(_("差戻しの理由"), max_length=1000, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("事務局の担当"),
    )
    english_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("英語を確かめた人"),
    )
    english_checked_at = models.DateTimeField(_("英語を確かめた日時"), null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name=_("もとにした課題")
    )

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

    @cached_property
    def window(self) -> Window | None:
        """When it may be written and handed in; none while the cycle has no STEP1. Rows read `with_window()` know it."""
        known = self.__dict__
        if "stage_opens_at" in known:
            times = [known[name] for name in ("stage_opens_at", "stage_closes_at", "stage_publishes_at", "extended_to")]
            return Window(*times) if times[0] else None
        return window_for(self.participant, self.cycle)

    @property
    def was_handed_in(self) -> bool:
        """From the first handing-in on the fields keep what was handed in, and `draft` what was written since."""
        return self.serial is not None

    def is_public_at(self, moment: datetime) -> bool:
        """The twin of `ChallengeQuerySet.public`."""
        is_accepted = self.status == self.Status.ACCEPTED and self.cycle.is_public
        return is_accepted and self.window is not None and self.window.is_published_at(moment)


def window_for(participant: Participant, cycle: Cycle) -> Window | None:
    """When this entry may begin, write and hand in challenges of the cycle."""
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None:
        return None
    given = Extension.objects.counting().filter(participant=participant, cycle=cycle).first()
    return Window(stage.opens_at, stage.closes_at, stage.publishes_at, given.closes_at if given else None)


# What waits for the secretariat, what it waits for, what is done, and what nobody has handed in.
_PLACES = (Challenge.Status.SUBMITTED, Challenge.Status.RETURNED, Challenge.Status.ACCEPTED, Challenge.Status.DRAFT)
WAITING_FIRST = Case(*(When(status=status, then=place) for place, status in enumerate(_PLACES))).asc()


class ChallengeVersion(models.Model):
    """What a challenge said at one handing-in, as values of its sheet; written once and never changed."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="versions", verbose_name=_("課題"))
    number = models.PositiveSmallIntegerField(_("版"))
    values = models.JSONField(_("内容"))
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("応募した人")
    )
    handed_in_at = models.DateTimeField(_("応募日時"))

    class Meta:
        verbose_name = _("課題の版")
        verbose_name_plural = pgettext_lazy("plural", "課題の版")
        ordering = ["challenge", "number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="challenge_version_is_written_once")
        ]

    def __str__(self) -> str:
        return f"{self.challenge} {self.number}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def open(self):
        """Those that still wait to be mended."""
        return self.filter(settled_at__isnull=True)


class Remark(models.Model):
    """What the secretariat asks to be mended on one page of the form; it stands beside that page until settled."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="section_remarks", verbose_name=_("課題"))
    section = models.SlugField(_("用紙のページ"), max_length=60)
    text = models.TextField(_("直してほしいこと"), max_length=1000)
    version = models.ForeignKey(
        ChallengeVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("読んだ版")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"))
    settled_at = models.DateTimeField(_("すんだ日時"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("直してほしいこと")
        verbose_name_plural = pgettext_lazy("plural", "直してほしいこと")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text
