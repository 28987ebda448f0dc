"""What an idea rests on: data it cites, what its team found out, and notes that stay in the team."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from ideas.models.ideas import Idea
from municipalities.models import DataResource


class EvidenceQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not removed, in their order."""
        return self.filter(removed_at=None)

    def removed(self):
        """Those that may still be brought back, the last one first."""
        return self.exclude(removed_at=None).order_by("-removed_at", "-id")


class Evidence(TimeStamped):
    """One row of an idea's evidence. Removing it only sets it aside."""

    idea = models.ForeignKey(Idea, models.CASCADE, verbose_name=_("アイデア"))
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    removed_at = models.DateTimeField(_("消した日時"), null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "id"]


class Citation(Evidence):
    """Data an idea rests on: of the challenge, its words copied so that they outlive it, or from elsewhere."""

    resource = models.ForeignKey(DataResource, models.SET_NULL, null=True, blank=True, verbose_name=_("課題のデータ"))
    title = models.CharField(_("データの名前"), max_length=300)
    source = models.CharField(_("出典"), max_length=300)
    url = models.URLField(_("アドレス"), max_length=1000, blank=True)
    licence = models.CharField(_("利用条件"), max_length=300, blank=True)
    seen_on = models.DateField(_("見た日"), null=True, blank=True)
    use = models.TextField(_("何に使ったか・何が分かるか"))

    class Meta(Evidence.Meta):
        default_related_name = "citations"
        verbose_name = _("データの引用")
        verbose_name_plural = pgettext_lazy("plural", "データの引用")
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="citation_names_its_source")]

    def __str__(self) -> str:
        return self.title


class Hypothesis(Evidence):
    """A card of the way to the idea: what was supposed, how it was checked, what came out, what was learned."""

    class State(models.TextChoices):
        """Never stored: the last part that is written says it."""

        SUPPOSED = "supposed", _("これから確かめる")
        CHECKING = "checking", _("確かめている")
        ANSWERED = "answered", _("結果が出た")
        LEARNED = "learned", _("学びになった")

    claim = models.TextField(_("仮説"))
    test = models.TextField(_("検証"), blank=True)
    result = models.TextField(_("結果"), blank=True)
    learning = models.TextField(_("学び"), blank=True)

    class Meta(Evidence.Meta):
        default_related_name = "hypotheses"
        verbose_name = _("仮説カード")
        verbose_name_plural = pgettext_lazy("plural", "仮説カード")
        constraints = [models.CheckConstraint(condition=~Q(claim=""), name="hypothesis_supposes_something")]

    def __str__(self) -> str:
        return self.claim

    @classmethod
    def state_after(cls, test: str, result: str, learning: str) -> "Hypothesis.State":
        """How far a card has come: the last part that is written."""
        written = {cls.State.LEARNED: learning, cls.State.ANSWERED: result, cls.State.CHECKING: test}
        return next((state for state, text in written.items() if text), cls.State.SUPPOSED)

    @property
    def state(self) -> "Hypothesis.State":
        return self.state_after(self.test, self.result, self.learning)


class Note(Evidence):
    """What somebody said or did, or a made-up user; for the team alone, for ever: in no page, file or version."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("聞き取り")
        PERSONA = "persona", _("ペルソナ（使う人の例）")
        OBSERVATION = "observation", _("見て気づいたこと")

    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    text = models.TextField(_("メモ"))

    class Meta(Evidence.Meta):
        default_related_name = "notes"
        verbose_name = _("チームのメモ")
        verbose_name_plural = pgettext_lazy("plural", "チームのメモ")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text
