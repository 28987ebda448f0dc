"""What people write with marks is shown as they meant it, and nothing they write can act."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.markdown import as_html, as_plain
from contest.templatetags.markdown import markdown

ELEMENTS = {"p", "br", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr"} | {
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Seen(HTMLParser):
    """Elements and attributes a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def shown(text: str) -> str:
    """The HTML on one line."""
    return as_html(text, 3).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行目\n二行目\n\n次の段落", "<p>一行目<br>二行目</p><p>次の段落</p>"),
        ("　字下げ\n　二行目", "<p>　字下げ<br>　二行目</p>"),
        ("    半角の字下げ", "<p>半角の字下げ</p>"),
        ("・点\n※注", "<p>・点<br>※注</p>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("#道 #3 `x` ```", "<p>#道 #3 `x` ```</p>"),
        ("見出しではない\n=====", "<p>見出しではない<br>=====</p>"),
        ("# 大\n## 中\n### 小", "<h3>大</h3><h4>中</h4><h5>小</h5>"),
        ("### ひとつだけ", "<h3>ひとつだけ</h3>"),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5", "<h3>1</h3><h4>2</h4><h5>3</h5><h6>4</h6><h6>5</h6>"),
        ("- 一\n- 二", "<ul><li>一</li><li>二</li></ul>"),
        ("3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>'),
        ("道は**「明るい」**です。", "<p>道は<strong>「明るい」</strong>です。</p>"),
        ("**大切**と*強調*", "<p><strong>大切</strong>と<em>強調</em></p>"),
        ("2 * 3 * 4、file_name_1", "<p>2 * 3 * 4、file_name_1</p>"),
        ("| 年 | 数 |\n|---|--:|\n| 2025 | 3 |", "<table><thead><tr><th>年</th><th>数</th></tr></thead>"
            "<tbody><tr><td>2025</td><td>3</td></tr></tbody></table>"),
        ("[市](https://a.example/?a=1&b=2)", '<p><a href="https://a.example/?a=1&amp;b=2" rel="nofollow noopener">市</a></p>'),
        ("<mailto:a@b.example>", '<p><a href="mailto:a@b.example" rel="nofollow noopener">mailto:a@b.example</a></p>'),
    ],
)  # fmt: skip
def test_marks_are_read_and_plain_words_stay_as_they_are(text, html):
    assert shown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "<!-- --><b>x</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](/office/logout/)",
        "[x](//evil.example)",
        "[x](http-evil:1)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://a.example "a\\" onmouseover=alert(1)")',
        "![x](https://evil.example/pixel.png)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "**<b onclick=alert(1)>**",
        "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        "# <script>alert(1)</script>",
        "{{ request }} {% load x %}",
    ],
)
def test_nothing_that_is_written_can_act(text):
    for tag, attributes in Seen(as_html(text, 3)).found:
        assert tag in ELEMENTS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else {"start"} if tag == "ol" else set())
        if tag == "a":
            assert re.match(r"(https?://|mailto:)", attributes["href"])
            assert attributes["rel"] == "nofollow noopener"


@given(st.text(alphabet=st.sampled_from("<>&\"'()[]!*_#|-`\\:/ \n\tajscriptonhl=1.道　"), max_size=80))
def test_no_text_makes_another_element(text):
    assert {tag for tag, _ in Seen(as_html(text, 3)).found} <= ELEMENTS


def test_the_sanitiser_holds_alone(monkeypatch):
    """Should the parser once let HTML through, the second guard takes it away."""
    monkeypatch.setattr(
        "contest.markdown.PARSER.renderer.render", lambda *rest: '<p onclick="x" style="y">道<img src=x></p>'
    )
    assert as_html("二つめの守り", 3) == "<p>道</p>"


def test_the_filter_gives_html():
    assert markdown("道&町", 4).__html__() == "<p>道&amp;町</p>"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# 題\n一行\n二行\n\n- **あ**\n- い", "題\n一行\n二行\n・あ\n・い"),
        ("　字下げ & 道", "　字下げ & 道"),
        ("[市](https://a.example) <https://b.example>", "市 <https://a.example> https://b.example"),
        ("&amp;lt;", "&lt;"),
        ("", ""),
    ],
)
def test_the_same_words_without_marks(text, plain):
    assert as_plain(text) == plain
