"""Every pair of colours that meets on a page, recomputed from the tokens: light, dark, each season."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SEASONS = ["summer", "autumn", "winter", "after"]
TEXT, GRAPHIC = 4.5, 3.0  # WCAG 2.1: 1.4.3 and 1.4.11
PAIRS = [
    *[(fore, back, TEXT) for back in ("bg", "bg-soft", "bg-raised") for fore in ("text", "text-sub", "link", "error")],
    *[(fore, "bg", TEXT) for fore in ("success", "warning", "link-hover", "link-visited", "primary", "accent-text")],
    ("accent-text", "bg-soft", TEXT),
    ("accent-text", "bg-raised", TEXT),
    ("accent-text", "accent-soft", TEXT),
    ("text", "accent-soft", TEXT),
    ("text-sub", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("primary-hover", "chosen", TEXT),
    ("text", "chosen", TEXT),
    ("text-sub", "chosen", TEXT),
    ("on-band", "band", TEXT),
    *[("text", f"{kind}-soft", TEXT) for kind in ("error", "success", "warning")],
    *[(kind, f"{kind}-soft", TEXT) for kind in ("error", "success", "warning")],
    ("citizen-text", "citizen", TEXT),
    ("office-text", "office", TEXT),
    ("together-text", "together", TEXT),
    *[(f"on-state-{kind}", f"state-{kind}", TEXT) for kind in range(1, 8)],
    *[(line, "bg", GRAPHIC) for line in ("line-strong", "primary", "accent", "citizen-line", "office-line", "error")],
]


def _blocks(css: str) -> list[tuple[str, str]]:
    return re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.S))


def _declared(css: str, season: str) -> dict[str, str]:
    """Custom properties of :root and of one season, later ones winning."""
    found: dict[str, str] = {}
    for selector, body in _blocks(css):
        if ":root" in selector or f'"{season}"' in selector:
            found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    return found


def tokens(scheme: str, season: str) -> dict[str, str]:
    light, _, dark = (STATIC / "css/tokens.css").read_text().partition("@media (prefers-color-scheme: dark)")
    names = _declared((STATIC / "vendor/digital-go-tokens/tokens.css").read_text(), season)
    names |= _declared(light, season)
    return names | _declared(dark, season) if scheme == "dark" else names


def colour(names: dict[str, str], name: str) -> tuple[int, ...]:
    value = names[name].strip()
    while reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = names[reference[1]].strip()
    assert re.fullmatch(r"#[0-9a-f]{6}", value), (name, value)
    return tuple(int(value[i : i + 2], 16) for i in (1, 3, 5))


def luminance(rgb: tuple[int, ...]) -> float:
    parts = [c / 255 for c in rgb]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_can_be_read(scheme, season):
    names = tokens(scheme, season)
    weak = {
        (fore, back): round(ratio(colour(names, fore), colour(names, back)), 2)
        for fore, back, least in PAIRS
        if ratio(colour(names, fore), colour(names, back)) < least
    }
    assert weak == {}


def test_the_ratio_can_see():
    """The yardstick itself: known values of WCAG, and grey that fails."""
    assert round(ratio((0, 0, 0), (255, 255, 255)), 1) == 21.0
    assert ratio((0x99, 0x99, 0x99), (255, 255, 255)) < TEXT


def test_seasons_differ():
    assert len({colour(tokens("light", season), "accent") for season in SEASONS}) == len(SEASONS)
