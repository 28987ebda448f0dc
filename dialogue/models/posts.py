"""What is written under a question, the question itself first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from dialogue.models.threads import Thread, Voice
from municipalities.models import Challenge, bodies

MEND = timedelta(minutes=15)  # so long after posting its text may be mended


class PostQuerySet(models.QuerySet["Post"]):
    def in_sight(self):
        """Those that were not hidden; of one taken back its place is shown and no word."""
        return self.filter(hidden_at__isnull=True)

    def public(self, moment: datetime):
        """What anybody may read and report."""
        return self.in_sight().filter(withdrawn_at__isnull=True, thread__in=Thread.objects.public(moment))

    def written_by(self, user):
        """One's own."""
        return self.filter(written_by=user)

    def reported(self):
        """Those somebody reported and the secretariat has not looked at since; what was taken back needs no look."""
        unsettled = PostReport.objects.filter(post=OuterRef("pk"), settled_at__isnull=True)
        return self.filter(Exists(unsettled), withdrawn_at__isnull=True)

    def for_page(self):
        """With the challenge and its municipality."""
        kept = ("thread__challenge__cycle", "thread__challenge__participant", "written_by")
        return self.select_related(*kept).prefetch_related(
            bodies("thread__challenge__participant__members"), "thread__challenge__cycle__stages"
        )


class Post(TimeStamped):
    """Some words under a question. Taken back, the words are gone; hidden, they are kept for whoever wrote them."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts", verbose_name=_("質問"))
    is_question = models.BooleanField(_("質問そのもの"), default=False)
    voice = models.CharField(_("だれとして"), max_length=12, choices=Voice, default=Voice.CITIZEN)
    # Columns are wider than the limits people are held to (services.steps.fits): a letter may be several characters.
    text = models.TextField(_("内容"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("書いた人")
    )
    credit = models.CharField(
        _("公開する名前"), max_length=300, blank=True
    )  # of an officer the municipality and the department
    edited_at = models.DateTimeField(_("直した日時"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("かくした日時"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("かくした人")
    )
    hidden_reason = models.CharField(_("かくした理由"), max_length=1500, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("質問と書きこみ")
        verbose_name_plural = pgettext_lazy("plural", "質問と書きこみ")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(is_question=True), name="thread_has_one_question"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | ~Q(text=""), name="post_standing_says_something"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(text="", credit=""), name="post_withdrawn_says_nothing"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="post_hidden_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return f"{words[:30]}…" if len(words) > 30 else words or str(_("（取り下げた書きこみ）"))

    @property
    def challenge(self) -> Challenge:
        return self.thread.challenge

    def is_mendable_at(self, moment: datetime) -> bool:
        """Whether its writer may still change the words."""
        return self.withdrawn_at is None and self.hidden_at is None and moment < self.created_at + MEND


class PostReport(models.Model):
    """That a person finds a post abusive or spam; the secretariat hides it or lets it stand."""

    class Kind(models.TextChoices):
        SPAM = "spam", _("宣伝や関係のない内容")
        ABUSE = "abuse", _("人を傷つける内容")
        PRIVATE = "private", _("個人が分かってしまう内容")
        OTHER = "other", _("そのほか")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports", verbose_name=_("質問と書きこみ"))
    kind = models.CharField(_("理由"), max_length=10, choices=Kind)
    text = models.CharField(_("くわしく"), max_length=2500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("知らせた人")
    )
    reported_at = models.DateTimeField(_("知らせた日時"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確かめた人")
    )
    settled_at = models.DateTimeField(_("確かめた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("書きこみの知らせ")
        verbose_name_plural = pgettext_lazy("plural", "書きこみの知らせ")
        ordering = ["reported_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "reported_by"], name="post_is_reported_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.post}"
