"""追加質問: what a finalist and its municipality are asked before the final, and what each of them answers."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest import sheet
from ideas.models import Idea, Member
from judging.models.rounds import JudgingRefused
from municipalities.models import Officer, bodies

QUESTION, ANSWER, MOST_QUESTIONS = 300, 1000, 10  # characters, characters, questions to one side


class InquiryRefused(JudgingRefused):
    """A question or an answer that cannot be taken now; what was kept is as it was."""


class InquiryClosed(InquiryRefused, sheet.SheetClosed):
    """The deadline has passed, or the idea was withdrawn."""


class ReplyChanged(InquiryRefused, sheet.ChangedElsewhere):
    """A colleague, or another window, saved other words meanwhile."""


class Side(models.TextChoices):
    TEAM = "team", _("チーム")
    MUNICIPALITY = "municipality", _("自治体")


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def sent(self):
        return self.filter(sent_at__isnull=False)

    def open_at(self, moment: datetime):
        """Those that take answers; the twin of `Inquiry.is_open_at`."""
        return self.sent().filter(closes_at__gt=moment, idea__status=Idea.Status.SUBMITTED)

    def for_board(self):
        """What the secretariat's board shows, in a fixed number of queries and in the order of the ideas' numbers."""
        names = ("idea__cycle", "idea__team", "idea__challenge__participant")
        parts = ("questions", "replies", bodies("idea__challenge__participant__members"))
        return self.select_related(*names).prefetch_related(*parts).order_by("idea__serial", "id")


class Inquiry(TimeStamped):
    """Questions on one finalist's idea: written → sent with a deadline [sent_at, closes_at), answered by both sides.

    Each side reads the other's answers once the deadline has passed. A later extension does not take that back: `shown_at` keeps it.
    """

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="inquiry", verbose_name=_("アイデア"))
    sent_at = models.DateTimeField(_("送った日時"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("送った人"),
    )
    closes_at = models.DateTimeField(_("答えのしめきり"), null=True, editable=False)
    told_at = models.DateTimeField(_("しめきりを知らせた日時"), null=True, editable=False)
    shown_at = models.DateTimeField(_("答えをたがいに見せた日時"), null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("追加質問")
        verbose_name_plural = pgettext_lazy("plural", "追加質問")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(sent_by__isnull=False, closes_at__isnull=False, told_at__isnull=False),
                name="inquiry_sent_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea.number} {self.idea}"

    def is_open_at(self, moment: datetime) -> bool:
        """Takes answers: sent, before the deadline, and its idea stands."""
        is_running = self.sent_at is not None and self.closes_at is not None and moment < self.closes_at
        return is_running and self.idea.status == Idea.Status.SUBMITTED

    def is_shown_at(self, moment: datetime) -> bool:
        """Both sides and the judges of the final read all answers."""
        since = self.shown_at or self.closes_at
        return self.sent_at is not None and since is not None and since <= moment

    def asked(self, side: str) -> "list[InquiryQuestion]":
        """The questions one side is asked; reads prefetched questions where there are."""
        return [row for row in self.questions.all() if row.to in (side, InquiryQuestion.To.BOTH)]


class InquiryQuestion(models.Model):
    """One question, and who is asked."""

    class To(models.TextChoices):
        TEAM = "team", _("チームへ")
        MUNICIPALITY = "municipality", _("自治体へ")
        BOTH = "both", _("チームと自治体へ")

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="questions", verbose_name=_("追加質問"))
    to = models.CharField(_("だれに"), max_length=12, choices=To)
    text = models.CharField(_("質問"), max_length=QUESTION)

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = pgettext_lazy("plural", "質問")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "to", "text"], name="inquiry_asks_a_question_once"),
            models.CheckConstraint(condition=~Q(text=""), name="inquiry_question_has_words"),
        ]

    def __str__(self) -> str:
        return self.text


class ReplyQuerySet(models.QuerySet["Reply"]):
    def of_person(self, user):
        """The answers this person may write: of their team, or of a municipality they serve now."""
        member = Member.objects.filter(team=OuterRef("inquiry__idea__team"), user=user)
        officer = Officer.objects.filter(
            participant=OuterRef("inquiry__idea__challenge__participant"), user=user, until__isnull=True
        )
        return self.filter(Q(Exists(member), side=Side.TEAM) | Q(Exists(officer), side=Side.MUNICIPALITY))

    def for_list(self):
        """What a list and a page show, in a fixed number of queries."""
        names = ("idea__cycle", "idea__team", "idea__challenge__cycle", "idea__challenge__participant")
        return self.select_related(*(f"inquiry__{name}" for name in names)).prefetch_related(
            "inquiry__questions", bodies("inquiry__idea__challenge__participant__members")
        )


class Reply(TimeStamped):
    """What one side answers. `answers` is what was handed in, `draft` what was saved since; both are texts by question."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="replies", verbose_name=_("追加質問"))
    side = models.CharField(_("だれが"), max_length=12, choices=Side)
    answers = models.JSONField(_("答え"), default=dict, blank=True)
    handed_in_at = models.DateTimeField(_("答えを出した日時"), null=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("答えを出した人")
    )
    draft = models.JSONField(_("下書き"), default=dict, blank=True, editable=False)
    drafted_at = models.DateTimeField(_("下書きを保存した日時"), null=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("下書きを保存した人")
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("追加質問への答え")
        verbose_name_plural = pgettext_lazy("plural", "追加質問への答え")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "side"], name="reply_is_once_a_side"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | Q(handed_in_by__isnull=False),
                name="reply_handed_in_has_a_writer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.get_side_display()}"

    @property
    def working(self) -> dict[str, str]:
        """The words as they stand: what was saved last, else what was handed in."""
        return self.draft or self.answers

    @property
    def questions(self) -> list[InquiryQuestion]:
        return self.inquiry.asked(self.side)

    @property
    def is_late(self) -> bool:
        """Handed in when it could be written with the other side's answers in sight."""
        shown_at = self.inquiry.shown_at
        return shown_at is not None and self.handed_in_at is not None and self.handed_in_at >= shown_at
