"""The one moment from which teams, municipalities and the world see the tiers of a cycle.

Nothing is copied and nothing has to run: readers compare the clock with one value of one row, so they see all or nothing.
"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import date_ja
from contest.models import Cycle, Stage, Tier
from ideas.models import Idea
from judging.models import JudgingRefused, Placement, Round, TierRelease
from municipalities.models import Officer
from notifications.services import notify


@transaction.atomic
def set_tier_release(
    cycle: Cycle, *, releases_at: datetime | None, seen: datetime | None, by: User, at: datetime
) -> TierRelease | None:
    """Set or move the moment, or take it back (None), until it has come; `seen` is the one the decider saw.

    Refused while screening goes on, before the ideas are public, and while one of them has no tier.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    kept = TierRelease.objects.filter(cycle=cycle).first()
    if kept and kept.is_out_at(at):
        raise JudgingRefused(_("審査の結果はもう公開されているので、公開の日時は変えられません。"))
    before = kept.releases_at if kept else None
    if before == releases_at:
        return kept
    if before != seen:
        words = _("公開の日時は、先に%(moment)sに変えられました。まだ何も変えていません。")
        undecided = _("公開の日時は、先に「まだ決まっていない」に変えられました。まだ何も変えていません。")
        raise JudgingRefused(words % {"moment": date_ja(before)} if before else undecided)
    kept = _keep(cycle, releases_at, by, at)
    record_decision(by, "judging.set_tier_release", cycle, at=at, before=_text(before), after=_text(releases_at))
    return kept


def _keep(cycle: Cycle, releases_at: datetime | None, by: User, at: datetime) -> TierRelease | None:
    if releases_at is None:
        TierRelease.objects.filter(cycle=cycle).delete()
        return None
    if releases_at < at:
        words = _("%(moment)sはもうすぎています。これからの日時にしてください。")
        raise JudgingRefused(words % {"moment": date_ja(releases_at)})
    _refuse_early_release(cycle, at)
    _refuse_unplaced(cycle)
    values = {"releases_at": releases_at, "set_by": by, "set_at": at}
    return TierRelease.objects.update_or_create(cycle=cycle, defaults=values)[0]


def _refuse_early_release(cycle: Cycle, at: datetime) -> None:
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is not None and at < stage.closes_at:
        raise JudgingRefused(_("アイデアの募集がしめきられるまで、審査の結果は公開できません。"))
    if stage is not None and not stage.is_published_at(at):
        raise JudgingRefused(_("アイデアが公開されるまで、審査の結果は公開できません。"))
    screening = cycle.rounds.filter(kind=Round.Kind.SCREENING).first()
    if screening is not None and screening.locked_at is None and at < screening.closes_at:
        raise JudgingRefused(_("一次審査がしめきられるまで、審査の結果は公開できません。"))


def _refuse_unplaced(cycle: Cycle) -> None:
    ideas = Idea.objects.handed_in().filter(cycle=cycle).select_related("cycle").order_by("serial")
    if not ideas:
        raise JudgingRefused(_("応募されたアイデアがありません。"))
    if waiting := ideas.filter(placement__isnull=True):
        numbers = _("、").join(idea.number for idea in waiting)
        raise JudgingRefused(_("層の決まっていないアイデアがあります：%(numbers)s") % {"numbers": numbers})


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""


@transaction.atomic
def tell_tiers(*, at: datetime) -> int:
    """Once a moment has come, mail each member of a team its tier and each officer those on their challenges; how many mails."""
    due = TierRelease.objects.out_at(at).filter(told_at__isnull=True).select_related("cycle").order_by("pk")
    told = 0
    for release in due.select_for_update(of=("self",), no_key=True):
        names = ("tier", "idea__cycle", "idea__team", "idea__challenge__participant")
        rows = Placement.objects.filter(idea__cycle=release.cycle_id).select_related(*names).order_by("idea__serial")
        placements = list(rows.filter(idea__in=Idea.objects.handed_in()).prefetch_related("idea__team__members__user"))
        told += sum(_tell_team(placement, at) for placement in placements) + _tell_officers(release, placements, at)
        release.told_at = at
        release.save(update_fields=["told_at"])
    return told


def _tell_team(placement: Placement, at: datetime) -> int:
    idea = placement.idea
    members = idea.team.members.all()
    for member in members:
        notify(
            member.user,
            "judging/tier",
            context={
                "team": idea.team.name,
                "number": idea.number,
                "title": idea.title,
                "tier": _tier_name(placement.tier, member.user.language),
                "cycle": idea.cycle.code,
                "url": settings.SITE_URL + reverse("pages:idea", args=[idea.number]),
            },
            dedupe_key=f"tier:{idea.pk}:user:{member.user_id}",
            at=at,
        )
    return len(members)


def _tell_officers(release: TierRelease, placements: list[Placement], at: datetime) -> int:
    """One mail a person on all the ideas for the challenges of the municipalities they serve now."""
    by_place: dict[int, list[Placement]] = defaultdict(list)
    for placement in placements:
        by_place[placement.idea.challenge.participant_id].append(placement)
    mine: dict[User, list[Placement]] = defaultdict(list)
    serving = Officer.objects.filter(participant__in=by_place, until__isnull=True).select_related("user")
    for officer in serving.order_by("pk"):
        mine[officer.user] += by_place[officer.participant_id]
    for user, rows in mine.items():
        context = {
            "cycle": release.cycle.code,
            "count": len(rows),
            "ideas": [_line(row, user.language) for row in rows],
            "url": settings.SITE_URL + reverse("pages:ideas"),
        }
        key = f"tiers:{release.cycle_id}:officer:{user.pk}"
        notify(user, "judging/tiers_of_municipality", context=context, dedupe_key=key, at=at)
    return len(mine)


def _line(placement: Placement, language: str) -> dict[str, str]:
    idea = placement.idea
    names = {"number": idea.number, "title": idea.title, "team": idea.team.name}
    return {**names, "tier": _tier_name(placement.tier, language)}


def _tier_name(tier: Tier, language: str) -> str:
    with translation.override(language):
        return str(tier)
