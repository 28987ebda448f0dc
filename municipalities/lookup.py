"""Finding a local government by what people call it."""

import unicodedata
from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from municipalities.models import LocalGovernment


def find_governments(typed: str, day: date) -> QuerySet[LocalGovernment]:
    """Those of `day` of which every word typed is part of the name (with prefecture and city), the kana or the code."""
    whole = Concat("prefecture", Coalesce(F("parent__name"), Value("")), "name")
    found = LocalGovernment.objects.valid_on(day).select_related("parent").annotate(whole=whole)
    for word in unicodedata.normalize("NFKC", typed).split():
        named = Q(whole__contains=word) | Q(kana__contains=_hiragana(word)) | Q(name_en__icontains=word)
        found = found.filter(named | Q(code__startswith=word))
    return found.order_by("code")


def _hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
