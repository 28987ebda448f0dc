"""What the secretariat and judges hear of at once: sheets given back, conflicts declared, rounds that go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from judging.models import Assignment, Conflict, Judge, Reopening
from notifications.services import notify


def tell_of_recusal(sheet: Assignment, *, at: datetime) -> None:
    """The secretariat, so that somebody else may score the idea; and the judge, that it is noted."""
    round, user = sheet.round, sheet.judge.user
    context = {"judge": str(user), "number": sheet.idea.number, "reason": sheet.recusal_reason}
    url = reverse("admin:judging_round_assigning", args=[round.pk])
    _tell_office("recused", {**context, "url": settings.SITE_URL + url}, f"recused:{sheet.pk}", at)
    mine = {"number": sheet.idea.number, "url": settings.SITE_URL + reverse("judge:index")}
    notify(user, "judging/recusal_noted", context=mine, dedupe_key=f"recused:{sheet.pk}:judge:{user.pk}", at=at)


def tell_office_of_conflict(conflict: Conflict, *, at: datetime) -> None:
    """A judge or a team declared it: the secretariat decides on it, and may have to find another judge."""
    context = {
        "judge": str(conflict.judge),
        "number": conflict.idea.number,
        "reason": conflict.reason,
        "is_of_team": int(conflict.source == Conflict.Source.TEAM),
        "url": settings.SITE_URL + reverse("admin:judging_conflict_change", args=[conflict.pk]),
    }
    _tell_office("conflict_declared", context, f"conflict:{conflict.pk}", at)


def tell_judges_of_reopening(reopening: Reopening, *, at: datetime) -> int:
    """Every serving judge with a sheet of the round; how many."""
    sheets = Assignment.objects.standing().released().filter(round=reopening.round_id).order_by().values("judge")
    judges = Judge.objects.serving().filter(pk__in=sheets).select_related("user").order_by("pk")
    context = {
        "cycle": reopening.round.cycle.code,
        "closes_at": reopening.closes_at,
        "url": settings.SITE_URL + reverse("judge:index"),
    }
    for judge in judges:
        key = f"reopened:{reopening.pk}:user:{judge.user_id}"
        notify(judge.user, "judging/reopened", context=context, dedupe_key=key, at=at)
    return len(judges)


def _tell_office(name: str, context: Mapping[str, Any], key: str, at: datetime) -> None:
    for member in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        notify(member, f"judging/{name}", context=context, dedupe_key=f"{key}:office:{member.pk}", at=at)
