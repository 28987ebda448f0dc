"""Tags of the showcase alone: numbers as pictures."""

from django import template

register = template.Library()


@register.inclusion_tag("partials/stacked_bar.html")
def stacked_bar(parts: list[dict]) -> dict:
    """A bar of {label, count, kind 1–6} as SVG whose text never shrinks; empty parts are left out."""
    shown = [part for part in parts if part["count"]]
    total = sum(part["count"] for part in shown) or 1
    segments, offset = [], 0.0
    for part in shown:
        width = 100 * part["count"] / total
        segments.append({**part, "offset": f"{offset:.3f}", "width": f"{width:.3f}"})
        offset += width
    return {"segments": segments}
