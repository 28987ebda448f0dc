"""Ideas, and what they said at each handing-in."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import ContestError
from common.models import TimeStamped
from contest import sheet
from contest.models import Cycle, Stage
from ideas.models.attachments import WithAttachments
from ideas.models.teams import Member, Team, answerable, people
from municipalities.models import Challenge, bodies


class IdeaRefused(ContestError):
    """An act the idea does not allow now; what was written is as it was."""


class IdeasClosed(IdeaRefused, sheet.SheetClosed):
    """STEP2 has not begun or is over, or the idea was withdrawn."""


class IdeaIncomplete(IdeaRefused):
    """Something is missing or too long; `ideas.completeness` says what."""


class ChangedElsewhere(IdeaRefused, sheet.ChangedElsewhere):
    """Another window or member saved other words meanwhile."""


class DoesNotFit(IdeaRefused, sheet.DoesNotFit):
    """A text nobody could have meant to write here: too long for anything, or a choice that is not offered."""


class PictureRefused(IdeaRefused):
    """A file that is not taken as a picture, with what would be."""


TEXTS = ("title", "summary", "licence", "title_en", "summary_en")


class IdeaQuerySet(models.QuerySet["Idea"]):
    def public(self, moment: datetime):
        """Handed-in ideas of public cycles whose publication moment has come."""
        return self.filter(
            status=Idea.Status.SUBMITTED,
            cycle__is_public=True,
            cycle__stages__kind=Stage.Kind.IDEAS,
            cycle__stages__publishes_at__lte=moment,
        )

    def handed_in(self):
        """What judges and awards work on."""
        return self.filter(status=Idea.Status.SUBMITTED)

    def of_member(self, user):
        return self.filter(team__members__user=user)

    def for_desk(self):
        """Everything the team's own pages need."""
        return self.select_related("cycle", "team", "challenge__cycle", "challenge__participant").prefetch_related(
            "cycle__stages",
            "cycle__form_sections",
            "cycle__entry_classes",
            "team__eligibility_remarks",
            answerable("team__members"),
            "attachments",
            "confirmations",
            "leaves",
            "versions",
            bodies("challenge__participant__members"),
        )

    def for_saving(self):
        """What keeping a page of the form needs, in two queries: an autosave has six for everything."""
        stage = Stage.objects.filter(cycle=models.OuterRef("cycle"), kind=Stage.Kind.IDEAS)
        window = {name: models.Subquery(stage.values(name)[:1]) for name in ("opens_at", "closes_at")}
        return self.select_related("cycle").annotate(**window).prefetch_related("cycle__form_sections")

    def for_cards(self):
        """What a list of cards shows, in a fixed number of queries."""
        challenge = ("challenge__cycle", "challenge__theme", "challenge__participant")
        return self.select_related("cycle", "team", *challenge).prefetch_related(
            "attachments", bodies("challenge__participant__members")
        )

    def for_public(self):
        """What `ideas.public` needs besides the card."""
        return self.for_cards().prefetch_related("versions", people("team__members"))


class Idea(WithAttachments, TimeStamped):
    """A team's answer to a challenge: draft → submitted, editable until the deadline and frozen by the clock after.

    The fields hold what was handed in; `draft` holds what was saved since and not handed in yet.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("下書き")
        SUBMITTED = "submitted", _("応募ずみ")
        WITHDRAWN = "withdrawn", _("取下げ")

    class Licence(models.TextChoices):
        CC_BY = "CC BY 4.0", "CC BY 4.0"
        CC_BY_NC = "CC BY-NC 4.0", "CC BY-NC 4.0"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="ideas", verbose_name=_("年度"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="ideas", verbose_name=_("チーム"))
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="ideas", verbose_name=_("課題"))
    serial = models.PositiveIntegerField(_("番号"), null=True, editable=False)
    status = models.CharField(_("状態"), max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("アイデア名"), max_length=40, blank=True)
    summary = models.CharField(_("ひとことで言うと"), max_length=100, blank=True)
    answers = models.JSONField(_("アイデアの説明"), default=dict, blank=True)
    evidence = models.JSONField(
        _("引用と仮説"), default=dict, blank=True, editable=False
    )  # as `ideas.evidence` takes it
    licence = models.CharField(_("利用条件"), max_length=20, choices=Licence, default=Licence.CC_BY)
    title_en = models.CharField(_("アイデア名（英語）"), max_length=100, blank=True)
    summary_en = models.TextField(_("英語の要約"), max_length=2000, blank=True)
    draft = models.JSONField(
        _("下書き"), default=dict, blank=True, editable=False
    )  # of TEXTS, answers, evidence, attachments, words; may be too long
    submitted_at = models.DateTimeField(_("応募日時"), null=True, editable=False)
    keywords_at = models.DateTimeField(null=True, editable=False)  # when `keywords` were read from its texts

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("アイデア")
        verbose_name_plural = pgettext_lazy("plural", "アイデア")
        ordering = ["cycle", "serial", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "serial"], name="idea_serial_is_once_a_cycle"),
            models.CheckConstraint(
                condition=~Q(status="submitted") | Q(serial__isnull=False, submitted_at__isnull=False),
                name="idea_handed_in_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.draft.get("title") or str(_("（名前のないアイデア）"))

    @property
    def number(self) -> str:
        """COG2026-I-0042; empty before it is handed in."""
        return f"{self.cycle.code}-I-{self.serial:04d}" if self.serial else ""

    @property
    def working(self) -> dict:
        """The team's text as it stands: what was handed in, overlaid with what was saved since."""
        texts = {name: self.draft.get(name, getattr(self, name)) for name in TEXTS}
        answers = self.answers | self.draft.get("answers", {})
        return texts | {"answers": answers, "evidence": self.draft.get("evidence", self.evidence)}

    def is_open_at(self, moment: datetime) -> bool:
        """Its cycle takes ideas. Rows read `for_saving()` know the window; others read prefetched stages where there are."""
        known = self.__dict__
        if "opens_at" in known:
            return known["opens_at"] is not None and known["opens_at"] <= moment < known["closes_at"]
        stage = self.cycle.stage(Stage.Kind.IDEAS)
        return stage is not None and stage.is_open_at(moment)

    def leave_at(self, moment: datetime) -> "Leave | None":
        """The secretariat's leave by which it may be written now, the widest; reads prefetched leaves where there are."""
        if self.status == self.Status.WITHDRAWN:
            return None
        stage = self.cycle.stage(Stage.Kind.IDEAS)
        is_out = stage is not None and stage.is_published_at(moment)
        standing = (row for row in self.leaves.all() if row.is_open_at(moment) and row.fits(self.status, is_out))
        return max(standing, key=lambda row: (row.is_whole, row.until), default=None)

    @property
    def has_unsent_changes(self) -> bool:
        """Handed in, but edited since: what the world will see is the older text."""
        return self.status == self.Status.SUBMITTED and bool(self.draft)


class IdeaVersion(models.Model):
    """What an idea said at one handing-in; written once and never changed."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="versions", verbose_name=_("アイデア"))
    number = models.PositiveSmallIntegerField(_("版"))
    title = models.CharField(_("アイデア名"), max_length=40)
    summary = models.CharField(_("ひとことで言うと"), max_length=100)
    answers = models.JSONField(_("アイデアの説明"))
    evidence = models.JSONField(_("引用と仮説"), default=dict, blank=True)
    licence = models.CharField(_("利用条件"), max_length=20, choices=Idea.Licence, default=Idea.Licence.CC_BY)
    title_en = models.CharField(_("アイデア名（英語）"), max_length=100, blank=True)
    summary_en = models.TextField(_("英語の要約"), max_length=2000, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("応募した人")
    )
    handed_in_at = models.DateTimeField(_("応募日時"))

    class Meta:
        verbose_name = _("アイデアの版")
        verbose_name_plural = pgettext_lazy("plural", "アイデアの版")
        ordering = ["idea", "number"]
        constraints = [models.UniqueConstraint(fields=["idea", "number"], name="idea_version_is_written_once")]

    def __str__(self) -> str:
        return f"{self.idea} {self.number}"


class Confirmation(models.Model):
    """That a member read the final text and says yes to handing it in; another text needs another yes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="confirmations", verbose_name=_("アイデア"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="confirmations", verbose_name=_("メンバー"))
    fingerprint = models.CharField(_("読んだ内容のしるし"), max_length=64)
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("メンバーの確認")
        verbose_name_plural = pgettext_lazy("plural", "メンバーの確認")
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "member", "fingerprint"], name="text_is_confirmed_once_by_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.idea}"


class Leave(models.Model):
    """The secretariat's leave to write after the deadline: a late entry by code, or one handed in wrongly reopened."""

    class Kind(models.TextChoices):
        LATE = "late", _("遅れての応募")
        REOPENED = "reopened", _("応募のやりなおし")
        POLISH = "polish", _("しめきりのあとの手なおし")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="leaves", verbose_name=_("アイデア"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.CharField(_("理由"), max_length=300)
    until = models.DateTimeField(_("いつまで"), help_text=_("この瞬間から受け付けません。"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("認めた人"))
    given_at = models.DateTimeField(_("認めた日時"))
    used_at = models.DateTimeField(_("使った日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("しめきり後の許可")
        verbose_name_plural = pgettext_lazy("plural", "しめきり後の許可")
        ordering = ["given_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="leave_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.idea}"

    @property
    def is_whole(self) -> bool:
        """Opens pictures too, and the entry itself; a polish opens the text alone."""
        return self.kind != self.Kind.POLISH

    def is_open_at(self, moment: datetime) -> bool:
        """Begun and not run out; a late entry begins when its code is used."""
        begins = self.used_at if self.kind == self.Kind.LATE else self.given_at
        return begins is not None and begins <= moment < self.until

    def fits(self, status: str, is_out: bool) -> bool:
        """Only a text already handed in is bettered or done over; nothing new comes in once the ideas are out."""
        if self.is_whole and is_out:
            return False
        return self.kind == self.Kind.LATE or status == Idea.Status.SUBMITTED
