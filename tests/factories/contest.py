"""A cycle with its stages, form sections and tiers, and instants inside each of them."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from contest.loading import DATA_DIR, read_toml
from contest.models import Cycle, EntryClass, FormSection, Stage, Theme, Tier

JST = ZoneInfo("Asia/Tokyo")
CHALLENGE_SECTIONS = [("who", "だれが、どのように困っていますか", 1000), ("hope", "市民・学生に望むこと", 600)]
IDEA_SECTIONS = [
    ("story", "内容", 1200),
    ("data", "データ", 800),
    ("design", "デザイン", 800),
    ("digital", "デジタル", 800),
]

TIERS = [
    ("finalist", "ファイナリスト"),
    ("semifinalist", "セミファイナリスト"),
    ("poster", "ポスター展"),
    ("web", "ウェブ公開"),
]


def windows(year: int) -> dict[str, tuple[datetime, datetime, datetime | None]]:
    """The usual year: (opens, closes, publishes) of each stage."""
    summer, autumn = datetime(year, 6, 1, tzinfo=JST), datetime(year, 9, 1, tzinfo=JST)
    winter, spring = datetime(year, 12, 21, tzinfo=JST), datetime(year + 1, 5, 1, tzinfo=JST)
    return {
        Stage.Kind.CHALLENGES: (summer, autumn, autumn),
        Stage.Kind.IDEAS: (autumn, winter, winter),
        Stage.Kind.REVIEW: (winter, spring, None),
        Stage.Kind.AFTER: (spring, spring + timedelta(days=900), None),
    }


def instant(kind: str, year: int = 2026) -> datetime:
    """A moment in the middle of a stage of `cycle(year)`."""
    opens, closes, _ = windows(year)[kind]
    return opens + (closes - opens) / 2


def cycle(year: int = 2026, **fields) -> Cycle:
    """A public cycle with four stages, two challenge questions, four idea questions, four tiers and the usual classes.

    Nobody's yes to the final text is waited for unless `needs_everyone` is given.
    """
    usual = {"is_public": True, "final_on": date(year + 1, 2, 28), "needs_everyone": False}
    made, is_new = Cycle.objects.get_or_create(fiscal_year=year, defaults={**usual, **fields})
    if not is_new:
        return made
    EntryClass.objects.bulk_create(_usual_classes(made))
    Stage.objects.bulk_create(
        Stage(cycle=made, kind=kind, opens_at=opens_at, closes_at=closes_at, publishes_at=publishes_at)
        for kind, (opens_at, closes_at, publishes_at) in windows(year).items()
    )
    FormSection.objects.bulk_create(
        FormSection(cycle=made, form=form, key=key, label_ja=label, max_chars=limit, order=order)
        for form, rows in (("challenge", CHALLENGE_SECTIONS), ("idea", IDEA_SECTIONS))
        for order, (key, label, limit) in enumerate(rows)
    )
    Tier.objects.bulk_create(
        Tier(cycle=made, key=key, name_ja=name, order=order, has_poll=key != "web")
        for order, (key, name) in enumerate(TIERS)
    )
    return made


def _usual_classes(cycle: Cycle) -> list[EntryClass]:
    """What `contest.loading.give_entry_classes` gives a new cycle, in one statement: nearly every test makes one."""
    return [EntryClass(cycle=cycle, order=order, **row) for order, row in enumerate(_classes(), 1)]


@cache
def _classes() -> list[dict[str, Any]]:
    return read_toml(DATA_DIR / "entry_classes.toml")["entry_classes"]


def theme(key: str = "disaster", name: str = "防災・防犯") -> Theme:
    return Theme.objects.get_or_create(key=key, defaults={"name_ja": name})[0]
