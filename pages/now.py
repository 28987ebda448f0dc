"""Where the year stands: read off the clock, for STEP いまここ, the countdown and the season's colour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contest.models import Cycle, Stage
from municipalities.models import Challenge
from voting.models import Poll

SEASONS: dict[str, str] = {
    Stage.Kind.CHALLENGES: "summer",
    Stage.Kind.IDEAS: "autumn",
    Stage.Kind.REVIEW: "winter",
    Stage.Kind.AFTER: "after",
}
NAMES: dict[str, tuple[int | None, Promise, Promise]] = {
    Stage.Kind.CHALLENGES: (1, gettext_lazy("夏の陣"), gettext_lazy("自治体が課題とデータを出す")),
    Stage.Kind.IDEAS: (2, gettext_lazy("秋の陣"), gettext_lazy("チームがアイデアを出す")),
    Stage.Kind.REVIEW: (3, gettext_lazy("冬の陣"), gettext_lazy("審査・オンライン投票・改善アドバイス")),
    Stage.Kind.AFTER: (None, gettext_lazy("その後"), gettext_lazy("実行こそいのち")),
}
CLOSING: dict[str, Promise] = {
    Stage.Kind.CHALLENGES: gettext_lazy("課題のしめきりまで"),
    Stage.Kind.IDEAS: gettext_lazy("アイデアのしめきりまで"),
}
OPENING: dict[str, Promise] = {
    Stage.Kind.CHALLENGES: gettext_lazy("課題の募集がはじまるまで"),
    Stage.Kind.IDEAS: gettext_lazy("アイデアの募集がはじまるまで"),
    Stage.Kind.REVIEW: gettext_lazy("審査がはじまるまで"),
}


@dataclass(frozen=True)
class Step:
    kind: str
    number: int | None
    label: str
    period: str
    text: str
    is_now: bool


@dataclass(frozen=True)
class Countdown:
    """What is waited for and its exclusive end; `is_day` when only the day matters, `is_today` when it is here."""

    label: str
    ends_at: datetime
    is_opening: bool = False
    is_day: bool = False
    is_today: bool = False


@dataclass(frozen=True)
class Look:
    """What every page says of the moment: the season of the stage that opened last, and whether a vote is open."""

    season: str = "after"
    has_open_polls: bool = False


def look(moment: datetime) -> Look:
    """One query for what stands on every page."""
    opened = Stage.objects.filter(cycle__is_public=True, opens_at__lte=moment).order_by("-opens_at")
    polls = Exists(Poll.objects.open_at(moment).filter(cycle__is_public=True))
    row = opened.annotate(has_open_polls=polls).values_list("kind", "has_open_polls").first()
    return Look(SEASONS[row[0]], row[1]) if row else Look()


def stage_now(cycle: Cycle, moment: datetime) -> Stage | None:
    """The stage that opened last, also in the gap before the next one; none before the first."""
    opened = [stage for stage in cycle.stages.all() if stage.opens_at <= moment]
    return max(opened, key=lambda stage: stage.opens_at, default=None)


def steps_of(cycle: Cycle, moment: datetime) -> list[Step]:
    """The cycle's stages in order, with the one people are in marked."""
    now = stage_now(cycle, moment)
    return [_step(stage, stage == now) for stage in sorted(cycle.stages.all(), key=lambda stage: stage.opens_at)]


def _step(stage: Stage, is_now: bool) -> Step:
    number, label, text = NAMES[stage.kind]
    return Step(stage.kind, number, str(label), _period(stage), str(text), is_now)


def _period(stage: Stage) -> str:
    """6月–8月; what comes after has no last month."""
    if stage.kind == Stage.Kind.AFTER:
        return _("1年後・2年後")
    first = timezone.localtime(stage.opens_at).month
    last = timezone.localtime(stage.closes_at - timedelta(seconds=1)).month
    return f"{MONTHS[first]}–{MONTHS[last]}"


def countdown(cycle: Cycle, moment: datetime) -> Countdown | None:
    """The next thing that ends or begins: a deadline, the final, or the next stage."""
    stage = stage_now(cycle, moment)
    if stage and stage.is_open_at(moment) and stage.kind in CLOSING:
        return Countdown(str(CLOSING[stage.kind]), stage.closes_at)
    final = _end_of(cycle.final_on)
    if stage and stage.kind == Stage.Kind.REVIEW and final and moment < final:
        is_today = timezone.localdate(moment) == cycle.final_on
        label = _("最終公開審査は") if is_today else _("最終公開審査まで")
        return Countdown(label, final, is_day=True, is_today=is_today)
    coming = [row for row in cycle.stages.all() if row.opens_at > moment and row.kind in OPENING]
    if not coming:
        return None
    first = min(coming, key=lambda row: row.opens_at)
    return Countdown(str(OPENING[first.kind]), first.opens_at, is_opening=True)


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time()) + timedelta(days=1)) if day else None


@dataclass(frozen=True)
class Call:
    """The call for ideas of one cycle at a moment: not yet, open until, or over."""

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime


def with_call(challenges: QuerySet[Challenge]) -> Any:
    """`call_opens_at` and `call_closes_at`: the window in which a challenge can be answered."""
    stage = Stage.objects.filter(cycle=OuterRef("cycle"), kind=Stage.Kind.IDEAS)
    return challenges.annotate(
        call_opens_at=Subquery(stage.values("opens_at")[:1]), call_closes_at=Subquery(stage.values("closes_at")[:1])
    )


def call_of(challenge: Any, moment: datetime) -> Call | None:
    """What the page of a challenge `with_call` says to someone who would answer it."""
    opens_at, closes_at = challenge.call_opens_at, challenge.call_closes_at
    if opens_at is None:
        return None
    return Call(opens_at <= moment < closes_at, opens_at if moment < opens_at else None, closes_at)
