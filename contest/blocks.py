"""Answers written with a few marks (contest.markdown), as plain data that paper is set from: templates/printing/marked.typ.

The same parser reads them, so paper and page agree; every text stays a string, never markup of the typesetter.
"""

from collections.abc import Iterable
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from contest.markdown import parsed

Block = dict[str, Any]
Span = dict[str, Any]
MORE = "…"


def blocks_of(text: str) -> list[Block]:
    """Paragraphs, headings, lists, quotes, tables and rules in their order; nested where they are."""
    return _blocks(SyntaxTreeNode(parsed(text)).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
    return [block for node in nodes if (block := _block(node))]


def _block(node: SyntaxTreeNode) -> Block | None:
    if node.type in ("paragraph", "heading"):
        return {"kind": node.type, "spans": _inline(node)}
    if node.type in ("bullet_list", "ordered_list"):
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        return {"kind": "list", "start": start, "items": [_blocks(item.children) for item in node.children]}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node.children)}
    if node.type == "table":
        rows = [row for part in node.children for row in part.children]
        return {"kind": "table", "rows": [[_inline(cell) for cell in row.children] for row in rows]}
    if node.type == "hr":
        return {"kind": "rule"}
    return {"kind": "paragraph", "spans": [_span(node.content)]} if node.content else None


def _inline(node: SyntaxTreeNode) -> list[Span]:
    return [span for child in node.children for span in _spans(child.children, {})]


def _spans(nodes: Iterable[SyntaxTreeNode], style: dict[str, Any]) -> list[Span]:
    found: list[Span] = []
    for node in nodes:
        if node.type in ("softbreak", "hardbreak"):
            found.append(_span("\n"))
        elif node.type in ("strong", "em"):
            found += _spans(node.children, {**style, node.type: True})
        elif node.type == "link":
            found += _spans(node.children, {**style, "url": str(node.attrs["href"])})
        elif node.content:
            found.append(_span(node.content, style))
    return found


def _span(text: str, style: dict[str, Any] | None = None) -> Span:
    return {"text": text, "strong": False, "em": False, "url": "", **(style or {})}


def length_of(block: Block) -> int:
    """How many letters a block has."""
    if block["kind"] in ("paragraph", "heading"):
        return sum(len(span["text"]) for span in block["spans"])
    if block["kind"] == "table":
        return sum(len(span["text"]) for row in block["rows"] for cell in row for span in cell)
    parts = block["items"] if block["kind"] == "list" else [block.get("blocks", [])]
    return sum(length_of(inner) for part in parts for inner in part)


def shortened(blocks: list[Block], room: int) -> list[Block]:
    """As many blocks as fit into `room` letters; a paragraph that does not fit ends with an ellipsis, others are left out."""
    kept: list[Block] = []
    for block in blocks:
        if length_of(block) > room:
            return [*kept, *_cut(block, room)]
        kept.append(block)
        room -= length_of(block)
    return kept


def _cut(block: Block, room: int) -> list[Block]:
    if block["kind"] != "paragraph":
        return [{"kind": "paragraph", "spans": [_span(MORE)]}]
    spans: list[Span] = []
    for span in block["spans"]:
        spans.append({**span, "text": span["text"][:room]})
        room -= len(span["text"])
        if room <= 0:
            break
    return [{"kind": "paragraph", "spans": [*spans, _span(MORE)]}]
