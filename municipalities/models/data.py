"""The data and the knowledge a challenge comes with."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.models.challenges import Challenge


class DataResource(models.Model):
    """A piece of public data a challenge comes with, by link or as a file; voices and documents count as well."""

    class Kind(models.TextChoices):
        NUMBERS = "numbers", _("数のデータ")
        VOICES = "voices", _("声・聞き取り")
        DOCUMENT = "document", _("資料・画像")

    class Licence(models.TextChoices):
        """The usual ones; `licence` holds any other in words."""

        CC_BY = "CC BY 4.0", _("CC BY 4.0（出典を書けば、だれでも自由に使える）")
        CC0 = "CC0 1.0", _("CC0 1.0（だれでも、ことわりなしに自由に使える）")
        GOVERNMENT = "政府標準利用規約（第2.0版）", _("政府標準利用規約（第2.0版）（出典を書けば自由に使える）")

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="resources", verbose_name=_("課題"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind, default=Kind.NUMBERS)
    title = models.CharField(_("データの名前"), max_length=300, blank=True)
    url = models.URLField(_("アドレス"), max_length=1000, blank=True)
    file = models.FileField(_("ファイル"), upload_to="data/", max_length=300, blank=True, editable=False)
    file_name = models.CharField(_("ファイルの名前"), max_length=200, blank=True, editable=False)
    file_size = models.PositiveIntegerField(_("大きさ"), default=0, editable=False)
    preview = models.JSONField(_("はじめの数行"), null=True, blank=True, editable=False)
    publisher = models.CharField(_("公開しているところ"), max_length=300, blank=True)
    format = models.CharField(_("形式"), max_length=300, blank=True)
    dated_on = models.DateField(_("いつのデータか"), null=True, blank=True)
    licence = models.CharField(_("利用条件"), max_length=300, blank=True)
    note = models.CharField(_("説明"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    checked_at = models.DateTimeField(_("リンクを確かめた日時"), null=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("つづけて開けなかった回数"), default=0, editable=False)
    dead_since = models.DateTimeField(_("開けなくなった日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("データ")
        verbose_name_plural = pgettext_lazy("plural", "データ")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class Knowledge(models.Model):
    """What the town hall knows beside data: how something is ruled, how it came about, whom one may ask."""

    class Kind(models.TextChoices):
        SYSTEM = "system", _("制度")
        HISTORY = "history", _("経緯")
        PERSON = "person", _("聞ける人")

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="knowledge", verbose_name=_("課題"))
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    title = models.CharField(_("見出し"), max_length=100)
    text = models.TextField(_("内容"), max_length=1000)
    url = models.URLField(_("アドレス"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("知識")
        verbose_name_plural = pgettext_lazy("plural", "知識")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title
