"""What people wrote with marks, on a page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from contest.markdown import as_html

register = template.Library()


@register.filter
def markdown(text: str, top: int) -> SafeString:
    """`{{ text|markdown:3 }}`: headings inside begin at h3."""
    return mark_safe(as_html(text, top))  # noqa: S308  nh3 let it through
