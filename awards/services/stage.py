"""Acts on the final day: lay out the running order, draw lots, show, time, reveal. One operator at a time moves it on."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.models import AwardRefused, HallState, Publication, StageItem
from awards.services.polls import tiers_without_poll, vote_window
from awards.standings import finalists, is_published, no_longer_eligible
from contest.models import Cycle
from voting.models import Rules

Kind = StageItem.Kind
PRESENTATION_MINUTES, AWARD_MINUTES, BREAK_MINUTES = 10, 3, 15


@transaction.atomic
def lay_out_order(cycle: Cycle, *, by: User, at: datetime) -> list[StageItem]:
    """The usual day: greeting, the finalists by lot, the polls, a break, the awards from the last to the first, thanks."""
    kept = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if kept.stage_items.exists():
        raise AwardRefused(_("進行は、もうならんでいます。"))
    ideas = list(finalists(kept, at).select_related("team"))
    if not ideas:
        raise AwardRefused(_("ファイナリストが公開されてから、ならべられます。"))
    if _polls_are_coming(kept, at):
        raise AwardRefused(_("オンライン投票をいま用意しています。1分ほど待って、もう一度押してください。"))
    secrets.SystemRandom().shuffle(ideas)
    rows = [StageItem(kind=Kind.TALK, title=_("開会"), minutes=10)]
    rows += [StageItem(kind=Kind.PRESENTATION, idea=idea, minutes=PRESENTATION_MINUTES) for idea in ideas]
    rows += [StageItem(kind=Kind.POLL, poll=poll, minutes=AWARD_MINUTES) for poll in kept.polls.all()]
    rows += [StageItem(kind=Kind.BREAK, title=_("休憩"), minutes=BREAK_MINUTES)]
    awards = kept.awards.order_by("-order", "-pk")
    rows += [StageItem(kind=Kind.AWARD, award=award, minutes=AWARD_MINUTES) for award in awards]
    rows += [StageItem(kind=Kind.TALK, title=_("閉会"), minutes=10)]
    for order, row in enumerate(rows, start=1):
        row.cycle, row.order, row.created_at = kept, order, at
        row.save()
    record_decision(by, "stage.lay_out", kept, at=at, order=[idea.number for idea in ideas])
    return rows


def _polls_are_coming(cycle: Cycle, at: datetime) -> bool:
    """Whether the worker is about to make polls that belong into the order."""
    in_time = cycle.final_on is not None and at < vote_window(cycle.final_on)[1]
    has_rules = Rules.objects.filter(cycle=cycle, published_at__isnull=False).exists()
    return in_time and has_rules and tiers_without_poll(cycle, at).exists()


@transaction.atomic
def draw_lots(cycle: Cycle, *, by: User, at: datetime) -> list[StageItem]:
    """Put the presentations in an order drawn by the system's random numbers, on record; refused once the first is on."""
    hall = _lock(cycle)
    rows = list(hall.cycle.stage_items.filter(kind=Kind.PRESENTATION).select_related("idea__cycle"))
    if hall.version:
        raise AwardRefused(_("進行がはじまったので、順番は変えられません。"))
    if len(rows) < 2:
        raise AwardRefused(_("発表が2つ以上あるときに、くじを引けます。"))
    places = [row.order for row in rows]
    secrets.SystemRandom().shuffle(rows)
    for place, row in zip(places, rows, strict=True):
        row.order = place
        row.save(update_fields=["order"])
    record_decision(by, "stage.draw_lots", hall.cycle, at=at, order=[row.idea.number for row in rows if row.idea])
    return rows


@transaction.atomic
def move_item(item: StageItem, *, up: bool) -> None:
    """Change places with the neighbour above or below; at the end nothing happens."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=item.cycle_id)
    rows = list(cycle.stage_items.all())
    place = next(number for number, row in enumerate(rows) if row.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for order, row in enumerate(rows, start=1):
            StageItem.objects.filter(pk=row.pk).update(order=order)
        tell_screens(cycle)


def tell_screens(cycle: Cycle) -> None:
    """Something of the order was changed while it runs: screens put it in anew, and who looked at the old one is told."""
    HallState.objects.filter(cycle=cycle, version__gt=0).update(version=F("version") + 1)


@transaction.atomic
def show_item(cycle: Cycle, item: StageItem, *, seen: int, by: User, at: datetime) -> HallState:
    """Put this on stage, its clock at nothing."""
    hall = _lock(cycle, seen)
    hall.item, hall.timer_began_at, hall.elapsed, hall.revealed = item, None, 0, 0
    return _moved(hall, by, at)


@transaction.atomic
def run_timer(cycle: Cycle, *, is_running: bool, seen: int, by: User, at: datetime) -> HallState:
    """Let the clock run, or hold it; it goes on from where it stood."""
    hall = _lock(cycle, seen)
    if hall.timer_began_at is not None:
        hall.elapsed += max(0, int((at - hall.timer_began_at).total_seconds()))
    hall.timer_began_at = at if is_running else None
    return _moved(hall, by, at)


@transaction.atomic
def reveal_next(cycle: Cycle, *, seen: int, by: User, at: datetime) -> HallState:
    """Show the next winner of the award that is on, the last place first, or that there is none this year.

    Only what two people have agreed to.
    """
    hall = _lock(cycle, seen)
    award = hall.item.award if hall.item else None
    if award is None:
        raise AwardRefused(_("賞の発表を舞台に出してから、押してください。"))
    if not Publication.objects.filter(cycle=hall.cycle, agreed_at__isnull=False).exists():
        raise AwardRefused(_("賞の公開を2人が認めるまで、発表できません。"))
    if any(row.award_id == award.pk for row in no_longer_eligible(hall.cycle, at)) and not is_published(hall.cycle):
        raise AwardRefused(
            _("取下げなどで、受けるアイデアが賞の対象でなくなりました。公開を取りやめて、決めなおしてください。")
        )
    if hall.revealed >= (1 if award.is_withheld else award.decisions.count()):
        raise AwardRefused(_("この賞は、すべて発表しました。"))
    hall.revealed += 1
    record_decision(by, "stage.reveal", award, at=at, revealed=hall.revealed)
    return _moved(hall, by, at)


def _lock(cycle: Cycle, seen: int | None = None) -> HallState:
    """The row as it is now; refused where the operator looked at an older one."""
    HallState.objects.get_or_create(cycle=cycle)
    hall = HallState.objects.select_for_update(of=("self",)).select_related("cycle", "item__award").get(cycle=cycle)
    if seen is not None and seen != hall.version:
        raise AwardRefused(_("ほかの画面から先に進められました。いまの様子を確かめて、もう一度押してください。"))
    return hall


def _moved(hall: HallState, by: User, at: datetime) -> HallState:
    hall.version, hall.changed_by, hall.changed_at = hall.version + 1, by, at
    hall.save()
    return hall
