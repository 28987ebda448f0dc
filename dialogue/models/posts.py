"""What is written under a question, the question itself first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contest.hiding import AbstractReport, Hidable, HidableQuerySet
from dialogue.models.threads import Thread, Voice
from municipalities.models import Challenge, bodies

MEND = timedelta(minutes=15)  # so long after posting its text may be mended


class PostQuerySet(HidableQuerySet["Post"]):
    def public(self, moment: datetime):
        """What anybody may read and report."""
        return self.in_sight().filter(withdrawn_at__isnull=True, thread__in=Thread.objects.public(moment))

    def written_by(self, user):
        """One's own."""
        return self.filter(written_by=user)

    def reported(self):
        """Those somebody reported and the secretariat has not looked at since; what was taken back needs no look."""
        return super().reported().filter(withdrawn_at__isnull=True)

    def for_page(self):
        """With the challenge and its municipality."""
        kept = ("thread__challenge__cycle", "thread__challenge__participant", "written_by")
        return self.select_related(*kept).prefetch_related(
            bodies("thread__challenge__participant__members"), "thread__challenge__cycle__stages"
        )


class Post(Hidable):
    """Some words under a question. Taken back, the words are gone; hidden, they are kept for whoever wrote them."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts", verbose_name=_("質問"))
    is_question = models.BooleanField(_("質問そのもの"), default=False)
    voice = models.CharField(_("だれとして"), max_length=12, choices=Voice, default=Voice.CITIZEN)
    # Columns are wider than the limits people are held to (common.text.length_of): a letter may be several characters.
    text = models.TextField(_("内容"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("書いた人")
    )
    credit = models.CharField(
        _("公開する名前"), max_length=300, blank=True
    )  # of an officer the municipality and the department
    edited_at = models.DateTimeField(_("直した日時"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True, editable=False)

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
            *Hidable.Meta.constraints,
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


class PostReport(AbstractReport):
    """That a person finds a post abusive or spam; the secretariat hides it or lets it stand."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports", verbose_name=_("質問と書きこみ"))

    class Meta(AbstractReport.Meta):
        verbose_name = _("書きこみの知らせ")
        verbose_name_plural = pgettext_lazy("plural", "書きこみの知らせ")
        constraints = [
            models.UniqueConstraint(fields=["post", "reported_by"], name="post_is_reported_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.post}"
