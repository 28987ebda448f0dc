"""Polls before the final: one for every released tier that is voted on."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from awards.models import Award, AwardRefused
from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.standings import is_released, released_placements
from voting.models import Poll
from voting.services import open_poll

JST = ZoneInfo("Asia/Tokyo")
VOTE_BEGINS, VOTE_ENDS = time(13, tzinfo=JST), time(16, tzinfo=JST)


def vote_window(final_on: date) -> tuple[datetime, datetime]:
    """13:00 to 16:00 JST on the day of the final; a poll's own window may be edited afterwards."""
    return datetime.combine(final_on, VOTE_BEGINS), datetime.combine(final_on, VOTE_ENDS)


@transaction.atomic
def prepare_polls(cycle: Cycle, *, at: datetime) -> list[Poll]:
    """A poll for every released tier that has one, over its ideas; polls that are there already stay as they are."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if not is_released(cycle, at):
        raise AwardRefused(_("審査の結果が公開されるまで、オンライン投票は用意できません。"))
    if cycle.final_on is None:
        raise AwardRefused(_("最終公開審査の日が決まっていません。年度のコンテストに日付を入れてください。"))
    opens_at, closes_at = vote_window(cycle.final_on)
    missing = list(tiers_without_poll(cycle, at))
    if missing and at >= closes_at:
        raise AwardRefused(_("最終公開審査の投票時間はもう過ぎています。"))
    return [
        open_poll(
            tier,
            ideas=ideas,
            opens_at=opens_at,
            closes_at=closes_at,
            max_choices=tier.max_choices,
            prizes=_prizes_of(tier),
            at=at,
        )
        for tier in missing
        if (ideas := list(Idea.objects.handed_in().filter(placement__tier=tier).order_by("serial")))
    ]


def tiers_without_poll(cycle: Cycle, at: datetime) -> QuerySet[Tier]:
    """Released tiers whose ideas should be voted on and cannot be yet."""
    placed = {tier.pk for tier in released_placements(cycle, at).values()}
    return cycle.tiers.filter(pk__in=placed, has_poll=True, poll__isnull=True)


def _prizes_of(tier: Tier) -> int:
    """How many places the viewers' award of this tier has; three where there is none."""
    award = Award.objects.filter(tier=tier, decided_by=Award.DecidedBy.VIEWERS).order_by("order", "pk").first()
    return award.places if award else 3


def prepare_due_polls(*, at: datetime) -> int:
    """Polls for every cycle with published rules whose final is still to come; says how many were made."""
    ready = Cycle.objects.filter(tier_release__releases_at__lte=at, vote_rules__published_at__isnull=False)
    released = ready.filter(final_on__gte=at.astimezone(JST).date())
    return sum(
        len(prepare_polls(cycle, at=at)) for cycle in released if cycle.final_on and at < vote_window(cycle.final_on)[1]
    )
