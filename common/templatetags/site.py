"""Tags every page may use. They know fields, dates and shapes, and no noun of the contest."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from common.text import count

register = template.Library()

WEEKDAYS = "月火水木金土日"
GROUP_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.SelectDateWidget)
UNCOUNTED_WIDGETS = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.Select, forms.PasswordInput)


@register.inclusion_tag("partials/form_field.html")
def field(bound: BoundField, counter: int | None = None, required: bool | None = None, shown: str = "") -> dict:
    """One field in the house's order. `required` says what handing in needs when a draft may lack it; `shown`, who reads it.

    A field that is needed of some people only says so itself, in its `need`.
    """
    widget = bound.field.widget
    needed = bound.field.required if required is None else required
    limit = counter or _limit(bound)
    identifier = bound.id_for_label or bound.auto_id
    is_group = isinstance(widget, GROUP_WIDGETS)
    parts = {"support": bound.help_text, "counter": limit, "error": bound.errors}
    describedby = " ".join(f"{identifier}-{name}" for name, there in parts.items() if there)
    bound.form.use_required_attribute = False  # a draft may be sent unfinished; the server says what is missing
    attrs: dict = {"maxlength": False, "placeholder": False}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not is_group:
        attrs |= {"aria-describedby": describedby or False} | ({"aria-required": "true"} if needed else {})
    return {
        "id": identifier,
        "label": bound.label,
        "support": bound.help_text,
        "control": bound.as_widget(attrs=attrs),
        "errors": bound.errors,
        "required": needed,
        "need": getattr(bound.field, "need", "") or (gettext("※必須") if needed else gettext("※任意")),
        "shown": shown,
        "limit": limit,
        "length": count(str(bound.value() or "")),
        "describedby": describedby,
        "is_hidden": bound.is_hidden,
        "is_group": is_group,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "many": is_group and len(getattr(widget, "choices", ())) > 4,
    }


def _limit(bound: BoundField) -> int | None:
    """What is counted for the writer: texts of one's own, not names and codes a browser can fill in."""
    widget = bound.field.widget
    if isinstance(widget, UNCOUNTED_WIDGETS) or "autocomplete" in widget.attrs:
        return None
    return getattr(bound.field, "max_length", None)


PICTURE_SIZES = {
    "page": "(min-width: 64rem) 44rem, 100vw",
    "card": "(min-width: 64rem) 24rem, (min-width: 48rem) 50vw, 100vw",
    "row": "12rem",
    "thumb": "4.5rem",
}  # how wide pages show pictures, so that a browser can choose before it knows the style


@register.inclusion_tag("partials/picture.html")
def picture(shown: Any, size: str = "page", alt: str | None = None) -> dict:
    """A picture in the width a page needs: its placeholder until a worker has made it small, itself if none ever could."""
    return {
        "picture": shown,
        "alt": shown.alt if alt is None else alt,
        "sizes": PICTURE_SIZES[size],
        "css": "thumb" if size == "thumb" else "",
        "is_lazy": size != "page",
        "letters": max(shown.width // 20, 1),
    }


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of templates/icons, hidden from readers: words always stand beside it."""
    return mark_safe(get_template(f"icons/{name}.svg").render())  # noqa: S308  our own files


@register.filter
def date_ja(value: datetime | None) -> str:
    """2026年12月20日（日）23:59, or 20 December 2026, 23:59 JST for readers of English."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return gettext("%(day)s%(time)s") % {"day": day_ja(value), "time": local.strftime("%H:%M")}


@register.filter
def day_ja(value: date | None) -> str:
    """2026年12月20日（日）."""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    if get_language() == "en":
        return f"{local.day} {local:%B} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日（{WEEKDAYS[local.weekday()]}）"


@register.filter
def month_ja(value: date | None) -> str:
    """2026年12月."""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%B} {local.year}" if get_language() == "en" else f"{local.year}年{local.month}月"


def _last_minute(exclusive: datetime) -> datetime:
    """A window closing at midnight is spoken of as 23:59 of the day before; any other hour as itself."""
    local = timezone.localtime(exclusive)
    return local - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else local


@register.filter
def deadline_ja(exclusive: datetime | None) -> str:
    """An exclusive end as people say it: 2026年12月20日（日）23:59まで."""
    if not exclusive:
        return ""
    return gettext("%(moment)sまで") % {"moment": date_ja(_last_minute(exclusive))}


@register.filter
def last_day_ja(exclusive: datetime | None) -> str:
    """The last day inside a window whose end is exclusive."""
    return day_ja(_last_minute(exclusive)) if exclusive else ""


@register.filter
def or_english(japanese: str, english: str) -> str:
    """The English text where the reader asked for English and it was written."""
    return english if get_language() == "en" and english else japanese


@register.simple_tag
def ja_unless(english: str = "") -> SafeString:
    """` lang="ja"` for an element whose words stay Japanese on a page in another language."""
    return SafeString("" if english or get_language() == "ja" else ' lang="ja"')


@register.filter
def days_left(exclusive: datetime | None, now: datetime | None) -> str:
    """あと28日, きょうまで, or しめきりました; counted in days of the Japanese calendar."""
    if not exclusive or not now:
        return ""
    if now >= exclusive:
        return gettext("しめきりました")
    days = (_last_minute(exclusive).date() - timezone.localtime(now).date()).days
    return ngettext("あと%(n)d日", "あと%(n)d日", days) % {"n": days} if days else gettext("きょうまで")


@register.filter
def days_until(opening: datetime | None, now: datetime | None) -> str:
    """あと3日, or きょうから; for the beginning of a window."""
    if not opening or not now:
        return ""
    days = (timezone.localtime(opening).date() - timezone.localtime(now).date()).days
    return ngettext("あと%(n)d日", "あと%(n)d日", days) % {"n": days} if days > 0 else gettext("きょうから")


@register.filter
def elided(paginator: Paginator, number: int) -> list:
    """Page numbers near `number` and at both ends."""
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))
