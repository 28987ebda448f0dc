"""Judges are reminded of what is left for them: by the secretariat, and by themselves a week and a day before the close."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from judging.models import Judge, JudgingRefused, Round
from judging.progress import unfinished
from notifications.models import OutboxMail
from notifications.services import notify

MARKS = (("day", timedelta(days=1)), ("week", timedelta(days=7)))  # the nearest first


@transaction.atomic
def remind_judges(round: Round, *, by: User, at: datetime) -> int:
    """Mail every judge who still owes a sheet, at most once a day; how many judges are waited for."""
    if not round.is_open_at(at):
        raise JudgingRefused(_("この審査は、いま採点を受けつけていません。"))
    sent = _remind(round, f"{timezone.localtime(at):%Y-%m-%d}", at)
    record_decision(by, "judging.remind_judges", round, at=at, judges=sent)
    return sent


@transaction.atomic
def remind_before_close(*, at: datetime) -> int:
    """Remind of every round that closes within a week, and again within a day; once each. How many mails are new."""
    before = OutboxMail.objects.filter(kind="judging/reminder").count()
    soon = Round.objects.filter(opens_at__lte=at, closes_at__gt=at, closes_at__lte=at + MARKS[-1][1])
    for round in soon.filter(locked_at__isnull=True, kind=Round.Kind.SCREENING).select_related("cycle"):
        mark = next(name for name, span in MARKS if round.closes_at <= at + span)
        _remind(round, f"{mark}:{round.closes_at:%Y%m%d%H%M}", at)
    return OutboxMail.objects.filter(kind="judging/reminder").count() - before


def _remind(round: Round, mark: str, at: datetime) -> int:
    left = dict(unfinished(round).order_by().values_list("judge").annotate(n=Count("pk")))
    judges = Judge.objects.filter(pk__in=left).select_related("user").order_by("pk")
    for judge in judges:
        notify(
            judge.user,
            "judging/reminder",
            context={
                "cycle": round.cycle.code,
                "left": left[judge.pk],
                "closes_at": round.closes_at,
                "url": settings.SITE_URL + reverse("judge:index"),
            },
            dedupe_key=f"sheets-left:{round.pk}:{mark}:user:{judge.user_id}",
            at=at,
        )
    return len(judges)
