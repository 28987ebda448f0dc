"""The register of local governments: 6-digit codes with a check digit, kept as text."""

from datetime import date
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from municipalities.kana import to_hiragana

MOST_LETTERS, MOST_WORDS = 100, 6
PREFECTURE_LETTERS = 3  # もり is no search for all of あおもりけん


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

    def matching(self, query: str):
        """Those in whose name, reading, prefecture or code every word is found, the likeliest first.

        Names may be written in one piece with prefecture and city (静岡県森町), readings in any kana, codes with five
        digits or six. All of them for a query without a word.
        """
        words = words_of(query)
        if not words:
            return self
        city_and_name = Concat(Coalesce("parent__name", Value("")), "name")
        rows = self.alias(
            place=Replace(Concat("prefecture", city_and_name), Value("ヶ"), Value("ケ")),
            reading=Concat(Coalesce("parent__kana", Value("")), "kana"),
        )
        for word in words:
            rows = rows.filter(_says(word))
        return rows.alias(rank=_rank(words)).order_by("rank", "code")


def words_of(query: str) -> list[str]:
    """What somebody typed to search by, in usual widths and cut at blanks; no more of it than a search needs."""
    return normalize("NFKC", query[:MOST_LETTERS]).replace("\0", " ").split()[:MOST_WORDS]


def _says(word: str) -> Q:
    """Whether a row says this word somewhere; ヶ and ケ are one letter."""
    if word.isascii() and word.isdecimal():
        return Q(code__startswith=word) | Q(code=f"0{word}")
    reading = to_hiragana(word)
    found = Q(place__contains=word.replace("ヶ", "ケ")) | Q(reading__contains=reading) | Q(name_en__icontains=word)
    if len(reading) < PREFECTURE_LETTERS:
        return found
    whole = LocalGovernment.objects.filter(kind=LocalGovernment.Kind.PREFECTURE, kana__startswith=reading)
    return found | Q(prefecture__in=whole.values("name"))


def _rank(words: list[str]) -> Case:
    """0 for a name or reading that is one of the words, 1 for one that begins with it, 2 for the rest."""
    whole, beginning = Q(), Q()
    for word in words:
        reading = to_hiragana(word)
        whole |= Q(name=word) | Q(kana=reading)
        beginning |= Q(name__startswith=word) | Q(kana__startswith=reading)
    return Case(When(whole, then=0), When(beginning, then=1), default=2)


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
