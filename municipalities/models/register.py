"""The register of local governments: 6-digit codes with a check digit, kept as text."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def check_digit(five: str) -> str:
    """The check digit of a five-digit local government code (modulus 11, weights 6 to 2; docs/data.md)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str(11 - total)[-1] if total < 11 else str((11 - total % 11) % 10)


def validate_code(code: str) -> None:
    """Refuse anything but six ASCII digits whose last one checks the others."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()) or check_digit(code[:5]) != code[5]:
        raise ValidationError(_("%(code)s は正しい全国地方公共団体コードではありません。"), params={"code": code})


class LocalGovernmentQuerySet(models.QuerySet["LocalGovernment"]):
    def valid_on(self, day: date):
        """Those that exist on `day`: [valid_from, valid_to), open where a date is unknown."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day))


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

    objects = LocalGovernmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("地方公共団体")
        verbose_name_plural = pgettext_lazy("plural", "地方公共団体")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="local_government_code_is_six_digits"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def is_valid_on(self, day: date) -> bool:
        """The twin of `LocalGovernmentQuerySet.valid_on`."""
        return not ((self.valid_from and self.valid_from > day) or (self.valid_to and self.valid_to <= day))

    @property
    def full_name(self) -> str:
        """Prefecture first; a ward carries its city; 森町 exists twice, so a bare name is never shown."""
        if self.kind == self.Kind.PREFECTURE:
            return self.name
        inside = f"{self.parent.name}{self.name}" if self.parent else self.name
        return f"{self.prefecture} {inside}"
