"""The tier of each idea, and the one moment at which the world learns of all of them."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage, Tier
from ideas.models import Idea
from judging.models import JudgingRefused, Placement, Round, TierRelease
from judging.standings import is_released
from notifications.services import notify


@transaction.atomic
def place_idea(idea: Idea, *, tier: Tier | None, by: User, at: datetime) -> Placement | None:
    """Put an idea in a tier, or take it out again; only before the release."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=idea.cycle_id)
    if is_released(cycle):
        raise JudgingRefused(_("審査の結果は公開ずみなので、層は変えられません。"))
    if not Idea.objects.handed_in().filter(pk=idea.pk).exists():
        raise JudgingRefused(_("応募されていないアイデアは層に入れられません。"))
    if tier is not None and tier.cycle_id != cycle.pk:
        raise JudgingRefused(_("層とアイデアの年度がちがいます。"))
    placement = Placement.objects.filter(idea=idea).first()
    if (placement.tier_id if placement else None) == (tier.pk if tier else None):
        return placement
    if tier is None:
        Placement.objects.filter(idea=idea).delete()
        placement = None
    else:
        values = {"tier": tier, "decided_by": by, "decided_at": at}
        placement, _new = Placement.objects.update_or_create(idea=idea, defaults=values)
    record_decision(by, "judging.place_idea", idea, at=at, tier=tier.key if tier else "")
    return placement


@transaction.atomic
def release_tiers(cycle: Cycle, *, by: User, at: datetime) -> TierRelease:
    """Let the world see a cycle's tiers and mail each team its own. Twice is once."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    released = TierRelease.objects.filter(cycle=cycle).first()
    if released:
        return released
    _refuse_early_release(cycle, at)
    release = TierRelease.objects.create(cycle=cycle, released_by=by, released_at=at)
    record_decision(by, "judging.release_tiers", cycle, at=at)
    _tell_teams(cycle, at)
    return release


def _refuse_early_release(cycle: Cycle, at: datetime) -> None:
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is not None and at < stage.closes_at:
        raise JudgingRefused(_("アイデアの募集がしめきられるまで、審査の結果は公開できません。"))
    if stage is not None and not stage.is_published_at(at):
        raise JudgingRefused(_("アイデアが公開されるまで、審査の結果は公開できません。"))
    screening = cycle.rounds.filter(kind=Round.Kind.SCREENING).first()
    if screening is not None and at < screening.closes_at:
        raise JudgingRefused(_("一次審査がしめきられるまで、審査の結果は公開できません。"))
    ideas = Idea.objects.handed_in().filter(cycle=cycle)
    if not ideas.exists():
        raise JudgingRefused(_("応募されたアイデアがありません。"))
    waiting = ideas.filter(placement__isnull=True).count()
    if waiting:
        raise JudgingRefused(_("層の決まっていないアイデアが%(n)d件あります。") % {"n": waiting})


def _tell_teams(cycle: Cycle, at: datetime) -> None:
    placements = Placement.objects.filter(idea__cycle=cycle).select_related("tier", "idea__cycle", "idea__team")
    for placement in placements.prefetch_related("idea__team__members__user"):
        idea = placement.idea
        for member in idea.team.members.all():
            notify(
                member.user,
                "judging/tier",
                context={
                    "team": idea.team.name,
                    "number": idea.number,
                    "title": idea.title,
                    "tier": _tier_name(placement.tier, member.user.language),
                    "cycle": cycle.code,
                    "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
                },
                dedupe_key=f"tier:{idea.pk}:user:{member.user_id}",
                at=at,
            )


def _tier_name(tier: Tier, language: str) -> str:
    with translation.override(language):
        return str(tier)
