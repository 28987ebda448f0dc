"""Data as people read it."""

import pytest

from common.readable import readable

MOMENT = "2026-12-20T14:59:00+00:00"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (None, "–"),
        ("", "–"),
        ([], "–"),
        ({}, "–"),
        (0, "0"),
        (True, "はい"),
        (False, "いいえ"),
        ("<b>", "&lt;b&gt;"),
        (MOMENT, "2026年12月20日（日）23:59"),
        ("2026-12-20", "2026-12-20"),
        ("2026-13-40T14:59:00+00:00", "2026-13-40T14:59:00+00:00"),
        ("あ\n<b>", "あ<br>&lt;b&gt;"),
        (["a", "<b>", 3], "a、&lt;b&gt;、3"),
        ({"名前": "<b>"}, "<dl><div><dt>名前</dt><dd>&lt;b&gt;</dd></div></dl>"),
        ({"<b>": [{"x": None}]}, "<dl><div><dt>&lt;b&gt;</dt><dd><ul><li>%s</li></ul></dd></div></dl>"),
        (["長" * 20], "<ul><li>%s</li></ul>" % ("長" * 20)),
    ],
)
def test_any_value_is_read_without_brackets(value, html):
    assert readable(value) == html.replace("%s", "<dl><div><dt>x</dt><dd>–</dd></div></dl>")
