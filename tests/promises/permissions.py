"""docs/permissions.md, written from the policy: `python -m tests.promises.permissions` after changing a rule."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import django

from tests.promises import policy
from tests.promises.addresses import addresses
from tests.promises.declaring import STAGES, Grant, Rule, Who
from tests.promises.policy import AFTER, FROM_IDEAS, FROM_REVIEW, IDEAS, SHELVES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what where

Written by `python -m tests.promises.permissions` from `tests/promises/policy.py`, the table the tests hold the site against:
`tests/promises/test_access.py` asks every address as every role, for objects of one's own and of others, at each stage that
matters, by GET and POST; `test_access_sees.py` takes each check away in turn and sees that noticed. An address without a line here fails the suite.

- **Visitor**: nobody is logged in. **Citizen**: logged in, nothing more. Members and their leader belong to one team, officers
  to one municipality, judges to the sheets given to them. **The secretariat** is staff (事務局); being staff opens neither a team's desk,
  nor a municipality's, nor the judges' site.
- What somebody may not see answers **404**, as if it were not there. **403** is said only to people who know of the thing, with the
  reason on the page: a deadline that is over, a button that is the leader's. A page that needs a login leads to it and back.
- Officers, judges and the secretariat get nowhere without a **second factor**; until they have one they can reach only the pages
  marked ◦. It is read at every request, like every role: what is taken away is gone with the next click.
- What depends on the clock opens and closes by itself. Windows are `[opens, closes)`, read from the cycle's stages.
"""
SECTIONS = {
    "The showcase": policy.SHOWCASE,
    "What citizens say to municipalities": policy.CITIZENS,
    "The vote": policy.VOTE,
    "Desks of officers and teams, and reports": policy.DESKS,
    "Awards and certificates (賞と賞状)": policy.AWARDS,
    "The judges' site (審査サイト)": policy.JUDGING,
    "One's account": policy.ACCOUNT,
    "The house": policy.HOUSE,
    "The office (事務局)": policy.OFFICE,
}
WHEN = {
    STAGES: "",
    FROM_IDEAS: "once challenges are published",
    FROM_REVIEW: "once their round has opened",
    AFTER: "once ideas are published",
    IDEAS: "while STEP2 is open",
    ("challenges",): "while STEP1 is open (one sent back: until it is handed in again)",
    (): "only to be told why not",
}
MEET = {
    "login": "log in first",
    "hidden": "404",
    "forbidden": "403",
    "reached": "led on",
}
SHELF_HEAD = """## Rows in the office

What the secretariat may do to the rows of each kind by hand. Everything else is an act behind a button: it is guarded by the
service, and the decisions among them leave an entry in the audit log. Nobody edits ballots, scores, decisions, teams' or municipalities' texts.

| rows | see | add | change | delete |
|---|---|---|---|---|
"""


def as_markdown() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, rules in SECTIONS.items():
        parts.append(f"## {title}\n\n| where | what | by | who | everyone else |\n|---|---|---|---|---|\n")
        parts[-1] += "".join(f"{line}\n" for line in _lines(rules))
    shelves = (f"| `{shelf}` | {_ticks(may)} |\n" for shelf, may in sorted(SHELVES.items()) if may)
    closed = ", ".join(f"`{shelf}`" for shelf, may in sorted(SHELVES.items()) if not may)
    return "\n".join([*parts, f"{SHELF_HEAD}{''.join(shelves)}\nNot even seen: {closed}.\n"])


def _ticks(may: str) -> str:
    return " | ".join("✓" if right in may.split() else "" for right in ("view", "add", "change", "delete"))


def _lines(rules: Mapping[str, Rule]) -> Iterator[str]:
    """One line a rule; addresses under the same rule share it."""
    routes: dict[Rule, list[str]] = {}
    for route, name in _answering().items():
        pattern = policy.pattern_of(name)
        if pattern in rules:
            routes.setdefault(rules[pattern], []).append(f"`/{route}`{_mark(name)}")
    for rule in dict.fromkeys(rules.values()):
        if rule in routes:
            cells = (" ".join(routes[rule]), rule.words, rule.methods.replace(" ", ", "), _granted(rule), _others(rule))
            yield f"| {' | '.join(cells)} |"


def _answering() -> dict[str, str]:
    """Routes in people's words, `me/teams/<pk>/`, with the name of the first address that answers there."""
    found: dict[str, str] = {}
    for address in addresses():
        plain = re.sub(r"<\w+:(\w+)>", r"<\1>", re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", address.route))
        if address.name.startswith("admin:<") and "object_id" in address.name:
            plain = "office/<app>/<rows>/<object_id>/"
        found.setdefault(re.sub(r"[\^$]", "", plain), address.name)
    return found


def _mark(name: str) -> str:
    """Where no second factor is asked for."""
    return " ◦" if policy.is_open_without_factor(name) else ""


def _granted(rule: Rule) -> str:
    said = "; ".join(_grant(grant) for grant in rule.grants)
    if rule.insiders == "again":
        said += ", asked to prove who they are once more"
    return f"{said}, of polls that are {' or '.join(rule.only)}" if rule.only else said


def _grant(grant: Grant) -> str:
    return f"{grant.who}, {when}" if (when := WHEN[grant.when]) else str(grant.who)


def _others(rule: Rule) -> str:
    """What those meet who are not let in, from the door inwards."""
    said = []
    if rule.door != Who.EVERYONE:
        outside = "visitors" if rule.door == Who.SIGNED_IN else f"all but {rule.door}"
        posting = f" (posting: {MEET[rule.posting_at_door]}, text given back)" if rule.posting_at_door else ""
        said.append(f"{outside}: {MEET[rule.at_door]}{posting}")
    granted = {grant.who for grant in rule.grants}
    if rule.door not in granted and Who.EVERYONE not in granted:
        others = "everyone" if rule.door == Who.EVERYONE else "others"
        said.append(f"{others}: {MEET[rule.strangers]}")
    if rule.depends_on_stage or rule.closed_in:
        said.append(f"at other times: {MEET[rule.closed]}")
    return "; ".join(said)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    PAGE.write_text(as_markdown(), encoding="utf-8")
