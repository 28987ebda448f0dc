"""Nothing in a template that a strict content security policy would stop, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg"})
FORBIDDEN = {
    "inline style": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "script address": r"javascript:",
    "other origin": r"<(script|link|img|iframe)[^>]*(src|href)=\"(https?:)?//",
    "placeholder": r"<(input|textarea)[^>]*\splaceholder\s*=",
}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_is_strict(path):
    text = path.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I)] == []


def test_the_patterns_can_see():
    bad = '<p style="x"><style></style><a onclick="x"><script>1</script><a href="javascript:x"><img src="//x"><input placeholder="x">'
    assert [name for name, pattern in FORBIDDEN.items() if not re.search(pattern, bad, re.I)] == []
