"""Answers written with a few marks (headings, lists, bold, links, tables), as HTML nobody can be harmed by.

Two guards, each enough alone: the parser knows no HTML and no pictures and writes whatever it does not know as text;
then nh3 lets through a short list of elements without styles, and of addresses only http, https and mailto.
"""

import re
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

TAGS = {"p", "br", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto"}
ALLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
INDENT = re.compile(r"^[ \t]*(\u3000+)", re.MULTILINE)
DEEPEST = 6


def _emphasis(state: StateInline, silent: bool) -> bool:
    """`*` opens before anything but a space and closes after it: 「**大切**です」 needs no space in Japanese.

    CommonMark asks for a space or a punctuation mark outside where one stands inside, which Japanese has not:
    `**「道」**は` would stay as typed.
    """
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    length = state.scanDelims(start, True).length
    before, after = state.src[start - 1 : start], state.src[start + length : start + length + 1]
    opens, closes = bool(after.strip()), bool(before.strip())
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(
            Delimiter(marker=ord("*"), length=length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos += length
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False})
    parser.enable(["heading", "list", "blockquote", "hr", "table"])
    parser.enable(["emphasis", "link", "autolink", "escape", "entity", "newline"])
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.validateLink = lambda url: bool(ALLOWED.match(url))  # type: ignore[method-assign]
    return parser


PARSER = _parser()


@lru_cache(maxsize=1024)
def as_html(text: str, top: int) -> str:
    """The text as safe HTML; its biggest heading is an `<h{top}>`, the next one that is used `<h{top + 1}>`, and so on."""
    tokens = parsed(text)
    _set_headings(tokens, top)
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    attributes: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "*": set()}
    return nh3.clean(
        html, tags=TAGS | TABLE, attributes=attributes, url_schemes=SCHEMES, link_rel="nofollow noopener"
    ).strip()


def parsed(text: str) -> list[Token]:
    """A paragraph keeps the wide space it begins with, which the parser would take away."""
    return PARSER.parse(INDENT.sub(lambda found: "&#12288;" * len(found[1]), text))


def _set_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    depth = {tag: min(top + place, DEEPEST) for place, tag in enumerate(sorted({token.tag for token in headings}))}
    for token in headings:
        token.tag = f"h{depth[token.tag]}"


def as_plain(text: str) -> str:
    """The same words without the marks, a line for each paragraph, item or cell; links with their address."""
    lines = (_words(inline, opened) for opened, inline in pairwise(parsed(text)) if inline.type == "inline")
    return "\n".join(line for line in lines if line)


def _words(inline: Token, opened: Token) -> str:
    words, address = "", ""
    for part in inline.children or ():
        if part.type == "link_open":
            address = str(part.attrs["href"])
        elif part.type == "link_close":
            words += "" if words.endswith(address) else f" <{address}>"
        else:
            words += "\n" if part.type in {"softbreak", "hardbreak"} else part.content
    return f"・{words}" if opened.hidden else words
