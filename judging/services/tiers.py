"""The tier of each idea, as the committee decides it; it may change until the world sees it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.models import JudgingRefused, Placement, TierRelease
from judging.standings import is_released


@transaction.atomic
def place_idea(idea: Idea, *, tier: Tier | None, by: User, at: datetime, reason: str | None = None) -> Placement | None:
    """Put an idea in a tier, or take it out again; only before the release. On record with what stood there before.

    Without a `reason` the one given for this very tier stays.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=idea.cycle_id)
    _refuse_placing(cycle, idea, tier, at)
    placement = Placement.objects.filter(idea=idea).select_related("tier").first()
    before = (placement.tier.key, placement.reason) if placement else ("", "")
    after = _after(before, tier, reason)
    if before == after:
        return placement
    if tier is None:
        Placement.objects.filter(idea=idea).delete()
        placement = None
    else:
        values = {"tier": tier, "reason": after[1], "decided_by": by, "decided_at": at}
        placement, _new = Placement.objects.update_or_create(idea=idea, defaults=values)
    detail = {"tier": after[0], "reason": after[1], "before": before[0], "reason_before": before[1]}
    record_decision(by, "judging.place_idea", idea, at=at, **detail)
    return placement


def _after(before: tuple[str, str], tier: Tier | None, reason: str | None) -> tuple[str, str]:
    """Key of the tier and reason as they will stand."""
    if tier is None:
        return "", ""
    kept = before[1] if before[0] == tier.key else ""
    return tier.key, kept if reason is None else reason.strip()


def _refuse_placing(cycle: Cycle, idea: Idea, tier: Tier | None, at: datetime) -> None:
    if is_released(cycle, at):
        raise JudgingRefused(_("審査の結果は公開ずみなので、層は変えられません。"))
    if not Idea.objects.handed_in().filter(pk=idea.pk).exists():
        raise JudgingRefused(_("応募されていないアイデアは層に入れられません。"))
    if tier is not None and tier.cycle_id != cycle.pk:
        raise JudgingRefused(_("層とアイデアの年度がちがいます。"))
    if tier is None and TierRelease.objects.filter(cycle=cycle).exists():
        words = _("公開する日時が決まっているので、層を空けられません。先に、公開の日時を取り消してください。")
        raise JudgingRefused(words)
