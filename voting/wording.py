"""The rules in words: the text to begin with, the file that is hashed, and its parts for a page."""

import hashlib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from contest.models import Cycle
from voting.log import PAIRED_FROM
from voting.models import KEYS_KEPT, Poll, Rules

FOLDER = Path(settings.BASE_DIR) / "data"
HEADING, POINT = "■ ", "・"
LINES = {
    "ja": "・{tier}：一人{choices}つまでえらべます。賞は{prizes}位までです。",
    "en": "・{tier}: choose up to {choices}; prizes go to place {prizes}.",
}
LATER = {"ja": "（日付はのちほど）", "en": "a day to be announced"}


def default_text(cycle: Cycle, language: str, *, appeal_days: int = 14) -> str:
    """The text shipped with the site, with what this year's rows say filled in."""
    text = (FOLDER / f"vote_rules.{language}.txt").read_text(encoding="utf-8")
    with override(language):
        polls = "\n".join(_poll_line(tier, language) for tier in cycle.tiers.filter(has_poll=True))
        day = (
            date_format(cycle.final_on, "Y年n月j日" if language == "ja" else "j F Y")
            if cycle.final_on
            else LATER[language]
        )
    facts = {"polls": polls, "final_on": day, "appeal_days": appeal_days}
    return text.format(**facts, kept_days=KEYS_KEPT.days, paired_from=PAIRED_FROM).strip()


def _poll_line(tier, language: str) -> str:
    prizes = Poll._meta.get_field("prizes").default
    return LINES[language].format(tier=tier, choices=tier.max_choices, prizes=prizes)


def whole(rules: Rules) -> str:
    """rules.txt: what is published and hashed, byte for byte."""
    return f"{_plain(rules.text_ja)}\n\n{_plain(rules.text_en)}\n"


def digest_of(rules: Rules) -> str:
    """SHA-256 of rules.txt."""
    return hashlib.sha256(whole(rules).encode()).hexdigest()


def _plain(text: str) -> str:
    return "\n".join(text.strip().splitlines())


@dataclass(frozen=True)
class Block:
    """Lines that stand together: points of one list, or a paragraph each."""

    is_list: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


def sections(text: str) -> list[Section]:
    """The text by its headings (■); what stands before the first has none."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith(HEADING):
            found.append((line.removeprefix(HEADING), []))
            continue
        if not found:
            found.append(("", []))
        found[-1][1].append(line)
    return [Section(heading, _blocks(lines)) for heading, lines in found]


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    kinds = groupby(lines, key=lambda line: line.startswith(POINT))
    return tuple(Block(is_list, tuple(line.removeprefix(POINT) for line in alike)) for is_list, alike in kinds)
