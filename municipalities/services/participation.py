"""An entry takes part in a year, withdraws, and may come back."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from municipalities.models import (
    Challenge,
    LocalGovernment,
    Officer,
    Participant,
    Participation,
    ParticipationRefused,
    window_for,
)
from municipalities.services.common import require_open
from municipalities.services.entries import entry_with, union_of
from municipalities.services.officers import appoint_officer
from notifications.services import notify

MOST_LETTERS = 300
Status = Challenge.Status


@transaction.atomic
def apply_to_take_part(
    participant: Participant, *, cycle: Cycle, partners: Sequence[str] = (), by: User, at: datetime
) -> Participation:
    """Take part with this entry, or with a union that its first body leads and that these codes join.

    Officers may while STEP1 is open, the secretariat at any time. The union is an entry of its own: the officer who
    applied writes for it, colleagues are invited to it. Taking part already is no error.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    if not by.is_staff:
        require_open(window_for(participant, cycle), at)
    entry = _entry(participant, partners, by, at)
    part, has_begun = stand(entry, cycle, by=by, at=at)
    if has_begun:
        _tell(part, "applied", by=by, at=at)
    return part


@transaction.atomic
def withdraw_participation(participation: Participation, *, reason: str, by: User, at: datetime) -> Participation:
    """Take part no longer. Withdrawn already is no error.

    Refused while a challenge is in the secretariat's hands or accepted: citizens read it, or will. The secretariat can
    send it back until it is published; one that was sent back does not hold the entry.
    """
    Cycle.objects.select_for_update().get(pk=participation.cycle_id)
    kept = _lock(participation)
    if kept.withdrawn_at:
        return kept
    reason = reason.strip()
    if not reason:
        raise ParticipationRefused(_("やめる理由を書いてください。"))
    if len(reason) > MOST_LETTERS:
        raise ParticipationRefused(_("やめる理由は%(n)d字までです。") % {"n": MOST_LETTERS})
    if words := why_held(kept, at):
        raise ParticipationRefused(words)
    kept.withdrawn_at, kept.withdrawal_reason = at, reason
    kept.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record_decision(by, "participation.withdraw", kept, at=at, participant=kept.participant.number, reason=reason)
    _tell(kept, "withdrawn", by=by, at=at)
    return kept


def stand(participant: Participant, cycle: Cycle, *, by: User, at: datetime) -> tuple[Participation, bool]:
    """Inside another act: the entry takes part from now on, and whether it did not before."""
    begun = {"applied_by": by, "applied_at": at}
    part, is_new = Participation.objects.get_or_create(participant=participant, cycle=cycle, defaults=begun)
    part = _lock(part)
    if not is_new and part.withdrawn_at is None:
        return part, False
    part.applied_by, part.applied_at, part.withdrawn_at, part.withdrawal_reason = by, at, None, ""
    part.save()
    record_decision(by, "participation.apply", part, at=at, participant=participant.number, cycle=cycle.code)
    return part, True


def why_held(participation: Participation, at: datetime) -> str:
    """In words, what keeps an entry from withdrawing; empty when nothing does."""
    cycle, mine = participation.cycle, participation.participant.challenges.filter(cycle=participation.cycle)
    handed_in = mine.filter(status__in=[Status.SUBMITTED, Status.ACCEPTED]).order_by("serial").select_related("cycle")
    numbers = _("、").join(challenge.number for challenge in handed_in)
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    if not numbers:
        return ""
    if stage is not None and stage.is_published_at(at) and handed_in.filter(status=Status.ACCEPTED).exists():
        return _("公開された課題（%(numbers)s）があるので、やめられません。市民が取り組んでいます。") % {
            "numbers": numbers
        }
    words = _("応募した課題（%(numbers)s）があるので、やめられません。先に、事務局に差戻しを頼んでください。")
    return words % {"numbers": numbers}


def _entry(participant: Participant, partners: Sequence[str], by: User, at: datetime) -> Participant:
    """The entry that is to take part; every body of it must exist today."""
    lead = participant.lead
    if lead is None:
        raise ParticipationRefused(_("団体のない参加自治体です。先に、団体を入れてください。"))
    codes = partners or [member.government_id for member in participant.members.all()][1:]
    bodies = union_of(lead, codes, at)
    if not partners:
        return participant
    entry = entry_with(bodies, by=by, at=at)
    serving = Officer.objects.filter(user=by, participant=participant, until__isnull=True).first()
    if serving:
        appoint_officer(by, entry, department=serving.department, by=by, at=at)
    return entry


def _lock(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("participant", "cycle")
    return rows.get(pk=participation.pk)


def _tell(part: Participation, name: str, *, by: User, at: datetime) -> None:
    """Mail those who write for the entry and, of a union, those who write for one of its bodies."""
    bodies = [member.government for member in part.participant.members.all()]
    context = {
        "cycle": part.cycle.code,
        "municipality": part.participant.name,
        "bodies": [str(body) for body in bodies],
        "person": str(by),
        "reason": part.withdrawal_reason,
        "url": settings.SITE_URL + reverse("municipalities:participations"),
    }
    own = set(_serving([part.participant.pk]))
    alone = [entry.pk for entry in _entries_of(bodies) if not entry.is_union] if part.participant.is_union else []
    for user in User.objects.filter(pk__in=own | set(_serving(alone)), is_active=True).order_by("pk"):
        key = f"participation:{part.pk}:{name}:{at.isoformat()}:{user.pk}"
        told = {**context, "is_own": user.pk in own}
        notify(user, f"municipalities/participation_{name}", context=told, dedupe_key=key, at=at)


def _serving(entries: list[int]) -> QuerySet:
    return Officer.objects.filter(participant__in=entries, until__isnull=True).values_list("user", flat=True)


def _entries_of(bodies: list[LocalGovernment]) -> QuerySet[Participant]:
    return Participant.objects.filter(members__government__in=bodies).distinct().with_members()
